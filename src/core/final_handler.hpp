// core/final_handler.hpp — what answers when no handler did: the 404 page, the page of an error, the methods of a path.
#pragma once

#include <string_view>

namespace crema {
class Error;
}

namespace crema::detail {

struct AppState;
struct Exchange;

// By the settings of `app`: the one that the server called, whichever the request is in.
void final_handler(Exchange& x, Error* error, const AppState& app);
// What a router answers to OPTIONS by itself: the methods of the routes that match.
void answer_options(Exchange& x, std::string_view allow);

}  // namespace crema::detail
