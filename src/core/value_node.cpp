// Counted nodes: making, sharing and dropping them. ! Dropping never recurses through arrays, objects and variables, and
// no deeper than 64 through functions and host objects.
#include "core/value_node.hpp"

#include <crema/error.hpp>
#include <algorithm>
#include <cstring>

#include "core/object.hpp"

namespace crema {
namespace detail {

constinit const Item no_item(Tagged{});
constinit const Value no_value{};

namespace {

// Functions and host objects are destroyed by a destructor that may drop others; deep chains of them wait in a queue.
struct Deep {
  int depth;
  VirtualNode* waiting;
};
constinit thread_local Deep deep{};

void destroy_virtual(VirtualNode* n) noexcept {
  if (deep.depth >= 64) {
    Access::next_dead(*n) = std::exchange(deep.waiting, n);
    return;
  }
  ++deep.depth;
  delete n;
  while (deep.depth == 1 && deep.waiting) {
    VirtualNode* next = deep.waiting;
    deep.waiting = Access::next_dead(*next);
    delete next;
  }
  --deep.depth;
}

class Burial {
 public:
  void bury(Node* n) noexcept {
    while (n) {
      switch (n->kind) {
        case NodeKind::text:
          return free_text(static_cast<TextNode*>(n));
        case NodeKind::buffer: {
          auto* b = static_cast<BufferNode*>(n);
          n = b->owner && release(b->owner) ? b->owner : nullptr;
          b->~BufferNode();
          free_node(b, sizeof(BufferNode));
          continue;
        }
        case NodeKind::variable: {
          auto* v = static_cast<VariableNode*>(n);
          n = take(v->value);
          free_node(v, sizeof(VariableNode));
          continue;
        }
        case NodeKind::array:
          static_cast<ArrayNode*>(n)->next_dead = dead_;
          dead_ = n;
          return;
        case NodeKind::object:
          static_cast<ObjectNode*>(n)->next_dead = dead_;
          dead_ = n;
          return;
        case NodeKind::function:
        case NodeKind::host:
          return destroy_virtual(static_cast<VirtualNode*>(n));
      }
    }
  }
  void run() noexcept {
    while (Node* n = dead_) {
      if (n->kind == NodeKind::array) {
        auto* a = static_cast<ArrayNode*>(n);
        dead_ = a->next_dead;
        for (Value& v : *a) bury(take(v));
        if (a->properties && release(a->properties)) bury(a->properties);
        if (a->block) free_node(a->block, a->capacity * sizeof(Value));
        free_node(a, sizeof(ArrayNode));
      } else {
        auto* o = static_cast<ObjectNode*>(n);
        dead_ = o->next_dead;
        for (std::uint32_t i = 0; i < o->used(); ++i) {
          bury(take(o->members()[i].key));
          bury(take(o->members()[i].value));
        }
        o->free_memory();
        free_node(o, sizeof(ObjectNode));
      }
    }
  }

 private:
  // The node of a value that goes away, if this was its last owner.
  static Node* take(const Value& v) noexcept {
    const auto tag = Access::tag(v);
    if (tag < tag_text || tag == tag_getter) return nullptr;
    Node* n = Access::node(v);
    return release(n) ? n : nullptr;
  }
  static void free_text(TextNode* t) noexcept {
    const std::size_t bytes = sizeof(TextNode) + t->capacity + 1;
    free_node(t, bytes);
  }

