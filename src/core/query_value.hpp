// core/query_value.hpp — req.query: the query of req.url by the app's parser, parsed at each read as in Express.
#pragma once
#include <crema/value.hpp>

#include <optional>
#include <string_view>

#include "http/query_extended.hpp"

namespace crema::detail {

struct Exchange;

Value parse_query(Exchange& x);
// Node's querystring, and npm's qs.
Value parse_simple(std::string_view query);
Value parse_extended(std::string_view query);
// npm's qs with other options; nothing only if strict_depth was exceeded.
std::optional<Value> parse_extended(std::string_view query, const http::ExtendedQueryOptions& how);
// A tree of the extended parser as a Value.
Value query_value(const http::QueryNode& node);

}  // namespace crema::detail
