// Replies of a Redis that may lie: whatever comes, in whatever pieces, gives the same replies, and never more than is allowed.
#include <crema/json_text.hpp>

#include <string>
#include <string_view>

#include "fuzz.hpp"
#include "redis_slots.hpp"
#include "reply_decoder.hpp"

namespace {

using namespace crema;
using detail::ReplyDecoder;

std::string replies(std::string_view bytes, std::size_t piece) {
  ReplyDecoder decoder(1u << 16u);
  std::string made;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    decoder.feed(bytes.substr(at, piece));
    Value reply;
    auto step = decoder.next(reply);
    for (; step == ReplyDecoder::Step::reply; step = decoder.next(reply)) {
      if (detail::is_redis_error(reply)) made += reply.str();
      else appendJson(made, reply);
      made += '\n';
      detail::RedisSlots slots;
      if (slots.take(reply, "host")) fuzz::check(!slots.masters().empty(), "a table of slots has a master");
    }
    if (step == ReplyDecoder::Step::broken) {
      fuzz::check(!decoder.failure().empty(), "what is broken says why");
      break;
    }
  }
  return made;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::size_t piece = 1 + input.byte() % 16;
  const auto bytes = input.rest();
  fuzz::check(replies(bytes, piece) == replies(bytes, bytes.size() + 1), "where the bytes are cut makes no difference");
  return 0;
}
