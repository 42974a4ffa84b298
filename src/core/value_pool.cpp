// Memory of nodes: free lists of the thread in steps of 16 bytes. ! A block may be freed on another thread than it came
// from, and after the thread's lists are gone (globals are destroyed after them): then it goes back to malloc.
#include <crema/detail/node.hpp>
#include <cstdlib>
#include <new>

#if defined(__SANITIZE_ADDRESS__)
#define CREMA_POOLED 0  // so that AddressSanitizer sees each use after free
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CREMA_POOLED 0
#endif
#endif
#ifndef CREMA_POOLED
#define CREMA_POOLED 1
#endif

namespace crema::detail {
namespace {

void* from_malloc(std::size_t bytes) {
  void* memory = std::malloc(bytes);
  if (!memory) throw std::bad_alloc();
  return memory;
}

#if CREMA_POOLED
constexpr std::size_t step = 16, largest = 512, lists = largest / step + 1;
constexpr std::uint32_t bytes_kept_a_list = 64 * 1024;

struct Free {
  Free* next;
};
struct Lists {
  Free* head[lists];
  std::uint32_t room[lists];  // how many more blocks the list may keep; 0 until the thread is known to end it
  bool ended;
};
constinit thread_local Lists pool{};

struct Ending {
  ~Ending() {
    pool.ended = true;
    for (std::size_t i = 0; i < lists; ++i) {
      pool.room[i] = 0;
      while (Free* block = pool.head[i]) {
        pool.head[i] = block->next;
        std::free(block);
      }
    }
  }
};
// The first block of a thread makes its lists usable.
bool open_lists() {
  if (pool.ended || pool.room[1] != 0) return false;
  static thread_local Ending ending;
  (void)ending;
  for (std::size_t i = 1; i < lists; ++i) pool.room[i] = static_cast<std::uint32_t>(bytes_kept_a_list / (i * step));
  return true;
}
#endif
}  // namespace

void* allocate_node(std::size_t bytes) {
#if CREMA_POOLED
  if (bytes <= largest) {
    const std::size_t i = (bytes + step - 1) / step;
    if (Free* block = pool.head[i]) {
      pool.head[i] = block->next;
      ++pool.room[i];
      return block;
    }
    return from_malloc(i * step);
  }
#endif
  return from_malloc(bytes);
}

void free_node(void* memory, std::size_t bytes) noexcept {
#if CREMA_POOLED
  if (bytes <= largest) {
    const std::size_t i = (bytes + step - 1) / step;
    if (pool.room[i] != 0 || (pool.head[i] == nullptr && open_lists())) {
      auto* block = static_cast<Free*>(memory);
      block->next = pool.head[i];
      pool.head[i] = block;
      --pool.room[i];
      return;
    }
  }
#endif
  (void)bytes;
  std::free(memory);
}

}  // namespace crema::detail
