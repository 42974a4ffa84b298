#include "redis_greeting.hpp"

#include <hiredis.h>

#include <cstdlib>
#include <memory>
#include <new>
#include <utility>
#include <vector>

#include "redis.hpp"

namespace crema::detail {
namespace {

// What all commands of one greeting know.
struct Greeting {
  Callback<Error, Value> greeted;
  Error failed;
};
using GreetingPtr = std::shared_ptr<Greeting>;

RedisCommandPtr command_of(const RedisRequest& request, Callback<Error, Value> done) {
  auto made = std::make_unique<RedisCommand>();
  made->bytes = redis_bytes(request);
  made->done = std::move(done);
  return made;
}

// Without the one, nothing that follows is of use; without the other, it is.
Callback<Error, Value> must(const GreetingPtr& greeting) {
  return [greeting](const Error& err) {
    if (err && !greeting->failed) greeting->failed = err;
  };
}

// The server is there, but does not serve yet, or not us.
bool is_away(const Error& err) {
  const Value code = err.code;
  return code == "LOADING" || code == "MASTERDOWN" || code == "NOAUTH" || code == "DENIED";
}

}  // namespace

std::string redis_bytes(const RedisRequest& request) {
  // Kept, since most commands are as short as the one before.
  static thread_local std::vector<const char*> at;
  static thread_local std::vector<std::size_t> sizes;
  at.clear();
  sizes.clear();
  for (std::size_t i = 0; i < request.size(); i++) {
    const auto argument = request[i];
    at.push_back(argument.data());
    sizes.push_back(argument.size());
  }
  char* bytes = nullptr;
  const auto size = redisFormatCommandArgv(&bytes, static_cast<int>(at.size()), at.data(), sizes.data());
  if (size < 0) throw std::bad_alloc();
  std::string made(bytes, static_cast<std::size_t>(size));
  redisFreeCommand(bytes);
  return made;
}

void redis_greet(RedisLink& link, const RedisTarget& target, const RedisClientOptions& options, bool ask_for_slots,
                 Callback<Error, Value> greeted) {
  const auto greeting = std::make_shared<Greeting>(Greeting{std::move(greeted), {}});
  if (!target.password.empty() || !target.username.empty()) {
    RedisRequest auth("AUTH");
    if (!target.username.empty()) auth.add(std::string_view(target.username));
    link.send(command_of(auth.add(std::string_view(target.password)), must(greeting)));
  }
  if (target.database != 0) link.send(command_of(RedisRequest::of("SELECT", Value(target.database)), must(greeting)));
  if (options.name) link.send(command_of(RedisRequest::of("CLIENT", "SETNAME", options.name), {}));
  const auto last = ask_for_slots ? RedisRequest::of("CLUSTER", "SLOTS") : RedisRequest::of("PING");
  link.send(command_of(last, [greeting](const Error& err, const Value& reply) {
    if (greeting->failed) return greeting->greeted(greeting->failed);
    if (err && is_away(err)) return greeting->greeted(err);
    greeting->greeted(nullptr, err ? Value() : reply);
  }));
}

Error redis_error_of(const Value& reply) {
  if (!is_redis_error(reply)) return {};
  return RedisError(Value(reply.str()));
}

}  // namespace crema::detail
