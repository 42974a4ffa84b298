// core/arena.hpp — memory that lives as long as one exchange. Freed at once; the first block stays with the exchange.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

namespace crema::detail {

class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena() { clear(); }

  void* allocate(std::size_t size, std::size_t align = alignof(std::max_align_t)) {
    auto at = (reinterpret_cast<std::uintptr_t>(next_) + (align - 1)) & ~(align - 1);
    if (at + size > reinterpret_cast<std::uintptr_t>(end_)) return allocate_block(size, align);
    next_ = reinterpret_cast<char*>(at + size);
    return reinterpret_cast<void*>(at);
  }
  template <class T, class... A>
  T* make(A&&... args) {
    return new (allocate(sizeof(T), alignof(T))) T(std::forward<A>(args)...);
  }
  char* text(std::size_t size) { return static_cast<char*>(allocate(size, 1)); }
  std::string_view copy(std::string_view from) {
    if (from.empty()) return {};
    char* to = text(from.size());
    std::memcpy(to, from.data(), from.size());
    return {to, from.size()};
  }
  void clear() noexcept {
    while (blocks_) {
      Block* next = blocks_->next;
      ::operator delete(blocks_);
      blocks_ = next;
    }
    next_ = first_;
    end_ = first_ + sizeof first_;
  }

 private:
  struct Block {
    Block* next;
  };
  void* allocate_block(std::size_t size, std::size_t align) {
    constexpr std::size_t usual = 8192;
    const std::size_t whole = sizeof(Block) + size + align > usual ? sizeof(Block) + size + align : usual;
    auto* block = static_cast<Block*>(::operator new(whole));
    block->next = blocks_;
    blocks_ = block;
    next_ = reinterpret_cast<char*>(block + 1);
    end_ = reinterpret_cast<char*>(block) + whole;
    return allocate(size, align);
  }

  alignas(std::max_align_t) char first_[2048];
  char* next_ = first_;
  char* end_ = first_ + sizeof first_;
  Block* blocks_ = nullptr;
};

}  // namespace crema::detail
