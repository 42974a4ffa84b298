// core/request_fields.hpp — header fields as Node shows them: names in lower case, repeated ones joined or dropped by name.
#pragma once
#include <crema/value.hpp>

#include <optional>
#include <string_view>

namespace crema::detail {

struct Exchange;

// req.headers.
Value headers_object(Exchange& x);
// req.get(): through req.headers where a handler has touched it, else straight from the head.
Value field_value(Exchange& x, std::string_view name);
// The same as bytes, for what only looks; nothing if the field is missing. The view lives as long as the exchange.
std::optional<std::string_view> field_view(Exchange& x, std::string_view lower_name);

}  // namespace crema::detail
