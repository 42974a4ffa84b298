// crema/detail/node.hpp — the counted thing behind a Value that does not fit into 16 bytes. Nothing here is for users.
#pragma once
#if __has_include(<sys/single_threaded.h>)
#include <sys/single_threaded.h>
#endif
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace crema::detail {

inline bool single_threaded() noexcept {
#if __has_include(<sys/single_threaded.h>)
  return __libc_single_threaded != 0;
#else
  return false;
#endif
}

// Owners of something shared. Plain while the process has one thread, which spares the bus lock.
using OwnerCount = std::atomic<std::uint32_t>;
inline void count_up(OwnerCount& owners) noexcept {
  if (single_threaded()) owners.store(owners.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  else owners.fetch_add(1, std::memory_order_relaxed);
}
// Whether the last owner has gone.
inline bool count_down(OwnerCount& owners) noexcept {
  if (single_threaded()) {
    const auto left = owners.load(std::memory_order_relaxed) - 1;
    owners.store(left, std::memory_order_relaxed);
    return left == 0;
  }
  return owners.fetch_sub(1, std::memory_order_acq_rel) == 1;
}

enum class NodeKind : std::uint8_t { text, array, object, function, buffer, host, variable };

struct Access;

// Starts with no owner; the Values that point to it count.
class Node {
 public:
  explicit Node(NodeKind node_kind) noexcept : kind(node_kind) {}
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  mutable OwnerCount refs{0};
  const NodeKind kind;
  mutable std::atomic<std::uint8_t> flags{0};
};

// Memory from the thread's free lists; what is larger than they serve comes from malloc.
void* allocate_node(std::size_t bytes);
void free_node(void* memory, std::size_t bytes) noexcept;

// One whose destructor is code of its own: a function's captures, a C++ object.
class VirtualNode : public Node {
 public:
  using Node::Node;
  virtual ~VirtualNode() = default;
  static void* operator new(std::size_t bytes) { return allocate_node(bytes); }
  static void operator delete(void* memory, std::size_t bytes) noexcept { free_node(memory, bytes); }

 private:
  friend struct Access;
  VirtualNode* next_dead_ = nullptr;
};

}  // namespace crema::detail
