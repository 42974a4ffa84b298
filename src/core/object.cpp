// The object behind a Value. ! Members are only appended; a removed one leaves a hole until half are holes. The order of
// integer-like keys is a list of positions beside them, made at the first iteration and dropped at the next change of keys,
// so reading an object on several threads at once stays safe.
#include "core/object.hpp"

#include <sys/random.h>

#include <algorithm>
#include <chrono>
#include <crema/error.hpp>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

namespace crema::detail {
namespace {

std::uint64_t read8(const char* p) {
  std::uint64_t w;
  std::memcpy(&w, p, 8);
  return w;
}
// The two halves of the product: each bit of the result hangs on all bits of both.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ typedef unsigned __int128 Wide;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}
struct Seeds {
  std::uint64_t a = 0, b = 0;
  Seeds() {
    std::uint64_t bytes[2] = {};
    if (getrandom(bytes, sizeof bytes, GRND_NONBLOCK) != static_cast<ssize_t>(sizeof bytes)) {
      bytes[0] = static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
      bytes[1] = reinterpret_cast<std::uint64_t>(this);
    }
    a = bytes[0] | 1;
    b = bytes[1] | 1;
  }
};

std::uint32_t short_hash(std::string_view key) { return static_cast<std::uint32_t>(hash_bytes(key)); }

bool key_is(const Value& key, std::string_view text, std::uint64_t lo, std::uint64_t hi) {
  if (text.size() <= 15) return Access::low(key) == lo && Access::high(key) == hi;
  return Access::tag(key) == tag_text && text_node(key).size == text.size() &&
         std::memcmp(text_node(key).data(), text.data(), text.size()) == 0;
}

}  // namespace

std::uint64_t hash_bytes(std::string_view bytes) noexcept {
  static const Seeds seeds;
  const char* p = bytes.data();
  std::size_t n = bytes.size();
  std::uint64_t h = seeds.a ^ n;
  for (; n > 16; n -= 16, p += 16) h = mix(read8(p) ^ h, read8(p + 8) ^ seeds.b);
  std::uint64_t x = 0, y = 0;
  if (n >= 8) {
    x = read8(p), y = read8(p + n - 8);
  } else if (n >= 4) {
    std::uint32_t first, last;
    std::memcpy(&first, p, 4);
    std::memcpy(&last, p + n - 4, 4);
    x = first, y = last;
  } else if (n != 0) {
    const auto byte = [&](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(p[i])}; };
    x = byte(0) | byte(n / 2) << 8 | byte(n - 1) << 16;
  }
  return mix(mix(x ^ h, y ^ seeds.b), h ^ 0x9E3779B97F4A7C15u);
}

