#include "redis_calls.hpp"

#include <crema/object.hpp>

#include <map>
#include <utility>
#include <vector>

#include "redis_greeting.hpp"
#include "redis_hub.hpp"
#include "redis_slots.hpp"

namespace crema::detail {

void redis_reject(const ClosurePtr& deferred, const Error& error) {
  static_cast<Deferred*>(deferred.get())->reject(error.exception());
}

void redis_settle(const ClosurePtr& deferred, const Error& error, const Value& value) {
  if (error) redis_reject(deferred, error);
  else static_cast<Deferred*>(deferred.get())->resolve(value);
}

namespace {

RedisCommandPtr command_of(const RedisHub& hub, const RedisRequest& request, Callback<Error, Value> done) {
  auto made = std::make_unique<RedisCommand>();
  made->bytes = redis_bytes(request);
  made->done = std::move(done);
  if (!hub.is_single()) made->slot = redis_slot_of(request);
  made->repeatable = request.repeat;
  return made;
}

// One command of which each slot has a part: what has come of it so far.
struct Parts {
  Callback<Error, Value> done;
  RedisRequest::Cut cut;
  Value whole;
  std::size_t left = 0;
  bool failed = false;

  void came(const Error& err, const Value& reply, const std::vector<int>& places) {
    if (failed) return;
    if (err) {
      failed = true;
      return done(err);
    }
    if (cut == RedisRequest::Cut::sum) whole += reply;
    else
      for (std::size_t i = 0; i < places.size(); i++) whole[places[i]] = reply[static_cast<int>(i)];
    if (--left == 0) done(nullptr, whole);
  }
};

// Keys of one command that lie in several slots: a command for each slot, as a cluster wants it.
bool cut_up(RedisHub& hub, const RedisRequest& request, Callback<Error, Value>& done) {
  std::map<int, std::vector<int>> places;
  for (std::size_t i = 1; i < request.size(); i++) places[redis_slot(request[i])].push_back(static_cast<int>(i) - 1);
  if (places.size() < 2) return false;
  const auto parts = std::make_shared<Parts>();
  parts->done = std::move(done);
  parts->cut = request.cut;
  parts->left = places.size();
  parts->whole = request.cut == RedisRequest::Cut::sum ? Value(0) : Value(Array());
  if (request.cut == RedisRequest::Cut::list) {
    for (std::size_t i = 1; i < request.size(); i++) parts->whole.push(null);
  }
  for (const auto& entry : places) {
    RedisRequest part(request[0]);
    for (const int at : entry.second) part.add_text(request[static_cast<std::size_t>(at) + 1]);
    part.repeat = request.repeat;
    auto came = [parts, at = entry.second](const Error& err, const Value& reply) { parts->came(err, reply, at); };
    hub.submit(command_of(hub, part, std::move(came)));
  }
  return true;
}

}  // namespace

void redis_call(const std::shared_ptr<RedisState>& state, const RedisRequest& request, Callback<Error, Value> done) {
  const auto hub = state->hub();
  if (!hub) return done(Error("The client is closed"));
  if (request.cut != RedisRequest::Cut::no && hub->is_cluster() && cut_up(*hub, request, done)) return;
  hub->submit(command_of(*hub, request, std::move(done)));
}

namespace {

Task<Value> shaped_later(ClosurePtr deferred, RedisShape shape) {
  const Value reply = co_await AwaitDeferred{deferred};
  co_return shaped(shape, reply);
}

Callback<Error, Value> settling(const ClosurePtr& deferred) {
  return [deferred](const Error& err, const Value& reply) { redis_settle(deferred, err, reply); };
}

}  // namespace

Task<Value> redis_run(const std::shared_ptr<RedisState>& state, const RedisRequest& request, RedisShape shape) {
  const ClosurePtr deferred(new Deferred);
  redis_call(state, request, settling(deferred));
  return shape == RedisShape::plain ? await_deferred(deferred) : shaped_later(deferred, shape);
}

Task<Value> redis_run_at(const std::shared_ptr<RedisState>& state, const RedisRequest& request,
                         const RedisAddress& at) {
  const ClosurePtr deferred(new Deferred);
  if (const auto hub = state->hub()) {
    auto command = command_of(*hub, request, settling(deferred));
    if (hub->is_cluster()) command->at = at;
    hub->submit(std::move(command));
  } else {
    redis_reject(deferred, Error("The client is closed"));
  }
  return await_deferred(deferred);
}

Task<Value> redis_wait_ready(std::shared_ptr<RedisState> state) {
  // A command of its own, so that the usual limits of time hold.
  const auto ping = RedisRequest("PING").repeatable();
  return redis_run(state, ping, RedisShape::plain);
}

Task<Value> redis_everywhere(std::shared_ptr<RedisState> state, RedisRequest request, RedisSum sum) {
  (void)co_await redis_wait_ready(state);
  const auto hub = state->hub();
  if (!hub) throw Error("The client is closed");
  Value whole = sum == RedisSum::list ? Array() : Value();
  std::vector<Task<Value>> all;
  for (const auto& master : hub->masters()) all.push_back(redis_run_at(state, request, master));
  for (auto& one : all) {
    const Value reply = co_await one;
    if (sum == RedisSum::list) whole = whole.concat(reply);
    else if (sum == RedisSum::number && whole != undefined) whole += reply;
    else whole = reply;
  }
  co_return whole;
}

}  // namespace crema::detail
