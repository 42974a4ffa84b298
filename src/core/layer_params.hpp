// core/layer_params.hpp — req.params of a layer, and the param callbacks that run before its handlers.
#pragma once
#include "core/path_pattern.hpp"
#include "core/router_frame.hpp"

namespace crema::detail {

// The thread's match, used from a layer's test until its handlers run; never across them.
PathMatch& scratch_match();
bool has_params(const PathMatch& match) noexcept;
// Throws the Error (400) of a capture that cannot be decoded.
void check_captures(const PathMatch& match);
// Makes req.params of what matched; throws as check_captures does.
void set_params(RouterFrame& f, const PathMatch& match);

// An empty object, made when somebody looks.
void set_empty_params(Exchange& x);
bool params_untouched(const Exchange& x) noexcept;

// Runs the callbacks of the names that matched, once for a value, then the layer.
void run_params(RouterFrame& f, const Layer& layer, Error* layer_error, const PathMatch& match);

}  // namespace crema::detail
