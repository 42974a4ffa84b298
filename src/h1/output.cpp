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

// A file's bytes are taken off its range.
struct File final : Segment {
  explicit File(detail::FileRange&& r) noexcept : Segment(Kind::file), range(std::move(r)) {}
  detail::FileRange range;
};

std::size_t length(const Segment& s) noexcept {
  if (s.kind == Segment::Kind::file) return static_cast<std::size_t>(static_cast<const File&>(s).range.length);
  return static_cast<std::size_t>(s.end - s.begin);
}

void advance(Segment& s, std::size_t size) noexcept {
  if (s.kind != Segment::Kind::file) {
    s.begin += size;
    return;
  }
  auto& range = static_cast<File&>(s).range;
  range.offset += static_cast<std::int64_t>(size);
  range.length -= static_cast<std::int64_t>(size);
}

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
  switch (segment->kind) {
    case Segment::Kind::block:
      return pool_.give_back(static_cast<Block*>(segment));
    case Segment::Kind::text:
      delete static_cast<Text*>(segment);
      return;
    case Segment::Kind::file:
      delete static_cast<File*>(segment);
      return;
  }
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

void Output::adopt(detail::FileRange&& file) {
  assert(file.length > 0);
  size_ += static_cast<std::size_t>(file.length);
  push(new File(std::move(file)));
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
  for (const auto* s = first_; s && n < most && s->kind != Segment::Kind::file; s = s->next) {
    to[n++] = {s->begin, length(*s)};
  }
  return n;
}

const detail::FileRange* Output::file() const noexcept {
  return first_ && first_->kind == Segment::Kind::file ? &static_cast<const File*>(first_)->range : nullptr;
}

bool Output::file_follows() const noexcept {
  for (const auto* s = first_; s; s = s->next)
    if (s->kind == Segment::Kind::file) return true;
  return false;
}

bool Output::load_file() {
  constexpr std::size_t most = 65536;
  auto& file = static_cast<File&>(*first_);
  std::string bytes(std::min(most, length(file)), '\0');
  const auto size = detail::read_file(file.range.file, bytes.data(), bytes.size(), file.range.offset);
  if (size != static_cast<std::int64_t>(bytes.size())) return false;
  advance(file, bytes.size());
  auto* text = new Text(std::move(bytes));
  text->next = first_;
  first_ = text;
  if (length(file) != 0) return true;
  // All of it: nothing empty stays in the list.
  text->next = file.next;
  if (last_ == &file) last_ = text;
  drop(&file);
  return true;
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
  if (first_) advance(*first_, size);
}

void Output::clear() noexcept { take(size_); }

}  // namespace crema::h1
