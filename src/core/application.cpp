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

AppState::AppState(AppState* outer)
    : locals(Object()),
      mountpath("/"),
      request_prototype(Object()),
      response_prototype(Object()),
      engines(make_host<ViewTable>()),
      cache(make_host<ViewTable>()),
      handle(this),
      parent_handle(outer) {}

AppState::AppState() : AppState(&plain_app()) { set_member(locals, "settings", settings.object()); }

AppState::AppState(None) : AppState(this) {}

bool AppState::is_none() const noexcept { return this == &plain_app(); }

bool AppState::emit(std::string_view event, const App& argument) {
  bool any = false;
  // A copy: a listener may add others, which wait for the next time.
  const auto now = listeners;
  for (const auto& listener : now) {
    if (listener.event != event) continue;
    any = true;
    if (listener.once) {
      std::erase_if(listeners, [&](const auto& l) { return l.once && l.event == event && l.call == listener.call; });
    }
    App copy = argument;
    listener.call(copy);
  }
  return any;
}

RouterState& AppState::router() {
  if (!router_state) {
    RouterOptions options;
    options.caseSensitive = static_cast<bool>(settings.get("case sensitive routing"));
    options.strict = static_cast<bool>(settings.get("strict routing"));
    auto* made = new RouterState(options);
    made->app = this;
    router_state = ClosurePtr(made);
  }
  return *static_cast<RouterState*>(router_state.get());
}

void prepare_mount(AppState& app, const Value& path, AppState& parent) {
  app.mountpath = path;
  app.parent = &parent;
  // app.parent is a reference to this cell, and an App is made of references itself.
  std::destroy_at(&app.parent_handle);
  std::construct_at(&app.parent_handle, parent.handle);
}

void announce_mount(AppState& app, AppState& parent) {
  app.settings.inherit(parent.settings);
  if (auto* table = host<ViewTable>(app.engines)) table->inherit(parent.engines);
  app.emit("mount", parent.handle);
}

void use_app(Exchange& x, AppState& app) noexcept {
  if (x.app_state == &app) return;
  x.app_state = &app;
  // req.app is a reference to this cell, and an App is made of references itself.
  std::destroy_at(&x.app);
  std::construct_at(&x.app, app.handle);
}

AppState& plain_app() {
  static AppState plain{AppState::None{}};
  return plain;
}

void enter_app(Exchange& x, AppState& app, Frame* parent, bool mounted) {
  AppState* outside = mounted ? x.app_state : nullptr;
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
      parent(state->parent_handle),
      router(state),
      state_(state) {}

App::operator bool() const noexcept { return !state_->is_none(); }

namespace {

// What is called on an app that is none, such as the parent of one that is not mounted, fails as on undefined.
detail::AppState& real(detail::AppState* app, const char* member) {
  if (app->is_none()) {
    throw TypeError(std::string("Cannot read properties of undefined (reading '") + member +
                    "'): there is no app here; app.parent is one only once the app is mounted");
  }
  return *app;
}

}  // namespace

detail::Registrar App::registrar() const {
  auto& state = real(state_, "router");
  return {&state.router(), &state};
}

AppRouter::AppRouter(detail::AppState* app) : app_(app) {
  set_getter(
      stack, [](void* self) { return Router(AppRouter(static_cast<detail::AppState*>(self))).stack; }, app);
}
AppRouter::operator Router() const { return Router(detail::ClosurePtr(registrar().router)); }
detail::Registrar AppRouter::registrar() const { return {&real(app_, "router").router(), nullptr}; }

Value App::get(const Text& setting) const { return real(state_, "get").settings.get(setting.view()); }

const App& App::set(const Text& setting, const Value& value) const {
  real(state_, "set").settings.set(setting.view(), value);
  return *this;
}

bool App::enabled(const Text& setting) const { return static_cast<bool>(get(setting)); }

Value App::path() const {
  const auto& state = real(state_, "path");
  if (!state.parent) return "";
  return state.parent->handle.path() + String(state.mountpath);
}

const App& App::engine(const Text& extension, const ViewEngine& engine) const {
  if (!engine) throw Error("callback function required");
  real(state_, "engine");
  engines[detail::with_dot(extension.view())] = engine.function();
  return *this;
}

void App::render(const Value& name, const Value& options, Callback<Error, Value> callback) const {
  detail::render_view(real(state_, "render"), name, options, nullptr, callback);
}

const App& App::on(const Text& event, Callback<App&> cb) const {
  real(state_, "on").listeners.push_back({event.str(), std::move(cb), false});
  return *this;
}

const App& App::once(const Text& event, Callback<App&> cb) const {
  real(state_, "once").listeners.push_back({event.str(), std::move(cb), true});
  return *this;
}

bool App::emit(const Text& event) const { return emit(event, detail::plain_app().handle); }

bool App::emit(const Text& event, const App& argument) const {
  return real(state_, "emit").emit(event.view(), argument);
}

Handler::Handler(const App& a) : kind_(Kind::app), link_(detail::ClosurePtr(new detail::AppLink(&a.state()))) {}

}  // namespace crema
