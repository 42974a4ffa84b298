// crema/object.hpp — Object, Array and JSON. Included by value.hpp.
#pragma once
#include <crema/function.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <exception>
#include <type_traits>
#include <utility>

namespace crema {

/// The array [key, value]; for (auto [key, value] : Object.entries(o))
class Entry : public Value {
 public:
  explicit Entry(const Value& pair) : Value(pair) {}
  template <std::size_t I>
  Value get() const {
    return at(static_cast<int>(I));
  }
  using Value::get;
};
class Entries : public Value {
 public:
  explicit Entries(const Value& list) : Value(list) {}
  class iterator {
   public:
    explicit iterator(Value::iterator at) : at_(std::move(at)) {}
    Entry operator*() const { return Entry(*at_); }
    iterator& operator++() { return ++at_, *this; }
    friend bool operator==(const iterator& a, const iterator& b) { return a.at_ == b.at_; }

   private:
    Value::iterator at_;
  };
  iterator begin() const { return iterator(Value::begin()); }
  iterator end() const { return iterator(Value::end()); }
};

struct ObjectLib {
  Value operator()() const;  // {}
  Value keys(const Value& o) const;
  Value values(const Value& o) const;
  Entries entries(const Value& o) const;
  Value fromEntries(const Value& entries) const;
  template <detail::Listed T>
  Value fromEntries(const T& map) const {
    return fromEntries(map.list());
  }
  Value assign(const Value& target, const Value& a = {}, const Value& b = {}, const Value& c = {}) const;
  /// Of an error, that error: `throw Object.assign(Error("full"), {{"status", 409}});`
  template <class E>
    requires std::derived_from<std::remove_cvref_t<E>, std::exception> E assign(E&& error, const Value& a,
                                                                                const Value& b = {},
                                                                                const Value& c = {})
  const {
    const Value all = assign(Value((*this)()), a, b, c);
    for (const Value key : keys(all)) error[key] = all.get(key);
    return std::forward<E>(error);
  }
  bool hasOwn(const Value& o, Key k) const { return o.hasOwnProperty(k); }
  Value getOwnPropertyNames(const Value& o) const;
  /// An object without members. A prototype other than null is a TypeError: there are none.
  Value create(const Value& prototype) const;
  /// {key: [element …]}, by the key that f gives for each element.
  Value groupBy(const Value& list, detail::Each f) const;
  bool is(const Value& a, const Value& b) const;  // ===, but NaN is NaN, and 0 is not -0
  /// What changes the object or array afterwards throws a TypeError, as in strict mode; what lies in it may be changed. Gives it.
  Value freeze(const Value& o) const;
  bool isFrozen(const Value& o) const;
};
struct ArrayLib {
  Value operator()() const;  // []
  /// Array(x, y) is [x, y]; Array(x) is [x]
  Value operator()(const Item& i1, const Item& i2 = detail::no_item, const Item& i3 = detail::no_item,
                   const Item& i4 = detail::no_item, const Item& i5 = detail::no_item,
                   const Item& i6 = detail::no_item) const;
  Value operator()(
      const Item& i1, const Item& i2, const Item& i3, const Item& i4, const Item& i5, const Item& i6, const Item& i7,
      const Item& i8 = detail::no_item, const Item& i9 = detail::no_item, const Item& i10 = detail::no_item,
      const Item& i11 = detail::no_item, const Item& i12 = detail::no_item, const Item& i13 = detail::no_item,
      const Item& i14 = detail::no_item, const Item& i15 = detail::no_item, const Item& i16 = detail::no_item,
      const Item& i17 = detail::no_item, const Item& i18 = detail::no_item, const Item& i19 = detail::no_item,
      const Item& i20 = detail::no_item, const Item& i21 = detail::no_item, const Item& i22 = detail::no_item,
      const Item& i23 = detail::no_item, const Item& i24 = detail::no_item, const Item& i25 = detail::no_item,
      const Item& i26 = detail::no_item, const Item& i27 = detail::no_item, const Item& i28 = detail::no_item,
      const Item& i29 = detail::no_item, const Item& i30 = detail::no_item, const Item& i31 = detail::no_item,
      const Item& i32 = detail::no_item) const;
  bool isArray(const Value& v) const;
  template <class... A>
  Value of(const A&... items) const {
    Value all = detail::make_array(sizeof...(items));
    (detail::append(all, Value(items)), ...);
    return all;
  }
  Value from(const Value& list) const;  // a copy of an array, the characters of a text
  Value from(const Value& list_or_length,
             detail::Each f) const;  // Array.from({length: n}, (_, i) => …) is Array.from(n, …)
  /// What a Map or a Set holds.
  template <detail::Listed T>
  Value from(const T& map_or_set) const {
    return map_or_set.list();
  }
  template <detail::Listed T>
  Value from(const T& map_or_set, detail::Each f) const {
    return map_or_set.list().map(f);
  }
};
struct JsonLib {
  /// Throws SyntaxError when the text is not JSON. The reviver is called with (key, value).
  Value parse(const Value& text, const Value& reviver = {}) const;
  template <class F>
    requires(detail::Callable<F> && !detail::Single<F>)
  Value parse(const Value& text, F reviver)
  const { return parse(text, Function(std::move(reviver))); }
  /// undefined for undefined and functions. The replacer is a function of (key, value) or a list of keys; the indent
  /// is a number of spaces or a text. Throws TypeError when v contains itself.
  Value stringify(const Value& v, const Value& replacer = {}, const Value& indent = {}) const;
  template <class F>
    requires(detail::Callable<F> && !detail::Single<F>)
  Value stringify(const Value& v, F replacer, const Value& indent = {})
  const { return stringify(v, Function(std::move(replacer)), indent); }
};
struct OmitLib {
  template <class... K>
  Value operator()(const Value& o, const K&... keys) const {
    return without(o, Value(detail::make_array(0)).concat(Value(keys)...));
  }

 private:
  static Value without(const Value& o, const Value& keys);
};
/// const { password, ...rest } = user: `Value rest = omit(user, "password");`, an object with all of its members but these.
inline constexpr OmitLib omit{};
inline constexpr ObjectLib Object{};
inline constexpr ArrayLib Array{};
inline constexpr JsonLib JSON{};
}  // namespace crema

template <>
struct std::tuple_size<crema::Entry> : std::integral_constant<std::size_t, 2> {};
template <std::size_t I>
struct std::tuple_element<I, crema::Entry> {
  using type = crema::Value;
};
