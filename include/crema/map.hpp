// crema/map.hpp — JavaScript's Map and Set. Included by value.hpp.
#pragma once
#include <crema/value.hpp>
#include <initializer_list>
#include <memory>

namespace crema {
namespace detail {
std::size_t hash_of(const Value& v);
bool same_key(const Value& a, const Value& b);    // ===, but NaN is NaN
Value part_of_pair(const Value& pair, int part);  // TypeError when it is no object

template <class K>
std::size_t hash_key([[maybe_unused]] const K& k) {
  if constexpr (std::derived_from<K, Value>) return hash_of(k);
  else if constexpr (requires {
                       { hash_value(k) } -> std::convertible_to<std::size_t>;
                     })
    return hash_value(k);
  else if constexpr (requires {
                       { std::hash<K>{}(k) } -> std::convertible_to<std::size_t>;
                     })
    return std::hash<K>{}(k);
  else return 0;  // a type of the user's without a hash is looked for in turn
}

// Entries in the order of insertion and an open-addressing index of them. An entry stays where it is, so references hold;
// one that is removed during a loop is kept until the loop has ended.
template <class K, class T>
class OrderedTable {
 public:
  static const K& key_of(const T& t) {
    if constexpr (std::same_as<K, std::remove_const_t<T>>) return t;
    else return t.first;
  }
  T* find(const K& k) const {
    const std::size_t slot = slot_of(k, mixed(k));
    return slot == npos ? nullptr : &entries_[slots_[slot] - 1]->item;
  }
  void add(T item) {
    if ((filled_ + 1) * 4 > slots_.size() * 3) rebuild();
    const std::size_t hash = mixed(key_of(item));
    entries_.push_back(std::make_unique<Held>(Held{std::move(item), hash}));
    place(hash, static_cast<std::uint32_t>(entries_.size()));
    ++live_;
  }
  bool remove(const K& k) {
    const std::size_t slot = slot_of(k, mixed(k));
    if (slot == npos) return false;
    const std::size_t at = slots_[slot] - 1;
    slots_[slot] = removed;
    --live_;
    bury(at);
    while (first_ < entries_.size() && !is_live(first_)) ++first_;
    return true;
  }
  void clear() {
    slots_.clear();
    filled_ = live_ = 0;
    for (std::size_t i = first_; i < entries_.size(); ++i) {
      if (is_live(i)) bury(i);
    }
    first_ = entries_.size();
  }
  std::size_t size() const { return live_; }
  std::size_t next(std::size_t at) const {
    if (at < first_) at = first_;
    while (at < entries_.size() && !is_live(at)) ++at;
    return at;
  }
  T* item(std::size_t at) const { return at < entries_.size() ? &entries_[at]->item : nullptr; }
  void begin_loop() { ++loops_; }
  void end_loop() {
    if (--loops_ != 0) return;
    std::vector<std::unique_ptr<Held>> last;
    for (const std::size_t at : gone_) last.push_back(std::move(entries_[at]));
    gone_.clear();
  }

 private:
  struct Held {
    T item;
    std::size_t hash;
    bool gone = false;
  };
  static constexpr std::uint32_t empty = 0, removed = 0xffffffff;
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  static std::size_t mixed(const K& k) {
    const std::size_t h = hash_key(k) * static_cast<std::size_t>(0x9E3779B97F4A7C15u);
    return h ^ (h >> (sizeof(h) * 4));
  }
  bool is_live(std::size_t at) const { return entries_[at] && !entries_[at]->gone; }
  std::size_t slot_of(const K& k, std::size_t hash) const {
    if (slots_.empty()) return npos;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = hash & mask; slots_[i] != empty; i = (i + 1) & mask) {
      if (slots_[i] == removed) continue;
      const Held& held = *entries_[slots_[i] - 1];
      if (held.hash != hash) continue;
      if constexpr (std::derived_from<K, Value>) {
        if (same_key(key_of(held.item), k)) return i;
      } else {
        if (key_of(held.item) == k) return i;
      }
    }
    return npos;
  }
  void place(std::size_t hash, std::uint32_t number) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t i = hash & mask;
    while (slots_[i] != empty) i = (i + 1) & mask;
    slots_[i] = number;
    ++filled_;
  }
  void rebuild() {
    if (loops_ == 0) {
      std::size_t to = 0;
      for (std::size_t i = 0; i < entries_.size(); ++i) {
        if (entries_[i]) std::swap(entries_[to++], entries_[i]);
      }
      entries_.resize(to);
      first_ = 0;
    }
    std::size_t size = 8;
    while (size < (live_ + 1) * 2) size *= 2;
    slots_.assign(size, empty);
    filled_ = 0;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (is_live(i)) place(entries_[i]->hash, static_cast<std::uint32_t>(i + 1));
    }
  }
  // What an entry owns may run code that comes back to this table: it goes once the table is whole again.
  void bury(std::size_t at) {
    entries_[at]->gone = true;
    if (loops_ == 0) const auto last = std::move(entries_[at]);
    else gone_.push_back(at);
  }

  std::vector<std::unique_ptr<Held>> entries_;  // null: removed
  std::vector<std::uint32_t> slots_;            // number of an entry, from 1
  std::vector<std::size_t> gone_;               // removed during a loop
  std::size_t live_ = 0, filled_ = 0, first_ = 0, loops_ = 0;
};

