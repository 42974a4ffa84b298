// crema/redis_request.hpp — a command as it is called, and what becomes of its reply. Included by redis.hpp.
#pragma once
#include <crema/value.hpp>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "redis_options.hpp"

namespace crema::detail {

// What the caller gets of the reply.
enum class RedisShape : std::uint8_t { plain, number, object, scored, scan };

// A command on its way to a connection: its arguments, one after the other in `text`.
class RedisRequest {
 public:
  // How a command on many keys is cut where they lie on several nodes of a cluster.
  enum class Cut : std::uint8_t { no, sum, list };

  explicit RedisRequest(std::string_view name) {
    ends.reserve(6);
    add_text(name);
  }
  template <Chars T>
  RedisRequest& add(const T& argument) {
    return add_text(argument);
  }
  // A text, a Buffer or a number. Throws TypeError for anything else, as npm's client does.
  RedisRequest& add(const Value& argument);
  // One argument, or each of a list.
  RedisRequest& add_all(const Value& arguments);
  // What follows `name`, in turn.
  template <class... A>
  static RedisRequest of(std::string_view name, const A&... arguments) {
    RedisRequest made(name);
    (made.add(arguments), ...);
    return made;
  }
  RedisRequest&& as(RedisShape wanted) && { return shape = wanted, std::move(*this); }
  // It may be sent again when the connection breaks before the reply has come.
  RedisRequest&& repeatable() && { return repeat = true, std::move(*this); }
  RedisRequest&& cut_by(Cut how) && { return cut = how, std::move(*this); }

  RedisRequest& add_text(std::string_view argument);
  std::size_t size() const { return ends.size(); }
  std::string_view operator[](std::size_t i) const;

  std::string text;
  std::vector<std::size_t> ends;  // where each argument ends in `text`
  RedisShape shape = RedisShape::plain;
  Cut cut = Cut::no;
  bool repeat = false;
};

RedisRequest redis_request(const Value& arguments);  // of sendCommand: a list
RedisRequest redis_set(const Value& key, const Value& value, const RedisSetOptions& options);
RedisRequest redis_scan(const Value& cursor, const RedisScanOptions& options);
RedisRequest redis_hash_set(const Value& key, const Value& field, const Value& value);
RedisRequest redis_many_set(const Value& pairs);
RedisRequest redis_scores_add(const Value& key, const Value& members);
RedisRequest redis_range(const Value& key, const Value& from, const Value& to, const RedisRangeOptions& options,
                         bool scores);
RedisRequest redis_optional(std::string_view name, const Value& argument);  // no_value: none

// The reply in the shape that npm's client gives it.
Value shaped(RedisShape shape, const Value& reply);

}  // namespace crema::detail
