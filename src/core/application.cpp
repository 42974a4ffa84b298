// Apps are made once and live in a list of the program, so that handles to them need no count.
#include "core/application.hpp"

#include <crema/error.hpp>
#include <crema/express.hpp>

#include <deque>
#include <mutex>
#include <string>

#include "core/dispatch.hpp"
#include "core/exchange.hpp"
#include "core/value_node.hpp"
#include "core/view.hpp"
#include "core/view_table.hpp"

namespace crema {
namespace detail {
namespace {

struct AllApps {
  std::mutex writing;
  std::deque<std::unique_ptr<AppState>> apps;
};
AllApps& all_apps() {
  static AllApps all;
  return all;
}

}  // namespace

AppState::AppState()
    : locals(Object()),
      mountpath("/"),
      request_prototype(Object()),
      response_prototype(Object()),
      engines(make_host<ViewTable>()),
      cache(make_host<ViewTable>()),
      handle(this) {
  set_member(locals, "settings", settings.object());
}

RouterState& AppState::router() {
  if (!router_state) {
    RouterOptions options;
    options.caseSensitive = static_cast<bool>(settings.get("case sensitive routing"));
    options.strict = static_cast<bool>(settings.get("strict routing"));
    auto* made = new RouterState(options);
    made->all_is_any = false;
    made->app = this;
    router_state = ClosurePtr(made);
  }
  return *static_cast<RouterState*>(router_state.get());
}

void prepare_mount(AppState& app, const Value& path, AppState& parent) {
  app.mountpath = path;
  app.parent = &parent;
}

void announce_mount(AppState& app, AppState& parent) {
  app.settings.inherit(parent.settings);
  if (auto* table = host<ViewTable>(app.engines)) table->inherit(parent.engines);
  const auto listeners = app.listeners;
  for (const auto& [event, callback] : listeners)
    if (event == "mount") callback(parent.handle);
}

void use_app(Exchange& x, AppState& app) noexcept {
  if (x.app_state == &app) return;
  x.app_state = &app;
  // req.app is a reference to this cell, and an App is made of references itself.
  std::destroy_at(&x.app);
  std::construct_at(&x.app, app.handle);
}

AppState& plain_app() {
  static AppState plain;
  return plain;
}

void enter_app(Exchange& x, AppState& app, Frame* parent) {
  AppState* outside = parent ? x.app_state : nullptr;
  use_app(x, app);
  if (app.settings.snapshot().powered_by && can_change_head(x)) {
    x.fields.set(x.arena, "X-Powered-By", "Express", FieldId::other);
  }
  enter_router(x, app.router(), parent, outside);
}

App Express::operator()() const {
  auto& all = all_apps();
  const std::lock_guard lock(all.writing);
  all.apps.push_back(std::make_unique<AppState>());
  return all.apps.back()->handle;
}

}  // namespace detail

App::App(detail::AppState* state)
    : locals(state->locals),
      settings(const_cast<Value&>(state->settings.object())),
      mountpath(state->mountpath),
      request(state->request_prototype),
      response(state->response_prototype),
      engines(state->engines),
      cache(state->cache),
      state_(state) {}

detail::RouterState& App::router_state() const { return state_->router(); }

Value App::get(const Text& setting) const { return state_->settings.get(setting.view()); }

const App& App::set(const Text& setting, const Value& value) const {
  state_->settings.set(setting.view(), value);
  return *this;
}

bool App::enabled(const Text& setting) const { return static_cast<bool>(get(setting)); }

Value App::path() const {
  if (!state_->parent) return "";
  return state_->parent->handle.path() + state_->mountpath.str();
}

const App& App::engine(const Text& extension, const ViewEngine& engine) const {
  if (!engine) throw Error("callback function required");
  engines[detail::with_dot(extension.view())] = engine.function();
  return *this;
}

void App::render(const Value& name, const Value& options, Callback<Error, Value> callback) const {
  detail::render_view(*state_, name, options, nullptr, callback);
}

void App::operator()(const Request& req, const Response&) const { detail::enter_app(req.exchange(), *state_, nullptr); }
void App::operator()(const Request& req, const Response&, const Next& next) const {
  detail::call_app(*state_, req, next);
}

const App& App::on(const Text& event, Callback<App&> cb) const {
  state_->listeners.emplace_back(std::string(event.view()), std::move(cb));
  return *this;
}

Handler::Handler(const App& a) : kind_(Kind::app), link_(detail::ClosurePtr(new detail::AppLink(&a.state()))) {}

}  // namespace crema
