// core/request_url.hpp — the parts of req.url that routing looks at.
#pragma once
#include <crema/value.hpp>

#include <optional>
#include <string_view>

#include "core/arena.hpp"

namespace crema::detail {

// The path of a url, without query; nothing for what is no path (then a router is left at once). Views point into the Value, or
// into the arena for the odd forms of a target.
std::optional<std::string_view> pathname(const Value& url, Arena& arena);
// What stands behind '?', if there is one.
std::optional<std::string_view> query_of(const Value& url, Arena& arena);

}  // namespace crema::detail
