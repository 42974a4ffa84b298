// core/route_value.hpp — routes as objects of JavaScript: req.route, route.stack, router.listRoutes().
#pragma once
#include <crema/value.hpp>

#include "core/exchange.hpp"
#include "core/router.hpp"

namespace crema::detail {

// {"get": true, …}, in order of registration; "_all" for the all() of a route.
Value methods_value(const RouteState& route);
// What stands for each handler, as JSON.stringify(req.route) shows it.
Value stack_value(const RouteState& route);
// What stands for each layer of a router.
Value layers_value(const RouterState& router);
// Makes req.route this one; the object is made when somebody looks.
void show_route(Exchange& x, const RouteState& route);

}  // namespace crema::detail
