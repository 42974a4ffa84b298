// core/handle_members.hpp — req["name"] and res["name"]: properties of one's own, Express's members by their name, and what
// app.request and app.response add to every request.
#pragma once
#include <crema/value.hpp>

namespace crema::detail {

struct Exchange;

Ref request_member(Exchange& x, const Value& key);
Ref response_member(Exchange& x, const Value& key);

// A property that a middleware installed, to be called under its name: `req.flash()`. Throws Node's TypeError
// "req.flash is not a function" when nobody has.
Value call_request_member(Exchange& x, const char* name, const Value* args, std::size_t count);

}  // namespace crema::detail
