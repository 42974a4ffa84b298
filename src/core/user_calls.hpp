// core/user_calls.hpp — calls of the user's listeners and callbacks, whose exceptions are nobody's to catch.
#pragma once
#include <crema/error.hpp>

#include <string_view>

#include "core/exchange.hpp"

namespace crema::detail {

// Calls listeners; what they throw is uncaught. True if there was one.
bool emit_response(Exchange& x, std::string_view event, const Value& value = {});
bool emit_request(Exchange& x, std::string_view event, const Value& value = {});
// Calls a callback, if there is one; what it throws is uncaught.
void call_back(const Callback<Error>& callback, const Error& error);
// Calls `work` before the loop waits again.
void soon(Exchange& x, Callback<> work);

}  // namespace crema::detail
