// core/value_node.hpp — what the counted kinds of Value look like, and the accessors that src/ uses instead of the public,
// checking ones. ! A text of up to 15 bytes is always inline and a longer one never, so equal keys have equal bits.
#pragma once
#include <crema/detail/node.hpp>
#include <crema/function.hpp>
#include <crema/host_object.hpp>
#include <crema/value.hpp>
#include <optional>

namespace crema {

namespace detail {

inline void retain(const Node* n) noexcept { count_up(n->refs); }
// Whether the last owner has gone; then destroy() it.
inline bool release(const Node* n) noexcept { return count_down(n->refs); }
inline bool unshared(const Node* n) noexcept { return n->refs.load(std::memory_order_acquire) == 1; }
void destroy(Node* n) noexcept;

inline constexpr std::size_t max_text = std::size_t{1} << 30;  // what Node refuses as "Invalid string length"
inline constexpr std::size_t max_elements = std::size_t{1} << 28;

// Bytes follow the node, and a NUL. `flags`: 0 not yet known, 1 ASCII, 2 not.
struct TextNode final : Node {
  TextNode() noexcept : Node(NodeKind::text) {}
  char* data() { return reinterpret_cast<char*>(this + 1); }
  const char* data() const { return reinterpret_cast<const char*>(this + 1); }
  std::string_view view() const { return {data(), size}; }
  std::uint32_t size = 0, capacity = 0;
};
TextNode* new_text(std::size_t size, std::size_t capacity);  // bytes to be filled in

// `flags` of an array or an object that Object.freeze has had.
inline constexpr std::uint8_t frozen_flag = 1;
inline void set_frozen(Node& n) noexcept { n.flags.store(frozen_flag, std::memory_order_relaxed); }
inline bool is_frozen(const Node& n) noexcept { return n.flags.load(std::memory_order_relaxed) == frozen_flag; }

class ObjectNode;
struct ArrayNode final : Node {
  ArrayNode() noexcept : Node(NodeKind::array) {}
  Value* begin() const { return block + first; }
  Value* end() const { return block + first + size; }
  Value& operator[](std::size_t i) const { return block[first + i]; }
  void reserve_back(std::size_t more);
  void push(Value v);
  void push_front(Value v);
  void resize(std::size_t n);

  Value* block = nullptr;  // `capacity` places, of which [first, first + size) hold elements
  std::uint32_t first = 0, size = 0, capacity = 0;
  Node* next_dead = nullptr;
  Node* properties = nullptr;  // an ObjectNode with what a match has: index, input, groups
};
struct VariableNode final : Node {
  VariableNode() noexcept : Node(NodeKind::variable) {}
  Value value;
};
// Bytes of its own, in a std::string taken over, or a part of another buffer's.
struct BufferNode final : Node {
  BufferNode() noexcept : Node(NodeKind::buffer) {}
  std::string_view view() const { return {data, size}; }
  char* data = nullptr;
  std::size_t size = 0;
  Node* owner = nullptr;
  std::string held;
};

template <class T>
T* new_node() {
  return new (allocate_node(sizeof(T))) T();
}

using GetterFunction = Value (*)(void* self);

struct Access {
  static std::uint8_t tag(const Value& v) noexcept { return v.tag(); }
  static std::uint64_t low(const Value& v) noexcept { return v.lo_; }
  static std::uint64_t high(const Value& v) noexcept { return v.hi_; }
  static Node* node(const Value& v) noexcept { return reinterpret_cast<Node*>(v.lo_); }
  static double number(const Value& v) noexcept { return std::bit_cast<double>(v.lo_); }
  static bool boolean(const Value& v) noexcept { return v.lo_ != 0; }
  static std::string_view inline_text(const Value& v) noexcept {
    return {reinterpret_cast<const char*>(&v), static_cast<std::size_t>(v.tag() & 0x0f)};
  }
  // One more owner of the node.
  static Value hold(Tag tag, const Node* n) noexcept {
    retain(n);
    return Value(Tagged{}, reinterpret_cast<std::uint64_t>(n), Value::tag_word(tag));
  }
  static Value pending(const TextNode* message) noexcept { return hold(tag_pending, message); }
  static bool same_bits(const Value& a, const Value& b) noexcept { return a.lo_ == b.lo_ && a.hi_ == b.hi_; }
  static void set_getter(Value& place, GetterFunction call, void* self) noexcept {
    // The function's address has its top byte free on every 64-bit system that we run on.
    const auto address = reinterpret_cast<std::uint64_t>(call), object = reinterpret_cast<std::uint64_t>(self);
    const auto word = Value::little ? (address | Value::tag_word(tag_getter)) : (address << 8 | tag_getter);
    if (place.lo_ == object && place.hi_ == word) return;
    if (place.tag() >= tag_text) place = Value();
    place.lo_ = object;
    place.hi_ = word;
  }
  static Value call_getter(const Value& v);
  static VirtualNode*& next_dead(VirtualNode& n) noexcept { return n.next_dead_; }
  // A Let shares its variable instead of resolving it.
  static void share_variable(Value& to, const Node* variable) noexcept {
    retain(variable);
    to.lo_ = reinterpret_cast<std::uint64_t>(variable);
    to.hi_ = Value::tag_word(tag_variable);
  }
  static Ref ref(Value now, const Value& container, const Value& key) {
    return Ref(Tagged{}, std::move(now), container, key);
  }
  static Ref ref(Value& variable) { return Ref(Tagged{}, variable); }
  static const Value& container(const Ref& r) { return r.container_; }
  static const Value& key(const Ref& r) { return r.key_; }
};

inline bool is_plain(const Value& v) noexcept { return Access::tag(v) < tag_pending; }
inline bool is_pending(const Value& v) noexcept { return Access::tag(v) == tag_pending; }
inline bool is_text(const Value& v) noexcept {
  return (Access::tag(v) & 0xf0) == tag_inline || Access::tag(v) == tag_text;
}
inline bool is_number(const Value& v) noexcept { return Access::tag(v) == tag_number; }
inline bool is_array(const Value& v) noexcept { return Access::tag(v) == tag_array; }
inline bool is_object(const Value& v) noexcept { return Access::tag(v) == tag_object; }
inline bool is_nullish(const Value& v) noexcept { return Access::tag(v) <= tag_null; }
inline ArrayNode& array_node(const Value& v) noexcept { return *static_cast<ArrayNode*>(Access::node(v)); }
inline TextNode& text_node(const Value& v) noexcept { return *static_cast<TextNode*>(Access::node(v)); }
inline BufferNode& buffer_node(const Value& v) noexcept { return *static_cast<BufferNode*>(Access::node(v)); }
// Of a text only.
inline std::string_view text_of(const Value& v) noexcept {
  return Access::tag(v) == tag_text ? text_node(v).view() : Access::inline_text(v);
}

bool ascii_text(const Value& text);  // known by long texts

// What v is once getters and Lets are resolved, in `held` if need be. A pending TypeError is thrown by settle, and is
// left to the caller by settle_or_pending.
const Value& settle_slowly(const Value& v, Value& held, bool may_throw);
inline const Value& settle(const Value& v, Value& held) { return is_plain(v) ? v : settle_slowly(v, held, true); }
inline const Value& settle_or_pending(const Value& v, Value& held) {
  return is_plain(v) ? v : settle_slowly(v, held, false);
}
[[noreturn]] void throw_pending(const Value& v);

Value make_pending(std::string_view message);
// "Cannot read properties of undefined (reading 'key')"
Value pending_read(const Value& of, std::string_view key);

// v.key and v.key = x, with JavaScript's rules for every kind.
Value get_property(const Value& container, const Value& key);
void set_property(const Value& container, const Value& key, Value value);
bool delete_property(const Value& container, const Value& key);
// A property name or index as JavaScript sees it: the text of any key, or an index when it is one.
class Name {
 public:
  explicit Name(const Value& key);  // settled
  std::string_view view() const;
  bool is_index() const { return index_ >= 0; }  // 0 … 2^32-2, written canonically
  std::size_t index() const { return static_cast<std::size_t>(index_); }

