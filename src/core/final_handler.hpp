// core/final_handler.hpp — what answers when no handler did: the 404 page, and the page of an error.
#pragma once

namespace crema {
class Error;
}

namespace crema::detail {

struct Exchange;

void final_handler(Exchange& x, Error* error);

}  // namespace crema::detail
