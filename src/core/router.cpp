// Registration: takes lists of handlers apart, checks paths at once, keeps the index in step.
#include "core/router.hpp"

#include <crema/app.hpp>
#include <crema/error.hpp>
#include <crema/router.hpp>

#include <algorithm>

#include "core/application.hpp"
#include "core/dispatch.hpp"

namespace crema {
namespace detail {
namespace {

// Small routers are walked; from here on an index pays.
constexpr std::uint32_t least_indexed = 16;

template <class Take>
void flatten(const Handler& handler, const Take& take) {
  if (handler.kind() == Handler::Kind::none) return;
  if (handler.kind() != Handler::Kind::list) return take(handler);
  for (const auto& inner : static_cast<const HandlerList*>(handler.link().get())->handlers) flatten(inner, take);
}

std::vector<Handler> flatten(HandlerSpan handlers) {
  std::vector<Handler> all;
  for (int i = 0; i < handlers.size; i++) flatten(*handlers.data[i], [&](const Handler& h) { all.push_back(h); });
  return all;
}

std::string shown_method(std::string_view name) {
  if (!name.empty() && name.back() == '_') name.remove_suffix(1);
  return std::string(name);
}

}  // namespace

bool RouteState::handles(MethodId method) const noexcept {
  const auto set = methods.load(std::memory_order_acquire);
  if (set == any_method) return true;
  if (method == method_unknown) return false;
  if (method == method_head && !(set & method_set(method_head))) method = method_get;
  return (set & method_set(method)) != 0;
}

void RouterState::add(Layer layer) {
  const std::lock_guard lock(writing);
  layers.push(std::move(layer));
  const auto* old = published_.load(std::memory_order_relaxed);
  const auto covered = old ? old->covered() : 0;
  const auto tail = layers.size() - covered;
  if (tail >= std::max(least_indexed, layers.size() / 4)) rebuild_index();
}

void RouterState::rebuild_index() {
  indexes_.push_back(std::make_unique<const RouteIndex>(layers, layers.size()));
  published_.store(indexes_.back().get(), std::memory_order_release);
}

const ParamCallbacks* RouterState::param(std::string_view name) const noexcept {
  // The last one published for a name holds all before it.
  for (auto i = params.size(); i-- > 0;)
    if (params[i]->name == name) return params[i].get();
  return nullptr;
}

void add_to_route(RouteState& route, std::string_view method, HandlerSpan handlers) {
  const auto methods = registered_methods(method, route.all_is_any);
  if (methods == 0) throw TypeError("crema: " + std::string(method) + " is no method of HTTP");
  const auto all = flatten(handlers);
  if (all.empty()) throw TypeError("argument handler is required");
  const std::lock_guard lock(route.writing);
  for (const auto& handler : all) route.steps.push({methods, handler});
  route.methods.fetch_or(methods, std::memory_order_acq_rel);
}

namespace {

ClosurePtr new_route(RouterState& router, const Path& path) {
  ClosurePtr route(new RouteState(path.value(), router.all_is_any));
  Layer layer;
  layer.pattern = PathPattern(path.value(), {router.options.caseSensitive, router.options.strict, true});
  layer.route = route;
  router.add(std::move(layer));
  return route;
}

}  // namespace

Route make_route(RouterState& router, const Path& path) { return Route(new_route(router, path)); }

void add_route(RouterState& router, std::string_view method, const Path& path, HandlerSpan handlers) {
  if (registered_methods(method, true) == 0) {
    throw TypeError("app[\"" + shown_method(method) + "\"] is not a function: no such method of HTTP");
  }
  if (flatten(handlers).empty()) throw TypeError("argument handler is required");
  const auto route = new_route(router, path);
  add_to_route(*static_cast<RouteState*>(route.get()), method, handlers);
}

void add_use(RouterState& router, const Path* path, HandlerSpan handlers) {
  const auto all = flatten(handlers);
  if (all.empty()) throw TypeError("argument handler is required");
  const Value where = path ? path->value() : Value("/");
  for (const auto& handler : all) {
    Layer layer;
    layer.pattern = PathPattern(where, {router.options.caseSensitive, false, false});
    layer.handler = handler;
    AppState* mounted = nullptr;
    if (handler.kind() == Handler::Kind::app) mounted = static_cast<AppLink*>(handler.link().get())->app;
    if (mounted && router.app) prepare_mount(*mounted, where, *router.app);
    router.add(std::move(layer));
    if (mounted && router.app) announce_mount(*mounted, *router.app);
  }
}

void add_param(RouterState& router, const Value& names, const ParamHandler& handler, bool lists_allowed) {
  if (lists_allowed && Array.isArray(names)) {
    for (auto name : names) add_param(router, name, handler, lists_allowed);
    return;
  }
  if (typeof_(names) != "string") throw TypeError("argument name must be a string");
  const std::lock_guard lock(router.writing);
  auto callbacks = std::make_shared<ParamCallbacks>();
  callbacks->name = names.str();
  if (const auto* before = router.param(callbacks->name)) callbacks->callbacks = before->callbacks;
  callbacks->callbacks.push_back(handler.link());
  router.params.push(std::move(callbacks));
}

}  // namespace detail

Path::Path(const Regex& r) : value_(r) {}
Path::Path(std::initializer_list<Path> any) : value_(Array()) {
  for (const auto& path : any) value_.push(path.value());
}

detail::RouteState& Route::state() const { return *static_cast<detail::RouteState*>(state_.get()); }

Router::Router(RouterOptions options) : state_(new detail::RouterState(options)) {}
detail::RouterState& Router::router_state() const { return *static_cast<detail::RouterState*>(state_.get()); }

Handler::Handler(std::initializer_list<Handler> list) : kind_(Kind::list) {
  auto* held = new detail::HandlerList;
  link_ = detail::ClosurePtr(held);
  held->handlers = list;
}
Handler::Handler(const Router& r) : kind_(Kind::router), link_(detail::ClosurePtr(&r.router_state())) {}

}  // namespace crema
