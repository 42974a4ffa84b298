// A function of C++ has no name, so every handler is an "<anonymous>" one.
#include "core/route_value.hpp"

#include <string>

#include "core/value_node.hpp"
#include "http/text.hpp"

namespace crema::detail {
namespace {

// Calls `take` with the name of each method a step is for, "" for all().
template <class Take>
void each_method(const RouteStep& step, const Take& take) {
  if (step.methods == any_method) return take(std::string());
  for (MethodId id = 0; id < method_unknown; id++)
    if (step.methods & method_set(id)) take(std::string(method_name(id)));
}

Value step_value(const std::string& method) {
  Value shown{{"name", "<anonymous>"}, {"rawPath", "/"}, {"slash", false}, {"matchers", Array(null)}};
  if (!method.empty()) set_member(shown, "method", make_text(http::to_lower(method)));
  return shown;
}

// "*" for all(); HEAD, which GET answers, at the end.
Value listed_methods(const RouteState& route) {
  Value listed = make_array(0);
  MethodSet seen = 0;
  bool all = false;
  const auto add = [&](const std::string& name) {
    const auto bit = name.empty() ? MethodSet{0} : method_set(method_id(name));
    if (name.empty() ? std::exchange(all, true) : (seen & bit) != 0) return;
    seen |= bit;
    append_element(listed, name.empty() ? make_text("*") : make_text(name));
  };
  for (std::uint32_t i = 0; i < route.steps.size(); i++) each_method(route.steps[i], add);
  if ((seen & method_set(method_get)) && !(seen & method_set(method_head))) append_element(listed, make_text("HEAD"));
  return listed;
}

void append_paths(const Value& path, const Value& methods, const Value& router, const Value& list) {
  if (is_array(path)) {
    for (auto one : path) append_paths(one, methods, router, list);
    return;
  }
  append_element(list, Value{{"path", path}, {"methods", methods}, {"router", router}});
}

// A mounted router, as far as a list needs it.
Value router_value(const ClosurePtr& router) {
  return Value{{"listRoutes", Function([router] { return list_routes(*static_cast<RouterState*>(router.get())); })}};
}

}  // namespace

Value methods_value(const RouteState& route) {
  Value methods = make_object();
  for (std::uint32_t i = 0; i < route.steps.size(); i++) {
    each_method(route.steps[i], [&](const std::string& name) {
      set_member(methods, name.empty() ? "_all" : http::to_lower(name), true);
    });
  }
  return methods;
}

Value stack_value(const RouteState& route) {
  Value stack = make_array(0);
  for (std::uint32_t i = 0; i < route.steps.size(); i++) {
    each_method(route.steps[i], [&](const std::string& name) { append_element(stack, step_value(name)); });
  }
  return stack;
}

void show_route(Exchange& x, const RouteState& route) {
  x.shown_route = &route;
  set_getter(
      x.cells.route,
      [](void* self) {
        auto& exchange = *static_cast<Exchange*>(self);
        const auto& shown = *exchange.shown_route;
        Value made{{"path", shown.path}, {"stack", stack_value(shown)}, {"methods", methods_value(shown)}};
        exchange.cells.route = made;
        return made;
      },
      &x);
}

Value list_routes(const RouterState& router) {
  Value list = make_array(0);
  for (std::uint32_t i = 0; i < router.layers.size(); i++) {
    const Layer& layer = router.layers[i];
    if (const auto* route = layer.route_state()) {
      append_paths(route->path, listed_methods(*route), undefined, list);
    } else if (layer.handler.kind() == Handler::Kind::router) {
      append_paths(layer.path, undefined, router_value(layer.handler.link()), list);
    }
  }
  return list;
}

}  // namespace crema::detail
