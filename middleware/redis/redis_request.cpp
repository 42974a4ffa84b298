// Commands: from what is called to a list of arguments, and from a reply to what the caller gets.
#include "redis_request.hpp"

#include <crema/buffer.hpp>
#include <crema/error.hpp>
#include <crema/object.hpp>

#include <cmath>
#include <string>

namespace crema {

RedisNumber::RedisNumber(const Value& v) {
  if (v == null) return;
  number_ = v.number();
  given_ = true;
}

RedisText::RedisText(const Value& v) {
  if (v == null) return;
  text_ = v.view();
  given_ = true;
}

namespace detail {
namespace {

void add_option(RedisRequest& request, std::string_view name, const RedisNumber& number) {
  if (number.given()) request.add(name).add(Value(number.number()));
}

Value number_of(const Value& reply) {
  if (typeof_(reply) != "string") return reply;
  if (reply == "inf" || reply == "+inf") return HUGE_VAL;
  if (reply == "-inf") return -HUGE_VAL;
  return crema::Number(reply);
}

// [a, 1, b, 2] as {a: 1, b: 2}; what is an object already, or an error, stays as it is.
Value object_of(const Value& reply) {
  if (!Array.isArray(reply)) return reply;
  Value made = Object();
  const int size = reply.length();
  for (int i = 0; i + 1 < size; i += 2) made[reply[i]] = reply[i + 1];
  return made;
}

Value scored_of(const Value& reply) {
  if (!Array.isArray(reply)) return reply;
  Value made = Array();
  const int size = reply.length();
  for (int i = 0; i + 1 < size; i += 2) {
    made.push(Value{{"value", reply[i]}, {"score", number_of(reply[i + 1])}});
  }
  return made;
}

}  // namespace

RedisRequest& RedisRequest::add_text(std::string_view argument) {
  text.append(argument);
  ends.push_back(text.size());
  return *this;
}

RedisRequest& RedisRequest::add(const Value& argument) {
  const Value kind = typeof_(argument);
  if (kind == "string" || Buffer.isBuffer(argument)) return add_text(argument.view());
  if (kind == "number") return add_text(argument.str());
  throw TypeError("crema: an argument of a Redis command is a text, a number or a Buffer, not " +
                  (argument == null ? String(argument) : kind).str() +
                  (kind == "object" && argument != null ? "; JSON.stringify() makes a text of an object" : ""));
}

RedisRequest& RedisRequest::add_all(const Value& arguments) {
  if (!Array.isArray(arguments)) return add(arguments);
  for (const Value argument : arguments) add(argument);
  return *this;
}

std::string_view RedisRequest::operator[](std::size_t i) const {
  const std::size_t from = i == 0 ? 0 : ends[i - 1];
  return std::string_view(text).substr(from, ends[i] - from);
}

RedisRequest redis_request(const Value& arguments) {
  if (!Array.isArray(arguments) || arguments.length() == 0) {
    throw TypeError(
        "crema: sendCommand takes the command as a list: client.sendCommand({\"HGET\", \"key\", \"field\"})");
  }
  RedisRequest made(String(arguments[0]).view());
  const int size = arguments.length();
  for (int i = 1; i < size; i++) made.add(arguments[i]);
  return made;
}

RedisRequest redis_set(const Value& key, const Value& value, const RedisSetOptions& options) {
  auto made = RedisRequest::of("SET", key, value);
  if (options.expiration.type.given()) {
    made.add(options.expiration.type.text());
    if (options.expiration.value.given()) made.add(Value(options.expiration.value.number()));
  }
  add_option(made, "EX", options.EX);
  add_option(made, "PX", options.PX);
  add_option(made, "EXAT", options.EXAT);
  add_option(made, "PXAT", options.PXAT);
  if (options.KEEPTTL) made.add("KEEPTTL");
  if (options.condition.given()) made.add(options.condition.text());
  if (options.NX) made.add("NX");
  if (options.XX) made.add("XX");
  if (options.GET) made.add("GET");
  return made;
}

RedisRequest redis_scan(const Value& cursor, const RedisScanOptions& options) {
  auto made = RedisRequest::of("SCAN", cursor);
  if (options.MATCH.given()) made.add("MATCH").add(options.MATCH.text());
  add_option(made, "COUNT", options.COUNT);
  if (options.TYPE.given()) made.add("TYPE").add(options.TYPE.text());
  return std::move(made).as(RedisShape::scan).repeatable();
}

RedisRequest redis_hash_set(const Value& key, const Value& field, const Value& value) {
  auto made = RedisRequest::of("HSET", key);
  if (&value != &no_value) {
    made.add(field).add(value);
  } else if (Array.isArray(field)) {
    made.add_all(field.flat());
  } else {
    for (const Value& pair : Object.entries(field)) made.add_all(pair);
  }
  return made;
}

RedisRequest redis_many_set(const Value& pairs) {
  RedisRequest made("MSET");
  if (Array.isArray(pairs)) return made.add_all(pairs.flat()), made;
  for (const Value& pair : Object.entries(pairs)) made.add_all(pair);
  return made;
}

RedisRequest redis_scores_add(const Value& key, const Value& members) {
  auto made = RedisRequest::of("ZADD", key);
  const auto one = [&](const Value& member) { made.add(String(member["score"])).add(member["value"]); };
  if (Array.isArray(members)) {
    for (const Value member : members) one(member);
  } else {
    one(members);
  }
  return made;
}

RedisRequest redis_range(const Value& key, const Value& from, const Value& to, const RedisRangeOptions& options,
                         bool scores) {
  auto made = RedisRequest::of("ZRANGE", key, from, to);
  if (options.BY.given()) made.add(std::string(options.BY.text() == "LEX" ? "BYLEX" : "BYSCORE"));
  if (options.REV) made.add("REV");
  if (scores) made.add("WITHSCORES");
  return std::move(made).as(scores ? RedisShape::scored : RedisShape::plain).repeatable();
}

RedisRequest redis_optional(std::string_view name, const Value& argument) {
  RedisRequest made(name);
  if (&argument != &no_value) made.add(argument);
  return made;
}

Value shaped(RedisShape shape, const Value& reply) {
  switch (shape) {
    case RedisShape::number:
      return number_of(reply);
    case RedisShape::object:
      return object_of(reply);
    case RedisShape::scored:
      return scored_of(reply);
    case RedisShape::scan:
      return Value{{"cursor", reply[0]}, {"keys", reply[1]}};
    case RedisShape::plain:
      break;
  }
  return reply;
}

}  // namespace detail
}  // namespace crema
