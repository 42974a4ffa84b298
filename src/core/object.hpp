// core/object.hpp — the object behind a Value: members in the order of insertion, integer-like keys first.
// ! Nothing is quadratic in the number of members: from 16 on there is an index, and order is made when it is asked for.
#pragma once
#include "core/value_node.hpp"

namespace crema::detail {

struct Member {
  Value key;  // a text; undefined: removed
  Value value;
};

class ObjectNode final : public Node {
 public:
  ObjectNode() noexcept : Node(NodeKind::object) {}

  Member* find(std::string_view key) const;
  /// The value at this key, made if it is not there.
  Value& at(std::string_view key);
  Value& at(const Value& text_key);
  bool remove(std::string_view key);
  std::size_t size() const { return live_; }
  void reserve(std::size_t members);

  /// The next member in JavaScript's order, from cursor 0 on; null at the end. Safe with members added or removed on the
  /// way; the pointer itself is good until then.
  Member* next(std::uint32_t& cursor) const;
  /// f(Member&) for each; f must neither add nor remove members.
  template <class F>
  void each(F f) const {
    std::uint32_t cursor = 0;
    while (Member* m = next(cursor)) f(*m);
  }

  // For destroy(), which empties it without recursion.
  Member* members() const { return members_; }
  std::uint32_t used() const { return used_; }
  void free_memory() noexcept;
  Node* next_dead = nullptr;

 private:
  struct Slot {
    std::uint32_t hash;
    std::uint32_t number;  // of the member, from 1; 0: free; removed_slot
  };
  static constexpr std::uint32_t removed_slot = 0xffffffff, index_from = 16;

  Member* find_indexed(std::string_view key, std::uint32_t hash) const;
  Value& add(Value key, std::uint32_t hash);
  void note_order(std::string_view key);
  void forget_order() noexcept;
  const std::uint32_t* order() const;
  Slot* new_slots(std::size_t members);
  void build_index(std::size_t members);
  void grow_index();
  void place(std::uint32_t hash, std::uint32_t number);
  void compact();

  Member* members_ = nullptr;
  Slot* slots_ = nullptr;                               // null while there are few
  mutable std::atomic<std::uint32_t*> order_{nullptr};  // positions of the live members in order, if made
  std::uint32_t used_ = 0, live_ = 0, capacity_ = 0, slot_mask_ = 0, slots_used_ = 0;
  std::uint32_t last_integer_ = 0;
  bool any_text_ = false, any_integer_ = false, needs_order_ = false;
};

inline ObjectNode& object_node(const Value& v) noexcept { return *static_cast<ObjectNode*>(Access::node(v)); }

/// Keyed by the process, so that a client cannot choose keys that collide.
std::uint64_t hash_bytes(std::string_view bytes) noexcept;
/// A canonical array index: "0", "17", not "017".
bool is_integer_key(std::string_view key, std::uint32_t& integer) noexcept;

}  // namespace crema::detail

namespace crema {
/// f(std::string_view key, Value& value) for each member of an object, in JavaScript's order, without allocating.
template <class F>
void each_member(const Value& object, F f) {
  detail::object_node(object).each([&](detail::Member& m) { f(detail::text_of(m.key), m.value); });
}
}  // namespace crema