bool is_integer_key(std::string_view key, std::uint32_t& integer) noexcept {
  if (key.empty() || key.size() > 10 || key[0] < '0' || key[0] > '9') return false;
  if (key[0] == '0' && key.size() != 1) return false;
  std::uint64_t n = 0;
  for (const char c : key) {
    if (c < '0' || c > '9') return false;
    n = n * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (n >= 0xffffffffu) return false;
  integer = static_cast<std::uint32_t>(n);
  return true;
}

Member* ObjectNode::find(std::string_view key) const {
  if (slots_) return find_indexed(key, short_hash(key));
  std::uint64_t lo = 0, hi = 0;
  if (key.size() <= 15) {
    const Value probe(key);
    lo = Access::low(probe), hi = Access::high(probe);
  }
  for (std::uint32_t i = 0; i < used_; ++i) {
    if (key_is(members_[i].key, key, lo, hi)) return &members_[i];
  }
  return nullptr;
}

Member* ObjectNode::find_indexed(std::string_view key, std::uint32_t hash) const {
  std::uint64_t lo = 0, hi = 0;
  if (key.size() <= 15) {
    const Value probe(key);
    lo = Access::low(probe), hi = Access::high(probe);
  }
  for (std::uint32_t i = hash & slot_mask_; slots_[i].number != 0; i = (i + 1) & slot_mask_) {
    if (slots_[i].hash != hash || slots_[i].number == removed_slot) continue;
    Member& m = members_[slots_[i].number - 1];
    if (key_is(m.key, key, lo, hi)) return &m;
  }
  return nullptr;
}

Value& ObjectNode::at(std::string_view key) {
  const std::uint32_t hash = slots_ ? short_hash(key) : 0;
  if (Member* m = slots_ ? find_indexed(key, hash) : find(key)) return m->value;
  return add(Value(key), hash);
}

Value& ObjectNode::at(const Value& text_key) {
  const std::string_view key = text_of(text_key);
  const std::uint32_t hash = slots_ ? short_hash(key) : 0;
  if (Member* m = slots_ ? find_indexed(key, hash) : find(key)) return m->value;
  return add(text_key, hash);
}

// `hash` is the key's if there is an index already.
Value& ObjectNode::add(Value key, std::uint32_t hash) {
  if (used_ == capacity_) {
    // Holes go first: with as many as members the block would grow without need.
    if (used_ - live_ > live_ / 2) compact();
    if (used_ == capacity_) reserve(std::size_t{used_} + 1);
  }
  const std::string_view text = text_of(key);
  note_order(text);
  if (slots_ || live_ + 1 >= index_from) {
    if (!slots_) {
      hash = short_hash(text);
      build_index(std::size_t{live_} + 1);
    } else if ((slots_used_ + 1) * 4 > (slot_mask_ + 1) * 3) {
      grow_index();
    }
    place(hash, used_ + 1);
  }
  Member* m = new (&members_[used_]) Member{std::move(key), Value()};
  ++used_;
  ++live_;
  return m->value;
}

void ObjectNode::note_order(std::string_view key) {
  forget_order();
  std::uint32_t integer = 0;
  if (!is_integer_key(key, integer)) {
    any_text_ = true;
    return;
  }
  if (any_text_ || (any_integer_ && integer < last_integer_)) needs_order_ = true;
  any_integer_ = true;
  last_integer_ = std::max(last_integer_, integer);
}

void ObjectNode::forget_order() noexcept {
  delete[] order_.load(std::memory_order_relaxed);  // keys change under no reader's eyes
  order_.store(nullptr, std::memory_order_relaxed);
}

const std::uint32_t* ObjectNode::order() const {
  if (const std::uint32_t* made = order_.load(std::memory_order_acquire)) return made;
  struct Integer {
    std::uint32_t key, at;
  };
  std::vector<Integer> integers;
  auto* order = new std::uint32_t[live_ == 0 ? 1 : live_];
  std::unique_ptr<std::uint32_t[]> mine(order);
  std::uint32_t integer = 0;
  for (std::uint32_t i = 0; i < used_; ++i) {
    if (Access::tag(members_[i].key) != tag_undefined && is_integer_key(text_of(members_[i].key), integer))
      integers.push_back({integer, i});
  }
  std::sort(integers.begin(), integers.end(), [](const Integer& a, const Integer& b) { return a.key < b.key; });
  for (const Integer& i : integers) *order++ = i.at;
  for (std::uint32_t i = 0; i < used_; ++i) {
    if (Access::tag(members_[i].key) != tag_undefined && !is_integer_key(text_of(members_[i].key), integer))
      *order++ = i;
  }
  std::uint32_t* expected = nullptr;
  if (order_.compare_exchange_strong(expected, mine.get(), std::memory_order_acq_rel)) return mine.release();
  return expected;
}

// Slots for so many members, all free; half of them are filled before the next time.
ObjectNode::Slot* ObjectNode::new_slots(std::size_t members) {
  std::size_t size = 32;
  while (size < members * 2) size *= 2;
  Slot* old = std::exchange(slots_, new Slot[size]());
  slot_mask_ = static_cast<std::uint32_t>(size - 1);
  slots_used_ = 0;
  return old;
}

void ObjectNode::build_index(std::size_t members) {
  delete[] new_slots(members);
  for (std::uint32_t i = 0; i < used_; ++i) {
    if (Access::tag(members_[i].key) != tag_undefined) place(short_hash(text_of(members_[i].key)), i + 1);
  }
}

// The members have kept their numbers, so the old slots have all that is needed.
void ObjectNode::grow_index() {
  const std::uint32_t count = slot_mask_ + 1;
  const std::unique_ptr<Slot[]> old(new_slots(std::size_t{live_} + 1));
  for (std::uint32_t i = 0; i < count; ++i) {
    if (old[i].number != 0 && old[i].number != removed_slot) place(old[i].hash, old[i].number);
  }
}

void ObjectNode::place(std::uint32_t hash, std::uint32_t number) {
  std::uint32_t i = hash & slot_mask_;
  while (slots_[i].number != 0) i = (i + 1) & slot_mask_;
  slots_[i] = {hash, number};
  ++slots_used_;
}

Member* ObjectNode::next(std::uint32_t& cursor) const {
  if (needs_order_) return cursor < live_ ? &members_[order()[cursor++]] : nullptr;
  while (cursor < used_ && Access::tag(members_[cursor].key) == tag_undefined) ++cursor;
  return cursor < used_ ? &members_[cursor++] : nullptr;
}

bool ObjectNode::remove(std::string_view key) {
  Member* m = find(key);
  if (!m) return false;
  forget_order();
  const auto at = static_cast<std::uint32_t>(m - members_);
  if (slots_) {
    std::uint32_t i = short_hash(key) & slot_mask_;
    while (slots_[i].number != at + 1) i = (i + 1) & slot_mask_;
    slots_[i].number = removed_slot;
  }
  // Its value may own much, and code of the user's may run when it goes: only once this object is whole again.
  const Member gone = std::move(*m);
  --live_;
  if (at + 1 == used_) --used_;
  if (used_ - live_ > 16 && used_ - live_ > live_) compact();
  return true;
}

void ObjectNode::compact() {
  forget_order();
  std::uint32_t to = 0;
  for (std::uint32_t i = 0; i < used_; ++i) {
    if (Access::tag(members_[i].key) == tag_undefined) continue;
    if (i != to) std::memcpy(static_cast<void*>(&members_[to]), static_cast<const void*>(&members_[i]), sizeof(Member));
    ++to;
  }
  used_ = to;
  if (slots_) build_index(live_);
}

void ObjectNode::reserve(std::size_t members) {
  if (members <= capacity_) return;
  if (members > max_elements / 2) throw RangeError("Invalid object size");
  const std::size_t grown = std::max(members <= 4 ? 4 : members, std::size_t{capacity_} * 2);
  auto* bigger = static_cast<Member*>(allocate_node(grown * sizeof(Member)));
  if (used_ != 0) std::memcpy(static_cast<void*>(bigger), static_cast<const void*>(members_), used_ * sizeof(Member));
  if (members_) free_node(members_, capacity_ * sizeof(Member));
  members_ = bigger;
  capacity_ = static_cast<std::uint32_t>(grown);
}

void ObjectNode::free_memory() noexcept {
  forget_order();
  delete[] slots_;
  if (members_) free_node(members_, capacity_ * sizeof(Member));
}

}  // namespace crema::detail
