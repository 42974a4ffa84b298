// crema/detail/node.hpp — the counted thing behind a Value that does not fit into 16 bytes. Nothing here is for users.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace crema::detail {

enum class NodeKind : std::uint8_t { text, array, object, function, buffer, host, variable };

struct Access;

// Starts with no owner; the Values that point to it count. Counts are plain while the process has one thread.
class Node {
 public:
  explicit Node(NodeKind node_kind) noexcept : kind(node_kind) {}
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  mutable std::atomic<std::uint32_t> refs{0};
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
