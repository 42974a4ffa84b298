// core/final_handler.hpp — what answers when no handler did: the 404 page, and the page of an error.
#pragma once

namespace crema {
class Error;
}

namespace crema::detail {

struct AppState;
struct Exchange;

// By the settings of `app`: the one that the server called, whichever the request is in.
void final_handler(Exchange& x, Error* error, const AppState& app);

}  // namespace crema::detail
