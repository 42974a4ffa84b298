// Bytes on their way out. Invariant: no segment in the list is empty but one that reserve() has just made, and size_ is the sum
// of all.
#include "h1/output.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

namespace crema::h1 {
namespace {

// Up to this size bytes are copied behind the head, so that one buffer is sent; more of them stay in one piece of their own.
constexpr std::size_t most_copied = 16384;

struct Text final : Segment {
  explicit Text(std::string&& text) noexcept : Segment(Kind::text), bytes(std::move(text)) {
    begin = bytes.data();
    end = begin + bytes.size();
  }
  std::string bytes;
};

std::size_t length(const Segment& s) noexcept { return static_cast<std::size_t>(s.end - s.begin); }

}  // namespace

BlockPool::~BlockPool() {
  while (free_) delete static_cast<Block*>(std::exchange(free_, free_->next));
}

Block* BlockPool::lease() {
  if (!free_) return new Block;
  auto* block = static_cast<Block*>(std::exchange(free_, free_->next));
  count_--;
  block->next = nullptr;
  block->begin = block->end = block->bytes;
  return block;
}

void BlockPool::give_back(Block* block) noexcept {
  if (count_ == most_free) {
    delete block;
    return;
  }
  block->next = free_;
  free_ = block;
  count_++;
}

void Output::push(Segment* segment) noexcept {
  (last_ ? last_->next : first_) = segment;
  last_ = segment;
}

void Output::drop(Segment* segment) noexcept {
  if (segment->kind == Segment::Kind::block) pool_.give_back(static_cast<Block*>(segment));
  else delete static_cast<Text*>(segment);
}

Block& Output::last_block() {
  if (!last_ || last_->kind != Segment::Kind::block || static_cast<Block*>(last_)->left() == 0) push(pool_.lease());
  return *static_cast<Block*>(last_);
}

void Output::append(std::string_view bytes) {
  if (bytes.size() > most_copied) return adopt(std::string(bytes));  // one block of memory instead of many leased ones
  size_ += bytes.size();
  while (!bytes.empty()) {
    auto& block = last_block();
    const auto n = std::min(block.left(), bytes.size());
    std::memcpy(block.end, bytes.data(), n);
    block.end += n;
    bytes.remove_prefix(n);
  }
}

void Output::adopt(std::string&& bytes) {
  if (bytes.size() <= most_copied) return append(std::string_view(bytes));
  size_ += bytes.size();
  push(new Text(std::move(bytes)));
}

char* Output::reserve(std::size_t size) {
  if (last_ && last_->kind == Segment::Kind::block && static_cast<Block*>(last_)->left() >= size) return last_->end;
  if (size <= Block::room) push(pool_.lease());
  else push(new Text(std::string(size, '\0')));
  last_->end = last_->begin;
  return last_->end;
}

void Output::commit(char* end) noexcept {
  assert(last_ && end >= last_->end);
  size_ += static_cast<std::size_t>(end - last_->end);
  last_->end = end;
}

std::size_t Output::pieces(std::string_view* to, std::size_t most) const noexcept {
  std::size_t n = 0;
  for (const auto* s = first_; s && n < most; s = s->next) to[n++] = {s->begin, length(*s)};
  return n;
}

void Output::take(std::size_t size) noexcept {
  assert(size <= size_);
  size_ -= size;
  taken_ += size;
  while (first_ && size >= length(*first_)) {
    size -= length(*first_);
    auto* next = first_->next;
    drop(std::exchange(first_, next));
    if (!first_) last_ = nullptr;
  }
  if (first_) first_->begin += size;
}

void Output::clear() noexcept { take(size_); }

}  // namespace crema::h1
