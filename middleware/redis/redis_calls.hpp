// From a request to commands: one, one for each node that has some of its keys, or one for each master.
#pragma once
#include <crema/task.hpp>

#include <cstdint>
#include <memory>

#include "redis_link.hpp"
#include "redis_request.hpp"
#include "redis_state.hpp"

namespace crema::detail {

void redis_reject(const ClosurePtr& deferred, const Error& error);
// Rejects with the error, or resolves with the value.
void redis_settle(const ClosurePtr& deferred, const Error& error, const Value& value);

// Sends it from this thread's part; `done` hears of it once, perhaps before this returns.
void redis_call(const std::shared_ptr<RedisState>& state, const RedisRequest& request, Callback<Error, Value> done);
// The same as a task, with the reply in its shape.
Task<Value> redis_run(const std::shared_ptr<RedisState>& state, const RedisRequest& request, RedisShape shape);

// How the replies of several nodes become one.
enum class RedisSum : std::uint8_t { first, number, list };
// On each master of a cluster, or on the one server.
Task<Value> redis_everywhere(std::shared_ptr<RedisState> state, RedisRequest request, RedisSum sum);
// On one node.
Task<Value> redis_run_at(const std::shared_ptr<RedisState>& state, const RedisRequest& request, const RedisAddress& at);
// The masters, once there is a connection.
Task<Value> redis_wait_ready(std::shared_ptr<RedisState> state);

}  // namespace crema::detail
