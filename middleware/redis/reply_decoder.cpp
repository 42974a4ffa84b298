#include "reply_decoder.hpp"

#include <crema/error.hpp>
#include <crema/host_object.hpp>
#include <read.h>

#include <algorithm>
#include <new>
#include <utility>

#include "redis.hpp"

namespace crema {

RedisError::RedisError(const Value& text) : Error(text) {
  const std::string held = text.str();
  code = held.substr(0, held.find(' '));
}

namespace detail {
namespace {

// What a value costs beside its bytes.
constexpr std::size_t value_cost = 32;
// No line of the protocol is longer, but an error or status may be long.
constexpr std::size_t most_line = 64u * 1024u;

// An error among the values of a reply: told from texts by its class.
class ReplyError final : public HostObject {
 public:
  explicit ReplyError(std::string_view message) : text(message) {}
  std::string_view class_name() const override { return "ReplyError"; }
  std::string to_string() const override { return text; }
  const std::string text;
};

int depth_of(const redisReadTask* task) {
  int depth = 0;
  for (; task->parent; task = task->parent) depth++;
  return depth;
}

// The reader wants a pointer to what was made, and gives it back for freeing only; the values stand in the decoder.
char made_it;

void* made(const redisReadTask* task, Value value, std::size_t bytes) {
  auto* decoder = static_cast<ReplyDecoder*>(task->privdata);
  return decoder->place(depth_of(task), std::move(value), bytes) ? &made_it : nullptr;
}

void* make_text(const redisReadTask* task, char* bytes, std::size_t size) {
  const std::string_view text(bytes, size);
  return made(task, task->type == REDIS_REPLY_ERROR ? make_host<ReplyError>(text) : Value(text), size);
}
void* make_number(const redisReadTask* task, long long number) {
  return made(task, Value(static_cast<double>(number)), 0);
}
void* make_null(const redisReadTask* task) { return made(task, null, 0); }
// The number of elements is an int before hiredis 1.0. It is a claim, so nothing is reserved.
template <class Size>
void* make_list(const redisReadTask* task, Size) {
  if (depth_of(task) >= ReplyDecoder::most_depth) return nullptr;
  return made(task, Array(), value_cost);
}
void free_nothing(void*) {}

redisReplyObjectFunctions& functions() {
  static redisReplyObjectFunctions all = [] {
    redisReplyObjectFunctions f{};
    f.createString = make_text;
    f.createArray = make_list;
    f.createInteger = make_number;
    f.createNil = make_null;
    f.freeObject = free_nothing;
    return f;
  }();
  return all;
}

}  // namespace

ReplyDecoder::ReplyDecoder(std::size_t most) : reader_(redisReaderCreateWithFunctions(&functions())), most_(most) {
  if (!reader_) throw std::bad_alloc();
  reader_->privdata = this;
}

ReplyDecoder::~ReplyDecoder() { redisReaderFree(reader_); }

void ReplyDecoder::feed(std::string_view bytes) {
  if (!broken_ && redisReaderFeed(reader_, bytes.data(), bytes.size()) != REDIS_OK) broken_ = true;
}

ReplyDecoder::Step ReplyDecoder::next(Value& reply) {
  if (broken_) return Step::broken;
  void* complete = nullptr;
  const bool wrong = redisReaderGetReply(reader_, &complete) != REDIS_OK;
  // What is left then is a part of one reply.
  if (wrong || (!complete && (reader_->len - reader_->pos > most_ || line_is_endless()))) {
    broken_ = true;
    return Step::broken;
  }
  if (!complete) return Step::more;
  reply = std::exchange(root_, {});
  open_.clear();
  cost_ = 0;
  return Step::reply;
}

// Where the reader waits for more, the rest begins with a line. One that does not end would be looked through again and again.
bool ReplyDecoder::line_is_endless() const {
  if (reader_->len - reader_->pos <= most_line) return false;
  const char* from = reader_->buf + reader_->pos;
  return std::find(from, from + most_line, '\r') == from + most_line;
}

std::string ReplyDecoder::failure() const {
  const std::string_view text = reader_->err != 0 ? reader_->errstr : "";
  if (text.empty() || reader_->err == REDIS_ERR_OOM) return "its reply is larger or deeper than is allowed";
  return "it does not speak Redis' protocol (" + std::string(text) + ")";
}

bool ReplyDecoder::place(int depth, Value value, std::size_t bytes) {
  cost_ += value_cost + bytes;
  if (cost_ > most_) return false;
  const auto at = static_cast<std::size_t>(depth);
  if (depth == 0) root_ = value;
  else open_[at - 1].push(value);
  open_.resize(at);
  open_.push_back(std::move(value));
  return true;
}

bool is_redis_error(const Value& reply) { return host<ReplyError>(reply) != nullptr; }

}  // namespace detail
}  // namespace crema
