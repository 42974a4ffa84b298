// h1/output.hpp — bytes on their way out: buffers leased from the loop while they hold something, large bodies whose memory
// was taken over, and files.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/file.hpp"

namespace crema::h1 {

// A stretch of output; the bytes from `begin` to `end` have not been taken yet. (Those of a file are not in memory.)
struct Segment {
  enum class Kind : std::uint8_t { block, text, file };
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
  // Not empty.
  void adopt(detail::FileRange&& file);
  // Room to print up to `size` bytes in one piece; commit() says where they ended.
  char* reserve(std::size_t size);
  void commit(char* end) noexcept;

  // The first pieces in order, at most `most`; returns how many. They end before a file.
  std::size_t pieces(std::string_view* to, std::size_t most) const noexcept;
  // The file that comes next; null if bytes do.
  const detail::FileRange* file() const noexcept;
  // Whether a file follows on the pieces.
  bool file_follows() const noexcept;
  // Puts the first bytes of the file that comes next into memory, for who cannot send files. False: it has become shorter, or
  // cannot be read.
  bool load_file();
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
