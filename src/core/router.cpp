// Registration: takes lists of handlers apart, checks paths at once, keeps the index in step.
#include "core/router.hpp"

#include <crema/app.hpp>
#include <crema/error.hpp>
#include <crema/router.hpp>

#include <algorithm>

#include "core/application.hpp"
#include "core/dispatch.hpp"
#include "core/route_value.hpp"
#include "core/value_node.hpp"

namespace crema {
namespace detail {
namespace {

// Small routers are walked; from here on an index pays.
constexpr std::uint32_t least_indexed = 8;
// Layers that came while requests ran are walked as long as they are fewer than this part of all. Since each index is kept, it
// bounds their memory as well: together they are at most this many times the last one.
constexpr std::uint32_t longest_tail = 32;

constexpr std::string_view how_to_handle = "[](auto& req, auto& res, auto next) { ... }";

[[noreturn]] void empty_handler() {
  throw TypeError(
      "argument handler must be a function, but one of these is empty: a Handler that nothing was assigned to, or a "
      "name that a "
      "table of handlers does not have");
}

void flatten(const Handler& handler, std::vector<Handler>& all) {
  if (handler.kind() == Handler::Kind::none) empty_handler();
  if (handler.kind() != Handler::Kind::list) return all.push_back(handler);
  for (const auto& inner : static_cast<const HandlerList*>(handler.link().get())->handlers) flatten(inner, all);
}

// Those that are given: the parameters after the last one are empty.
std::vector<Handler> flatten(HandlerSpan handlers) {
  std::vector<Handler> all;
  int count = handlers.size;
  while (count > 0 && handlers.data[count - 1]->kind() == Handler::Kind::none) count--;
  for (int i = 0; i < count; i++) flatten(*handlers.data[i], all);
  return all;
}

std::string shown_method(std::string_view name) {
  if (!name.empty() && name.back() == '_') name.remove_suffix(1);
  return std::string(name);
}

// "app.get(\"/x\", "; what a sentence about a registration begins its example with.
std::string call_text(const Registrar& to, std::string_view method, const Value* path) {
  std::string text = to.app ? "app." : "router.";
  text.append(method) += '(';
  if (path && typeof_(*path) == "string") text += JSON.stringify(*path).str() + ", ";
  else if (path) text += "path, ";
  return text;
}

}  // namespace

RouteState::RouteState(Value p) : path(std::move(p)) {
  set_getter(
      shown_stack, [](void* self) { return stack_value(*static_cast<RouteState*>(self)); }, this);
  set_getter(
      shown_methods, [](void* self) { return methods_value(*static_cast<RouteState*>(self)); }, this);
}

bool RouteState::handles(MethodId method) const noexcept {
  const auto set = methods.load(std::memory_order_acquire);
  if (set & all_flag) return true;
  if (method == method_unknown) return false;
  if (method == method_head && !(set & method_set(method_head))) method = method_get;
  return (set & method_set(method)) != 0;
}

void RouterState::add(Layer layer) {
  const std::lock_guard lock(writing);
  layers.push(std::move(layer));
}

const RouteIndex* RouterState::index() {
  const auto* now = published_.load(std::memory_order_acquire);
  const auto covered = now ? now->covered() : 0;
  const auto tail = layers.size() - covered;
  return tail >= std::max(least_indexed, covered / longest_tail) ? rebuild_index() : now;
}

const RouteIndex* RouterState::rebuild_index() {
  const std::lock_guard lock(writing);
  const auto* now = published_.load(std::memory_order_relaxed);
  if (now && now->covered() == layers.size()) return now;
  indexes_.push_back(std::make_unique<const RouteIndex>(layers, layers.size()));
  now = indexes_.back().get();
  published_.store(now, std::memory_order_release);
  return now;
}

const ParamCallbacks* RouterState::param(std::string_view name) const noexcept {
  // The last one published for a name holds all before it.
  for (auto i = params.size(); i-- > 0;)
    if (params[i]->name == name) return params[i].get();
  return nullptr;
}

namespace {

void add_steps(RouteState& route, MethodSet methods, const std::vector<Handler>& all) {
  const std::lock_guard lock(route.writing);
  for (const auto& handler : all) route.steps.push({methods, handler});
  route.methods.fetch_or(methods == any_method ? all_flag : methods, std::memory_order_acq_rel);
}

ClosurePtr new_route(RouterState& router, const Path& path) {
  ClosurePtr route(new RouteState(path.value()));
  Layer layer;
  layer.pattern = PathPattern(path.value(), {router.options.caseSensitive, router.options.strict, true});
  layer.route = route;
  router.add(std::move(layer));
  return route;
}

[[noreturn]] void unknown_method(std::string_view of, std::string_view method) {
  const auto name = shown_method(method);
  throw TypeError(std::string(of) + "." + name +
                  " is not a function: Node knows no method of HTTP by this name; \"all\" stands for " +
                  "every one of them");
}

}  // namespace

void add_to_route(RouteState& route, std::string_view method, HandlerSpan handlers) {
  const auto methods = registered_methods(method);
  if (methods == 0) unknown_method("route", method);
  const auto all = flatten(handlers);
  if (all.empty()) {
    throw TypeError("argument handler is required: write route." + shown_method(method) + "(" +
                    std::string(how_to_handle) + ")");
  }
  add_steps(route, methods, all);
}

Route make_route(RouterState& router, const Path& path) { return Route(new_route(router, path)); }

void add_route(const Registrar& to, std::string_view method, const Path& path, HandlerSpan handlers) {
  auto methods = registered_methods(method);
  if (methods == 0) unknown_method(to.app ? "app" : "router", method);
  if (methods == any_method && to.app) methods = known_methods();
  const auto all = flatten(handlers);
  if (all.empty()) {
    throw TypeError("argument handler is required: write " + call_text(to, shown_method(method), &path.value()) +
                    std::string(how_to_handle) + ")");
  }
  const auto route = new_route(*to.router, path);
  add_steps(*static_cast<RouteState*>(route.get()), methods, all);
}

void add_use(const Registrar& to, const Path* path, HandlerSpan handlers) {
  const auto all = flatten(handlers);
  if (all.empty()) {
    throw TypeError(std::string(to.app ? "app.use() requires a middleware function" : "argument handler is required") +
                    ": write " + call_text(to, "use", path ? &path->value() : nullptr) + std::string(how_to_handle) +
                    ")");
  }
  const Value where = path ? path->value() : Value("/");
  for (const auto& handler : all) {
    Layer layer;
    layer.pattern = PathPattern(where, {to.router->options.caseSensitive, false, false});
    layer.path = where;
    layer.handler = handler;
    AppState* mounted = nullptr;
    if (to.app && handler.kind() == Handler::Kind::app) {
      mounted = static_cast<AppLink*>(handler.link().get())->app;
      layer.handler = Handler(Handler::Kind::app, ClosurePtr(new AppLink(mounted, true)));
      prepare_mount(*mounted, where, *to.app);
    }
    to.router->add(std::move(layer));
    if (mounted) announce_mount(*mounted, *to.app);
  }
}

void add_param(const Registrar& to, const Value& names, const ParamHandler& handler) {
  if (to.app && Array.isArray(names)) {
    for (auto name : names) add_param(to, name, handler);
    return;
  }
  if (!names) throw TypeError("argument name is required: the name of a parameter, as \"id\" of \"/users/:id\"");
  if (typeof_(names) != "string") {
    throw TypeError(std::string("argument name must be a string") +
                    (Array.isArray(names) ? ": a router takes one name at a time, an app a list" : ""));
  }
  auto& router = *to.router;
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

Route::Route(const Path& p) : Route(detail::ClosurePtr(new detail::RouteState(p.value()))) {}
Route::Route(detail::ClosurePtr state)
    : path(static_cast<detail::RouteState*>(state.get())->path),
      stack(static_cast<detail::RouteState*>(state.get())->shown_stack),
      methods(static_cast<detail::RouteState*>(state.get())->shown_methods),
      state_(std::move(state)) {}
detail::RouteState& Route::state() const { return *static_cast<detail::RouteState*>(state_.get()); }

Router::Router(RouterOptions options) : Router(detail::ClosurePtr(new detail::RouterState(options))) {}
Router::Router(detail::ClosurePtr state) : state_(std::move(state)) { detail::show_layers(stack, router_state()); }
Router& Router::operator=(const Router& other) {
  state_ = other.state_;
  detail::show_layers(stack, router_state());
  return *this;
}
detail::RouterState& Router::router_state() const { return *static_cast<detail::RouterState*>(state_.get()); }

Handler::Handler(std::initializer_list<Handler> list) : kind_(Kind::list) {
  auto* held = new detail::HandlerList;
  link_ = detail::ClosurePtr(held);
  held->handlers = list;
}
Handler::Handler(const Router& r) : kind_(Kind::router), link_(detail::ClosurePtr(&r.router_state())) {}

}  // namespace crema
