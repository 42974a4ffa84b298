// h1/output.hpp — bytes on their way out: buffers leased from the loop while they hold something, and large bodies whose memory
// was taken over.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace crema::h1 {

// A stretch of output; the bytes from `begin` to `end` have not been taken yet.
struct Segment {
  enum class Kind : std::uint8_t { block, text };
  Segment* next = nullptr;
  char* begin = nullptr;
  char* end = nullptr;
  Kind kind;
  explicit Segment(Kind k) noexcept : kind(k) {}
};

struct Block final : Segment {
  static constexpr std::size_t whole = 8192;
  static constexpr std::size_t room = whole - sizeof(Segment) - sizeof(void*);
  Block() noexcept : Segment(Kind::block) { begin = end = bytes; }
  std::size_t left() const noexcept { return static_cast<std::size_t>(bytes + room - end); }
  char bytes[room];
};

// The blocks of one loop that nobody uses.
class BlockPool {
 public:
  BlockPool() = default;
  BlockPool(const BlockPool&) = delete;
  BlockPool& operator=(const BlockPool&) = delete;
  ~BlockPool();
  Block* lease();
  void give_back(Block* block) noexcept;

 private:
  static constexpr std::size_t most_free = 64;
  Segment* free_ = nullptr;
  std::size_t count_ = 0;
};

class Output {
 public:
  explicit Output(BlockPool& pool) noexcept : pool_(pool) {}
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() { clear(); }

  bool empty() const noexcept { return size_ == 0; }
  std::size_t size() const noexcept { return size_; }
  // All bytes ever appended, and those of them that the system has taken.
  std::uint64_t appended() const noexcept { return taken_ + size_; }
  std::uint64_t taken() const noexcept { return taken_; }

  void append(std::string_view bytes);
  // Takes the memory over where copying would cost more.
  void adopt(std::string&& bytes);
  // Room to print up to `size` bytes in one piece; commit() says where they ended.
  char* reserve(std::size_t size);
  void commit(char* end) noexcept;

  // The first pieces in order, at most `most`; returns how many.
  std::size_t pieces(std::string_view* to, std::size_t most) const noexcept;
  void take(std::size_t size) noexcept;
  void clear() noexcept;

 private:
  Block& last_block();
  void push(Segment* segment) noexcept;
  void drop(Segment* segment) noexcept;

  BlockPool& pool_;
  Segment* first_ = nullptr;
  Segment* last_ = nullptr;
  std::size_t size_ = 0;
  std::uint64_t taken_ = 0;
};

}  // namespace crema::h1
