// What is said on a new connection before anything else: who we are, and what the server is.
#pragma once
#include "redis_link.hpp"
#include "redis_options.hpp"
#include "redis_request.hpp"
#include "redis_url.hpp"

namespace crema::detail {

// A command in Redis' protocol.
std::string redis_bytes(const RedisRequest& request);

// Sends AUTH, SELECT and CLIENT SETNAME as far as they are wanted, then CLUSTER SLOTS, or PING. Calls back with the last one's reply
// (undefined where the server has no such command), or with why the connection is of no use.
void redis_greet(RedisLink& link, const RedisTarget& target, const RedisClientOptions& options, bool ask_for_slots,
                 Callback<Error, Value> greeted);

// The error that a reply is; none if it is no error.
Error redis_error_of(const Value& reply);

}  // namespace crema::detail
