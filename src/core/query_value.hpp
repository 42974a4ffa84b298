// core/query_value.hpp — req.query: the query of req.url by the app's parser, parsed at each read as in Express.
#pragma once
#include <crema/value.hpp>

#include "http/query_extended.hpp"

namespace crema::detail {

struct Exchange;

Value parse_query(Exchange& x);
// A tree of the extended parser as a Value.
Value query_value(const http::QueryNode& node);

}  // namespace crema::detail
