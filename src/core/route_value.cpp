// A function of C++ has no name, so every handler is an "<anonymous>" one.
#include "core/route_value.hpp"

#include <crema/host_object.hpp>

#include <string>
#include <string_view>
#include <utility>

#include "core/application.hpp"
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

// What a layer calls: a function, which JSON leaves out. Of a router it has the layers.
class HandleView final : public HostObject {
 public:
  HandleView(const char* name, ClosurePtr router) : name_(name), router_(std::move(router)) {}
  std::string_view class_name() const override { return "Function"; }
  Value get(std::string_view key) const override {
    if (key == "name") return make_text(std::string(name_));
    if (key == "stack" && router_) return layers_value(*static_cast<RouterState*>(router_.get()));
    return undefined;
  }
  Value to_json(std::string_view) const override { return undefined; }

 private:
  const char* name_;
  ClosurePtr router_;
};

Value step_value(const std::string& method) {
  Value shown{{"handle", make_host<HandleView>("", ClosurePtr())},
              {"name", "<anonymous>"},
              {"rawPath", "/"},
              {"slash", false},
              {"matchers", Array(null)}};
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

Value route_value(const RouteState& route) {
  return Value{{"path", route.path}, {"stack", stack_value(route)}, {"methods", methods_value(route)}};
}

// "app" is what a router knows of an app that an app has not mounted.
const char* handler_name(const Handler& handler) {
  if (handler.kind() == Handler::Kind::router) return "router";
  if (handler.kind() != Handler::Kind::app) return "";
  return static_cast<const AppLink*>(handler.link().get())->mounted ? "mounted_app" : "app";
}

Value layer_value(const Layer& layer) {
  const auto* route = layer.route_state();
  const char* name = route ? "handle" : handler_name(layer.handler);
  const Value& path = route ? route->path : layer.path;
  const bool is_router = !route && layer.handler.kind() == Handler::Kind::router;
  const int patterns = is_array(path) ? path.length() : 1;
  return Value{{"handle", make_host<HandleView>(name, is_router ? layer.handler.link() : ClosurePtr())},
               {"name", *name ? name : "<anonymous>"},
               {"rawPath", path},
               {"slash", !route && path == "/"},
               {"matchers", Array.from(patterns).fill(null)},
               {"route", route ? route_value(*route) : undefined}};
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
        Value made = route_value(*exchange.shown_route);
        exchange.cells.route = made;
        return made;
      },
      &x);
}

Value layers_value(const RouterState& router) {
  Value layers = make_array(0);
  for (std::uint32_t i = 0; i < router.layers.size(); i++) append_element(layers, layer_value(router.layers[i]));
  return layers;
}

void show_layers(Value& stack, RouterState& router) {
  set_getter(
      stack, [](void* self) { return layers_value(*static_cast<RouterState*>(self)); }, &router);
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
