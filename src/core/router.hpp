// core/router.hpp — layers in the order of their registration: middleware under a path, and routes.
#pragma once
#include <crema/handler.hpp>
#include <crema/router.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/append_only.hpp"
#include "core/methods.hpp"
#include "core/path_pattern.hpp"
#include "core/route_index.hpp"

namespace crema::detail {

struct AppState;

// One handler of a route, for the methods of a set.
struct RouteStep {
  MethodSet methods = 0;
  Handler handler;
};

struct RouteState : Closure {
  explicit RouteState(Value p);
  // Whether a request of this method is for the route: GET serves HEAD.
  bool handles(MethodId method) const noexcept;

  Value path;
  Value shown_stack, shown_methods;  // getters
  AppendOnly<RouteStep> steps;
  std::atomic<MethodSet> methods{0};  // those that were registered; all_flag for all()
  std::mutex writing;
};

struct Layer {
  PathPattern pattern;
  Value path;        // of a mounted router: what it was mounted with
  Handler handler;   // of use(); else
  ClosurePtr route;  // of a route
  const RouteState* route_state() const noexcept { return static_cast<const RouteState*>(route.get()); }
};

// Names of parameters and what runs before the handlers that see them.
struct ParamCallbacks {
  std::string name;
  std::vector<ClosurePtr> callbacks;  // ParamHandler::Link
};

struct RouterState : Closure {
  explicit RouterState(RouterOptions o) : options(o) {}

  void add(Layer layer);
  // Which layers can match; null for a few layers, which are walked. Made when a request first asks, and again when so many
  // layers have come since that walking them would cost more.
  const RouteIndex* index();
  const ParamCallbacks* param(std::string_view name) const noexcept;

  RouterOptions options;
  AppState* app = nullptr;  // the app whose router it is
  AppendOnly<Layer> layers;
  AppendOnly<std::shared_ptr<const ParamCallbacks>> params;
  std::mutex writing;

 private:
  const RouteIndex* rebuild_index();
  std::atomic<const RouteIndex*> published_{nullptr};
  std::vector<std::unique_ptr<const RouteIndex>> indexes_;  // old ones too: a request may still walk them
};

// A list in braces, which registration takes apart.
struct HandlerList : Closure {
  std::vector<Handler> handlers;
};

}  // namespace crema::detail