 private:
  Value key_;
  std::int64_t index_ = -1;
  mutable char digits_[32];
  mutable Value text_;
};
}  // namespace detail

// ------------------------------------------------------------------------------------------------- for all of src/

/// What it is once getters and Lets are resolved; throws what is pending.
Kind kind_of(const Value& v);
/// Whether the 16 bytes are the same: then the values are, and nothing was assigned in between. The reverse does not hold.
inline bool same_bits(const Value& a, const Value& b) noexcept { return detail::Access::same_bits(a, b); }

Value make_text(std::string_view text);
Value make_array(std::size_t capacity = 0);
Value make_object(std::size_t capacity = 0);
Value make_buffer(std::string_view bytes);  // copies
Value make_buffer(std::string&& bytes);     // takes over
/// Part of a buffer; shares its bytes.
Value buffer_slice(const Value& buffer, std::size_t from, std::size_t size);

/// The bytes of a text or a buffer, or nothing; never throws for a plain value. Dies with the value.
std::optional<std::string_view> text_view(const Value& v);
/// String(v), appended.
void append_string(std::string& out, const Value& v);

/// Makes `place` a getter: what it gives is `call(self)`, at each touch; an assignment replaces it.
inline void set_getter(Value& place, detail::GetterFunction call, void* self) noexcept {
  detail::Access::set_getter(place, call, self);
}
/// A place that is a variable of its own: reads and writes go to it.
inline Ref ref_to(Value& variable) { return detail::Access::ref(variable); }
/// container[key] with what was read already, or is known to be there.
inline Ref ref_to(Value now, const Value& container, const Value& key) {
  return detail::Access::ref(std::move(now), container, key);
}

/// Of an object only: the member, or null.
Value* find_member(const Value& object, std::string_view key);
/// Of an object only; the last one wins.
void set_member(const Value& object, std::string_view key, Value value);
bool remove_member(const Value& object, std::string_view key);
std::size_t member_count(const Value& object);
/// Of an array only.
inline std::size_t element_count(const Value& array) { return detail::array_node(array).size; }
inline Value& element(const Value& array, std::size_t i) { return detail::array_node(array)[i]; }
inline void append_element(const Value& array, Value v) { detail::array_node(array).push(std::move(v)); }

/// Calls f with these arguments as a method of `caller`; TypeError when f is no function.
using detail::call_function;

}  // namespace crema