  Node* dead_ = nullptr;
};

}  // namespace

void destroy(Node* n) noexcept {
  Burial burial;
  burial.bury(n);
  burial.run();
}

TextNode* new_text(std::size_t size, std::size_t capacity) {
  if (size > max_text) throw RangeError("Invalid string length");
  // The allocator works in steps of 16; what it gives anyway is used.
  const std::size_t bytes =
      (sizeof(TextNode) + std::max(size, std::min(capacity, max_text)) + 1 + 15) & ~std::size_t{15};
  auto* t = new (allocate_node(bytes)) TextNode();
  t->size = static_cast<std::uint32_t>(size);
  t->capacity = static_cast<std::uint32_t>(bytes - sizeof(TextNode) - 1);
  t->data()[size] = '\0';
  return t;
}

void ArrayNode::reserve_back(std::size_t more) {
  const std::size_t wanted = size + more;
  if (first + wanted <= capacity) return;
  if (wanted > max_elements) throw RangeError("Invalid array length");
  const std::size_t grown = wanted <= 4 ? 4 : std::max<std::size_t>(wanted, size + size / 2 + 4);
  auto* bigger = static_cast<Value*>(allocate_node(grown * sizeof(Value)));
  if (size != 0) std::memcpy(static_cast<void*>(bigger), static_cast<const void*>(begin()), size * sizeof(Value));
  if (block) free_node(block, capacity * sizeof(Value));
  block = bigger;
  first = 0;
  capacity = static_cast<std::uint32_t>(grown);
}

void ArrayNode::push(Value v) {
  if (is_pending(v)) throw_pending(v);
  if (first + size == capacity) {
    // What shift() left free in front is used again once it is half of the block, so a queue does not grow.
    if (first > size && first > 8) {
      std::memmove(static_cast<void*>(block), static_cast<const void*>(begin()), size * sizeof(Value));
      first = 0;
    } else {
      reserve_back(1);
    }
  }
  new (end()) Value(std::move(v));
  ++size;
}

void ArrayNode::push_front(Value v) {
  if (is_pending(v)) throw_pending(v);
  if (first == 0) {
    const std::uint32_t room = size / 2 + 4;
    reserve_back(room);
    std::memmove(static_cast<void*>(block + room), static_cast<const void*>(block), size * sizeof(Value));
    first = room;
  }
  new (block + --first) Value(std::move(v));
  ++size;
}

void ArrayNode::resize(std::size_t n) {
  if (n > size) {
    if (n - size > 1'000'000) throw RangeError("Invalid array length");  // JavaScript would make it sparse
    reserve_back(n - size);
    while (size < n) {
      new (end()) Value();
      ++size;
    }
    return;
  }
  while (size > n) {
    Value last = std::move((*this)[size - 1]);
    (*this)[size - 1].~Value();
    --size;
  }
}

Value Access::call_getter(const Value& v) {
  const std::uint64_t address = Value::little ? v.hi_ & 0x00ffffffffffffffu : v.hi_ >> 8;
  return reinterpret_cast<GetterFunction>(address)(reinterpret_cast<void*>(v.lo_));
}

const Value& settle_slowly(const Value& v, Value& held, bool may_throw) {
  if (is_pending(v)) {
    if (may_throw) throw_pending(v);
    return v;
  }
  held = Access::tag(v) == tag_variable ? Value(static_cast<VariableNode*>(Access::node(v))->value)
                                        : Access::call_getter(v);
  if (may_throw && is_pending(held)) throw_pending(held);
  return held;
}

void throw_pending(const Value& v) { throw TypeError(Value(text_node(v).view())); }

Value make_pending(std::string_view message) {
  TextNode* t = new_text(message.size(), message.size());
  std::memcpy(t->data(), message.data(), message.size());
  return Access::pending(t);
}

Value pending_read(const Value& of, std::string_view key) {
  std::string message = "Cannot read properties of ";
  message += Access::tag(of) == tag_null ? "null" : "undefined";
  message += " (reading '";
  message += key;
  message += "')";
  return make_pending(message);
}

Value make_array(std::size_t capacity) { return crema::make_array(capacity); }
void append(const Value& array, Value element) { array_node(array).push(std::move(element)); }

}  // namespace detail

using namespace detail;

void Value::share() {
  if (tag() < tag_variable) return retain(Access::node(*this));
  if (tag() == tag_variable) {
    const Value& now = static_cast<VariableNode*>(Access::node(*this))->value;
    lo_ = now.lo_;
    hi_ = now.hi_;
    if (tag() >= tag_text) retain(Access::node(*this));
    return;
  }
  Value now = Access::call_getter(*this);
  lo_ = std::exchange(now.lo_, 0);
  hi_ = std::exchange(now.hi_, 0);
}

void Value::resolve() {
  const Value from(Tagged{}, lo_, hi_);  // and with it, the count of a variable
  lo_ = hi_ = 0;
  try {
    Value now(from);
    lo_ = std::exchange(now.lo_, 0);
    hi_ = std::exchange(now.hi_, 0);
  } catch (const std::exception& e) {  // a getter that throws while it is moved: when the value is touched
    Value late = make_pending(e.what());
    lo_ = std::exchange(late.lo_, 0);
    hi_ = std::exchange(late.hi_, 0);
  }
}

void Value::drop() noexcept {
  if (tag() == tag_getter) return;
  Node* n = Access::node(*this);
  if (release(n)) destroy(n);
}

void Value::set_long_text(std::string_view s) {
  TextNode* t = new_text(s.size(), s.size());
  std::memcpy(t->data(), s.data(), s.size());
  retain(t);
  lo_ = reinterpret_cast<std::uint64_t>(static_cast<Node*>(t));
  hi_ = tag_word(tag_text);
}

Value& Value::operator=(const Value& o) & {
  Value copy(o);
  std::swap(lo_, copy.lo_);
  std::swap(hi_, copy.hi_);
  return *this;
}
Value::Value(const Ref& r) : Value(static_cast<const Value&>(r)) {
  if (is_pending(*this)) throw_pending(*this);
}
Value::Value(Ref&& r) : Value(static_cast<Value&&>(r)) {
  if (is_pending(*this)) throw_pending(*this);
}
Value& Value::operator=(const Ref& r) & { return *this = Value(r); }
Value& Value::operator=(Ref&& r) & { return *this = Value(std::move(r)); }

Value Value::host(HostObject* object) { return Access::hold(tag_host, object); }

}  // namespace crema
