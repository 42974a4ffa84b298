// core/request_fresh.hpp — whether the client's copy of what is being sent is still good.
#pragma once
#include "http/freshness.hpp"

namespace crema::detail {

struct Exchange;

// Of a response that may be answered with 304: GET, HEAD or QUERY, and a status that fits.
bool is_fresh(Exchange& x);
// What the request asks, and what the response has; views live as long as the exchange.
http::Conditions conditions(Exchange& x);
http::Validators validators(const Exchange& x);

}  // namespace crema::detail
