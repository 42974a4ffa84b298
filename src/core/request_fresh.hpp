// core/request_fresh.hpp — whether the client's copy of what is being sent is still good.
#pragma once

namespace crema::detail {

struct Exchange;

bool is_fresh(Exchange& x);

}  // namespace crema::detail
