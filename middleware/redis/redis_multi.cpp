// multi(): what is collected leaves in one piece as MULTI … EXEC. scanIterator(): SCAN over one node after the other.
#include <crema/object.hpp>

#include <memory>
#include <utility>
#include <vector>

#include "redis.hpp"
#include "redis_calls.hpp"
#include "redis_greeting.hpp"
#include "redis_hub.hpp"
#include "redis_slots.hpp"

namespace crema {
namespace detail {

struct RedisBatch {
  explicit RedisBatch(std::shared_ptr<RedisState> s) : state(std::move(s)) {}
  std::shared_ptr<RedisState> state;
  std::string bytes;
  std::vector<RedisShape> shapes;
  int slot = -1;
};

struct RedisWalk {
  std::shared_ptr<RedisState> state;
  RedisRequest request;  // with the cursor as its second argument
  std::vector<RedisAddress> nodes;
  std::size_t at = 0;
  std::string cursor;  // empty: nothing was asked yet
};

namespace {

RedisCommandPtr transaction(const RedisBatch& batch, Callback<Error, Value> done) {
  auto made = std::make_unique<RedisCommand>();
  made->bytes = redis_bytes(RedisRequest("MULTI")) + batch.bytes + redis_bytes(RedisRequest("EXEC"));
  made->replies = static_cast<int>(batch.shapes.size()) + 2;
  made->slot = batch.slot;
  made->done = std::move(done);
  return made;
}

Task<Value> execute(std::shared_ptr<RedisBatch> batch) {
  const auto hub = batch->state->hub();
  if (!hub) throw Error("The client is closed");
  if (batch->shapes.empty()) co_return Array();
  const ClosurePtr deferred(new Deferred);
  auto settle = [deferred](const Error& err, const Value& reply) { redis_settle(deferred, err, reply); };
  hub->submit(transaction(*batch, std::move(settle)));
  const Value all = co_await AwaitDeferred{deferred};
  // What was wrong with a command is told when it is queued, and EXEC then only that it was not done.
  for (const Value queued : all) {
    if (const Error wrong = redis_error_of(queued)) throw Error(wrong);
  }
  const Value replies = all.at(-1);
  if (!Array.isArray(replies)) co_return null;
  Value made = Array();
  for (std::size_t i = 0; i < batch->shapes.size(); i++) {
    const Value reply = replies[static_cast<int>(i)];
    if (const Error wrong = redis_error_of(reply)) throw Error(wrong);
    made.push(shaped(batch->shapes[i], reply));
  }
  co_return made;
}

Task<Value> walk_on(std::shared_ptr<RedisWalk> walk) {
  if (walk->cursor.empty()) {
    (void)co_await redis_wait_ready(walk->state);
    const auto hub = walk->state->hub();
    if (!hub) throw Error("The client is closed");
    walk->nodes = hub->masters();
    walk->cursor = "0";
  }
  if (walk->at >= walk->nodes.size()) co_return undefined;
  RedisRequest step(walk->request[0]);
  step.add_text(walk->cursor);
  for (std::size_t i = 2; i < walk->request.size(); i++) step.add_text(walk->request[i]);
  step.repeat = true;
  const Value reply = co_await redis_run_at(walk->state, step, walk->nodes[walk->at]);
  walk->cursor = String(reply[0]).str();
  if (walk->cursor == "0") walk->at++;
  co_return reply[1];
}

}  // namespace
}  // namespace detail

RedisMulti::RedisMulti(std::shared_ptr<detail::RedisState> state)
    : batch_(std::make_shared<detail::RedisBatch>(std::move(state))) {}

RedisMulti RedisMulti::run(detail::RedisRequest request) const {
  batch_->bytes += detail::redis_bytes(request);
  batch_->shapes.push_back(request.shape);
  if (batch_->slot < 0) batch_->slot = detail::redis_slot_of(request);
  return *this;
}

RedisMulti RedisMulti::addCommand(const Value& arguments) const { return run(detail::redis_request(arguments)); }

RedisReply RedisMulti::exec() const { return detail::execute(batch_); }

RedisScan::RedisScan(std::shared_ptr<detail::RedisState> state, const RedisScanOptions& options)
    : walk_(std::make_shared<detail::RedisWalk>(
          detail::RedisWalk{std::move(state), detail::redis_scan("0", options), {}, 0, {}})) {}

RedisReply RedisScan::next() const { return detail::walk_on(walk_); }

}  // namespace crema