template <class K, class T>
class OrderedIterator {
 public:
  explicit OrderedIterator(std::shared_ptr<OrderedTable<K, T>> table) : table_(std::move(table)), at_(table_->next(0)) {
    table_->begin_loop();
  }
  OrderedIterator(const OrderedIterator& o) : table_(o.table_), at_(o.at_) { table_->begin_loop(); }
  OrderedIterator& operator=(const OrderedIterator&) = delete;
  ~OrderedIterator() { table_->end_loop(); }
  T& operator*() const { return *table_->item(at_); }
  OrderedIterator& operator++() { return at_ = table_->next(at_ + 1), *this; }
  friend bool operator==(const OrderedIterator& i, std::nullptr_t) {
    return !i.table_->item(i.at_ = i.table_->next(i.at_));
  }

 private:
  std::shared_ptr<OrderedTable<K, T>> table_;
  mutable std::size_t at_;
};
}  // namespace detail

/// A JavaScript Map: in the order of insertion, constant time; V and K may be any C++ type, K one with == and, to be fast,
/// std::hash or a hash_value() of its own. A handle: copies share it. get() of an absent key gives V{}: undefined, false.
template <class V = Value, class K = Value>
class Map {
 public:
  using Entry = std::pair<const K, V>;
  Map() = default;
  Map(std::initializer_list<Entry> entries) {
    for (const auto& e : entries) set(e.first, e.second);
  }
  /// Of a list of pairs: Map(Object.entries(o)). TypeError for anything else.
  // A template, so that what V may be made of is asked for a Value alone: a V that holds such a Map would ask itself.
  template <std::derived_from<Value> P>
    requires(std::constructible_from<K, const P&>&& std::constructible_from<V, const P&>)
  explicit Map(const P& pairs) {
    if (pairs == null) return;
    for (const Value& pair : pairs) set(K(detail::part_of_pair(pair, 0)), V(detail::part_of_pair(pair, 1)));
  }
  const Map& set(const K& k, V v) const {
    if (Entry* e = table_->find(k)) e->second = std::move(v);
    else table_->add(Entry(k, std::move(v)));
    return *this;
  }
  V get(const K& k) const {
    const Entry* e = table_->find(k);
    return e ? e->second : V{};
  }
  /// The C++ object itself, to be changed in place; null when there is none.
  V* find(const K& k) const {
    Entry* e = table_->find(k);
    return e ? &e->second : nullptr;
  }
  bool has(const K& k) const { return table_->find(k) != nullptr; }
  bool delete_(const K& k) const { return table_->remove(k); }
  void clear() const { table_->clear(); }
  int size() const { return static_cast<int>(table_->size()); }
  template <class F>
  void forEach(F f) const {  // (value, key, map)
    for (auto& [k, v] : *this) detail::call_prefix(f, v, k, *this);
  }
  Value keys() const requires std::convertible_to<K, Value> {
    return listed([](const Entry& e) -> Value { return e.first; });
  }
  Value values() const requires std::convertible_to<V, Value> {
    return listed([](const Entry& e) -> Value { return e.second; });
  }
  // A template, because this header may come before that of Entries.
  template <class E = Entries>
  E entries() const requires(std::convertible_to<K, Value>&& std::convertible_to<V, Value>) {
    return E(list());
  }
  // For Array.from and spread.
  Value list() const requires(std::convertible_to<K, Value>&& std::convertible_to<V, Value>) {
    return listed([](const Entry& e) -> Value {
      Value pair = detail::make_array(2);
      detail::append(pair, e.first);
      detail::append(pair, e.second);
      return pair;
    });
  }
  detail::OrderedIterator<K, Entry> begin() const { return detail::OrderedIterator<K, Entry>(table_); }
  std::nullptr_t end() const { return nullptr; }

 private:
  template <class F>
  Value listed(F f) const {
    Value all = detail::make_array(table_->size());
    for (auto& e : *this) detail::append(all, f(e));
    return all;
  }
  std::shared_ptr<detail::OrderedTable<K, Entry>> table_ = std::make_shared<detail::OrderedTable<K, Entry>>();
};

/// A JavaScript Set, under the same rules.
template <class V = Value>
class Set {
 public:
  Set() = default;
  Set(std::initializer_list<V> values) {
    for (const auto& v : values) add(v);
  }
  /// Of the elements of an array, or the characters of a text.
  template <std::derived_from<Value> L>
    requires(std::constructible_from<V, const L&>)
  explicit Set(const L& list) {
    if (list == null) return;
    for (const Value& v : list) add(V(v));
  }
  const Set& add(const V& v) const {
    if (!table_->find(v)) table_->add(v);
    return *this;
  }
  bool has(const V& v) const { return table_->find(v) != nullptr; }
  bool delete_(const V& v) const { return table_->remove(v); }
  void clear() const { table_->clear(); }
  int size() const { return static_cast<int>(table_->size()); }
  template <class F>
  void forEach(F f) const {  // (value, value, set)
    for (auto& v : *this) detail::call_prefix(f, v, v, *this);
  }
  Value values() const requires std::convertible_to<V, Value> {
    Value all = detail::make_array(table_->size());
    for (auto& v : *this) detail::append(all, v);
    return all;
  }
  Value keys() const requires std::convertible_to<V, Value> { return values(); }
  template <class E = Entries>
  E entries() const requires std::convertible_to<V, Value> {
    Value all = detail::make_array(table_->size());
    for (auto& v : *this) {
      Value pair = detail::make_array(2);
      detail::append(pair, v);
      detail::append(pair, v);
      detail::append(all, pair);
    }
    return E(all);
  }
  // For Array.from and spread.
  Value list() const requires std::convertible_to<V, Value> { return values(); }
  detail::OrderedIterator<V, const V> begin() const { return detail::OrderedIterator<V, const V>(table_); }
  std::nullptr_t end() const { return nullptr; }

 private:
  std::shared_ptr<detail::OrderedTable<V, const V>> table_ = std::make_shared<detail::OrderedTable<V, const V>>();
};
}  // namespace crema
