// Replies out of bytes: hiredis' reader, which makes Values here. What a server may claim is bounded.
#pragma once
#include <crema/value.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct redisReader;

namespace crema::detail {

class ReplyDecoder {
 public:
  // The most bytes and values that one reply may come to.
  explicit ReplyDecoder(std::size_t most);
  ~ReplyDecoder();
  ReplyDecoder(const ReplyDecoder&) = delete;
  ReplyDecoder& operator=(const ReplyDecoder&) = delete;

  void feed(std::string_view bytes);
  enum class Step : unsigned char { reply, more, broken };
  // The next reply, if all of it is there. An error of Redis is an Error in the Value.
  Step next(Value& reply);
  // What is wrong with what came, once it is broken.
  std::string failure() const;

  // For the reader's callbacks: puts a value in its place; false: there is too much of it.
  bool place(int depth, Value value, std::size_t bytes);
  static constexpr int most_depth = 7;

 private:
  bool line_is_endless() const;

  redisReader* reader_;
  std::size_t most_, cost_ = 0;
  Value root_;
  std::vector<Value> open_;  // the arrays around the next value
  bool broken_ = false;
};

// The error that a Value of a reply holds; none if it is no error.
bool is_redis_error(const Value& reply);

}  // namespace crema::detail
