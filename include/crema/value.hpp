// crema/value.hpp — the one dynamic type: whatever JavaScript keeps in a variable is a Value.
#pragma once
#include <bit>
#include <concepts>
#include <cstdint>
#include <crema/detail/concepts.hpp>
#include <crema/detail/text_words.hpp>
#include <cstring>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace crema {
using namespace std::string_literals;  // "\0"s is a text with a NUL in it
class HostObject;
class Entries;

/// What a Value holds; an array is told from an object here, and a buffer and the library's own objects are.
enum class Kind : std::uint8_t { undefined, null, boolean, number, text, array, object, function, buffer, host };

/// A property name or an index: what stands in `v[…]`.
using Key = const Value&;

namespace detail {
class Node;
class FunctionNode;
struct Access;
class Length;
struct Tagged {};
extern const Item no_item;    // stands for "no further element"
extern const Value no_value;  // stands for "no further argument", where undefined would be one
// The last byte of a Value; the low half of an inline text's is its length.
enum Tag : std::uint8_t {
  tag_undefined,
  tag_null,
  tag_bool,
  tag_number,
  tag_inline = 0x10,  // a text of up to 15 bytes
  tag_text = 0x20,
  tag_array,
  tag_object,
  tag_function,
  tag_buffer,
  tag_host,  // counted, from here on
  tag_pending = 0x30,
  tag_variable,
  tag_getter,  // not JavaScript's; resolved wherever they are touched
};
}  // namespace detail

/// undefined, null, a bool, a number, a text, an array, an object, a function, a buffer or an object of the library.
/// Copies share arrays and objects, as in JavaScript: 16 bytes and a reference count. `const` is about the variable,
/// not about what it holds. Texts are UTF-8; lengths and positions count UTF-16 units, as JavaScript's do.
/// Reading a member of undefined or null gives a pending TypeError: a value that throws as soon as it is tested,
/// compared, converted, stored or sent, but not when && or || discards it.
class Value {
 public:
  constexpr Value() noexcept : lo_(0), hi_(0) {}                                         // undefined
  constexpr Value(std::nullptr_t) noexcept : lo_(0), hi_(tag_word(detail::tag_null)) {}  // null
  template <std::same_as<bool> B>
  constexpr Value(B b) noexcept : lo_(b), hi_(tag_word(detail::tag_bool)) {}
  template <detail::Number N>
  constexpr Value(N n) noexcept
      : lo_(std::bit_cast<std::uint64_t>(static_cast<double>(n))), hi_(tag_word(detail::tag_number)) {}
  template <detail::Chars T>
  Value(const T& s);
  Value(const Spread& s);  // Value{spread(a)} is a copy of a
  /// {{"id", 1}} is an object, {1, 2} an array. Not a std::initializer_list: g++ 12 cannot compile one beside a co_await.
  // Short ones apart, so that a call does not pass thirty-two.
  Value(const Item& i1, const Item& i2 = detail::no_item, const Item& i3 = detail::no_item,
        const Item& i4 = detail::no_item, const Item& i5 = detail::no_item, const Item& i6 = detail::no_item);
  Value(const Item& i1, const Item& i2, const Item& i3, const Item& i4, const Item& i5, const Item& i6, const Item& i7,
        const Item& i8 = detail::no_item, const Item& i9 = detail::no_item, const Item& i10 = detail::no_item,
        const Item& i11 = detail::no_item, const Item& i12 = detail::no_item, const Item& i13 = detail::no_item,
        const Item& i14 = detail::no_item, const Item& i15 = detail::no_item, const Item& i16 = detail::no_item,
        const Item& i17 = detail::no_item, const Item& i18 = detail::no_item, const Item& i19 = detail::no_item,
        const Item& i20 = detail::no_item, const Item& i21 = detail::no_item, const Item& i22 = detail::no_item,
        const Item& i23 = detail::no_item, const Item& i24 = detail::no_item, const Item& i25 = detail::no_item,
        const Item& i26 = detail::no_item, const Item& i27 = detail::no_item, const Item& i28 = detail::no_item,
        const Item& i29 = detail::no_item, const Item& i30 = detail::no_item, const Item& i31 = detail::no_item,
        const Item& i32 = detail::no_item);
  template <class T>
  Value(const std::vector<T>& v);
  // Explicit, since `Value v = j` takes nlohmann's own conversion, and would be ambiguous.
  template <std::same_as<nlohmann::json> J>
  explicit Value(const J& j) : Value(from_json(j)) {}
  template <detail::UserJson T>
  Value(const T& t);  // a struct with to_json(nlohmann::json&, const T&)
  template <detail::HasToJson T>
  Value(const T& t) : Value(const_cast<T&>(t).toJSON()) {}  // a class with toJSON(), which need not be const
  template <class T>
    requires(!detail::Chars<T*>)
  Value(T*)
  = delete;  // a pointer is not a bool
  /// An object of the library; the Value shares it. Made with new.
  static Value host(HostObject* object);

  Value(const Value& o) : lo_(o.lo_), hi_(o.hi_) {
    if (tag() >= detail::tag_text) share();
  }
  Value(Value&& o) noexcept : lo_(o.lo_), hi_(o.hi_) {
    o.lo_ = o.hi_ = 0;
    if (tag() >= detail::tag_variable) resolve();
  }
  Value(const Ref& r);  // throws what is pending, as Node does at this line
  Value(Ref&& r);
  Value& operator=(const Value& o) &;
  Value& operator=(Value&& o) & noexcept {
    std::swap(lo_, o.lo_);
    std::swap(hi_, o.hi_);
    if (tag() >= detail::tag_variable) resolve();
    return *this;
  }
  Value& operator=(const Ref& r) &;
  Value& operator=(Ref&& r) &;
  constexpr ~Value() {
    if (tag() >= detail::tag_text) drop();
  }

  explicit operator bool() const;  // JavaScript's truthiness
  template <std::same_as<std::string> T>
  operator T() const {
    return str();
  }
  template <detail::Number T>
  explicit operator T() const {
    return detail::number_cast<T>(number());
  }
  std::string str() const;        // String(v)
  std::string_view view() const;  // of a text or a buffer, else TypeError; dies with the value
  double number() const;          // Number(v)

  Ref operator[](Key k) const;
  template <detail::Chars T>
    requires(!std::is_pointer_v<T> && !std::derived_from<T, Value>)
  Ref operator[](const T& name) const;
  Value get(Key k) const;                // v?.k
  Value value_or(const Value& d) const;  // v ?? d
  detail::Length length() const;         // an int; of a text in UTF-16 units
  /// A function in a Value is called as in JavaScript.
  Value operator()(const Value& a = detail::no_value, const Value& b = detail::no_value,
                   const Value& c = detail::no_value, const Value& d = detail::no_value,
                   const Value& e = detail::no_value, const Value& f = detail::no_value,
                   const Value& g = detail::no_value, const Value& h = detail::no_value) const;
  template <std::same_as<Spread> S>
  Value operator()(const S& arguments) const {
    return call_all(arguments);
  }

  // Arrays; includes, indexOf, lastIndexOf, at, slice and concat are for texts, too; all but concat for buffers.
  bool includes(const Value& x, const Value& from = {}) const;
  int indexOf(const Value& x, const Value& from = {}) const;
  int lastIndexOf(const Value& x, const Value& from = {}) const;
  Value at(const Value& index) const;
  Value slice(const Value& from = {}, const Value& to = {}) const;
  Value concat(const Value& a = detail::no_value, const Value& b = detail::no_value, const Value& c = detail::no_value,
               const Value& d = detail::no_value) const;
  int push(const Value& a, const Value& b = detail::no_value, const Value& c = detail::no_value,
           const Value& d = detail::no_value) const;
  template <std::same_as<Spread> S>
  int push(const S& all) const {
    return push_all(all);
  }
  Value pop() const;
  Value shift() const;
  int unshift(const Value& a, const Value& b = detail::no_value, const Value& c = detail::no_value,
              const Value& d = detail::no_value) const;
  template <std::same_as<Spread> S>
  int unshift(const S& all) const {
    return unshift_all(all);
  }
  Value splice(const Value& at, const Value& count = detail::no_value, const Value& a = detail::no_value,
               const Value& b = detail::no_value, const Value& c = detail::no_value,
               const Value& d = detail::no_value) const;
  template <std::same_as<Spread> S>
  Value splice(const Value& at, const Value& count, const S& all) const {
    return splice_all(at, count, all);
  }
  Value reverse() const;
  Value join(const Value& by = ",") const;
  Value fill(const Value& x, const Value& from = {}, const Value& to = {}) const;  // of a buffer, too
  Value copyWithin(const Value& at, const Value& from = {}, const Value& to = {}) const;
  Value flat(const Value& depth = 1) const;
  Value find(detail::Each f) const;
  int findIndex(detail::Each f) const;
  Value findLast(detail::Each f) const;
  int findLastIndex(detail::Each f) const;
  Value filter(detail::Each f) const;
  Value map(detail::Each f) const;
  template <class F>
    requires(detail::GivesTask<F>)
  auto map(F f) const;  // Promise.all(ids.map(find))
  Value flatMap(detail::Each f) const;
  bool some(detail::Each f) const;
  bool every(detail::Each f) const;
  void forEach(detail::Each f) const;
  Value reduce(detail::Fold f, const Value& first = detail::no_value) const;
  template <class F, class T>
    requires(!detail::Single<T>)
  T reduce(F f, T first)
  const;  // into a Map, a Set or an object of one's own
  Value reduceRight(detail::Fold f, const Value& first = detail::no_value) const;
  Value sort() const;  // by the texts of the elements
  Value sort(detail::Fold compare) const;
  Value toSorted() const;  // these give a new array
  Value toSorted(detail::Fold compare) const;
  Value toReversed() const;
  Value toSpliced(const Value& at, const Value& count = detail::no_value, const Value& a = detail::no_value,
                  const Value& b = detail::no_value, const Value& c = detail::no_value,
                  const Value& d = detail::no_value) const;
  Value with(const Value& index, const Value& x) const;
  Entries entries() const;  // for (auto [i, x] : list.entries())
  Value keys() const;       // the indexes
  Value values() const;     // a copy

  // Texts.
  Value split(const Value& by = {}, const Value& limit = {}) const;
  Value trim() const;
  Value trimStart() const;
  Value trimEnd() const;
  Value toLowerCase() const;
  Value toUpperCase() const;
  Value toLocaleLowerCase() const { return toLowerCase(); }
  Value toLocaleUpperCase() const { return toUpperCase(); }
  bool startsWith(const Value& s, const Value& at = {}) const;
  bool endsWith(const Value& s, const Value& end = {}) const;
  Value charAt(const Value& index = 0) const;
  Value charCodeAt(const Value& index = 0) const;
  Value codePointAt(const Value& index = 0) const;
  Value substring(const Value& from, const Value& to = {}) const;
  Value substr(const Value& from, const Value& length = {}) const;
  Value repeat(const Value& n) const;
  Value padStart(const Value& n, const Value& with = " ") const;
  Value padEnd(const Value& n, const Value& with = " ") const;
  /// By letters, then accents, then case; not by a language. Options: sensitivity ("base", "accent", "case", "variant"), numeric,
  /// caseFirst.
  int localeCompare(const Value& s, const Value& locale = {}, const Value& options = {}) const;
  /// "NFC", "NFD", "NFKC" or "NFKD", by libunistring; where it is not installed, a text beyond ASCII is an Error.
  Value normalize(const Value& form = "NFC") const;
  bool isWellFormed() const;   // whether there is no half of a surrogate pair in it
  Value toWellFormed() const;  // U+FFFD for each
  Value match(const Value& re) const;
  Value matchAll(const Value& re) const;  // an array
  int search(const Value& re) const;
  Value replace(const Value& what, const Value& with) const;
  Value replaceAll(const Value& what, const Value& with) const;
  template <class F>
    requires(detail::Callable<F> && !detail::Single<F>)
  Value replace(const Value& what, F with)
  const {
    return replace_with(what, detail::Replacer(with), false);  // called with (all, group1, group2 …)
  }
  template <class F>
    requires(detail::Callable<F> && !detail::Single<F>)
  Value replaceAll(const Value& what, F with)
  const { return replace_with(what, detail::Replacer(with), true); }

  // Numbers, buffers, objects.
  Value toString(const Value& how = {}, const Value& from = {},
                 const Value& to = {}) const;  // radix, or "hex", "base64" …
  Value toFixed(const Value& digits = 0) const;
  Value toPrecision(const Value& digits = {}) const;
  Value toExponential(const Value& digits = {}) const;
  /// Of a number as Americans write it: "1,234.568". Options: minimumFractionDigits, maximumFractionDigits, useGrouping, style
  /// ("decimal", "percent", "currency" with currency). Of a date its toLocaleString, of an array that of its elements.
  Value toLocaleString(const Value& locale = {}, const Value& options = {}) const;
  Value valueOf() const;  // of a date its milliseconds
  bool hasOwnProperty(Key k) const;

  // Dates: what DateTime (crema/date.hpp) has. TypeError for anything else.
  Value getTime() const;
  Value getFullYear() const;
  Value getMonth() const;
  Value getDate() const;
  Value getDay() const;
  Value getHours() const;
  Value getMinutes() const;
  Value getSeconds() const;
  Value getMilliseconds() const;
  Value getUTCFullYear() const;
  Value getUTCMonth() const;
  Value getUTCDate() const;
  Value getUTCDay() const;
  Value getUTCHours() const;
  Value getUTCMinutes() const;
  Value getUTCSeconds() const;
  Value getUTCMilliseconds() const;
  Value getTimezoneOffset() const;
  Value setTime(const Value& ms) const;
  Value setFullYear(const Value& year, const Value& month = {}, const Value& day = {}) const;
  Value setMonth(const Value& month, const Value& day = {}) const;
  Value setDate(const Value& day) const;
  Value setHours(const Value& hours, const Value& minutes = {}, const Value& seconds = {}, const Value& ms = {}) const;
  Value setMinutes(const Value& minutes, const Value& seconds = {}, const Value& ms = {}) const;
  Value setSeconds(const Value& seconds, const Value& ms = {}) const;
  Value setMilliseconds(const Value& ms) const;
  Value toISOString() const;
  Value toDateString() const;
  Value toTimeString() const;
  Value toUTCString() const;
  Value toLocaleDateString(const Value& locale = {}, const Value& options = {}) const;
  Value toLocaleTimeString(const Value& locale = {}, const Value& options = {}) const;

  // Buffers; https://nodejs.org/api/buffer.html. Numbers are read and written at a byte; a RangeError beyond the end.
  bool equals(const Value& other) const;
  int compare(const Value& other) const;
  Value subarray(const Value& from = {}, const Value& to = {}) const { return slice(from, to); }
  /// Into another buffer, as much as there is room for; the bytes copied.
  int copy(const Value& target, const Value& at = 0, const Value& from = {}, const Value& to = {}) const;
  /// A text's bytes; as many as there is room for, whole characters. Gives how many.
  int write(const Value& text, const Value& at = {}, const Value& length = {}, const Value& encoding = {}) const;
  Value toJSON() const;  // what JSON.stringify prints of a buffer or a date
  Value readUInt8(const Value& at = 0) const;
  Value readInt8(const Value& at = 0) const;
  Value readUInt16LE(const Value& at = 0) const;
  Value readUInt16BE(const Value& at = 0) const;
  Value readInt16LE(const Value& at = 0) const;
  Value readInt16BE(const Value& at = 0) const;
  Value readUInt32LE(const Value& at = 0) const;
  Value readUInt32BE(const Value& at = 0) const;
  Value readInt32LE(const Value& at = 0) const;
  Value readInt32BE(const Value& at = 0) const;
  Value readFloatLE(const Value& at = 0) const;
  Value readFloatBE(const Value& at = 0) const;
  Value readDoubleLE(const Value& at = 0) const;
  Value readDoubleBE(const Value& at = 0) const;
  Value readUIntLE(const Value& at, const Value& bytes) const;  // of 1 to 6 bytes
  Value readUIntBE(const Value& at, const Value& bytes) const;
  Value readIntLE(const Value& at, const Value& bytes) const;
  Value readIntBE(const Value& at, const Value& bytes) const;
  // Each gives the place behind what it has written.
  int writeUInt8(const Value& n, const Value& at = 0) const;
  int writeInt8(const Value& n, const Value& at = 0) const;
  int writeUInt16LE(const Value& n, const Value& at = 0) const;
  int writeUInt16BE(const Value& n, const Value& at = 0) const;
  int writeInt16LE(const Value& n, const Value& at = 0) const;
  int writeInt16BE(const Value& n, const Value& at = 0) const;
  int writeUInt32LE(const Value& n, const Value& at = 0) const;
  int writeUInt32BE(const Value& n, const Value& at = 0) const;
  int writeInt32LE(const Value& n, const Value& at = 0) const;
  int writeInt32BE(const Value& n, const Value& at = 0) const;
  int writeFloatLE(const Value& n, const Value& at = 0) const;
  int writeFloatBE(const Value& n, const Value& at = 0) const;
  int writeDoubleLE(const Value& n, const Value& at = 0) const;
  int writeDoubleBE(const Value& n, const Value& at = 0) const;
  int writeUIntLE(const Value& n, const Value& at, const Value& bytes) const;
  int writeUIntBE(const Value& n, const Value& at, const Value& bytes) const;
  int writeIntLE(const Value& n, const Value& at, const Value& bytes) const;
  int writeIntBE(const Value& n, const Value& at, const Value& bytes) const;

  /// Elements of an array or the characters of a text, by value.
  class iterator;
  iterator begin() const;
  iterator end() const;

  friend bool operator==(const Value& a, const Value& b) {
    return equal(a, b);
  }  // ===, but null and undefined are equal
  template <detail::Chars T>
  friend bool operator==(const Value& a, const T& b) {
    return equal(a, std::string_view(b));
  }
  friend bool operator<(const Value& a, const Value& b) { return less(a, b, false); }
  friend bool operator>(const Value& a, const Value& b) { return less(b, a, false); }
  friend bool operator<=(const Value& a, const Value& b) { return less(b, a, true); }
  friend bool operator>=(const Value& a, const Value& b) { return less(a, b, true); }
  friend Value operator+(const Value& a, const Value& b) { return add(a, b); }
  friend Value operator-(const Value& a, const Value& b) { return calculate(a, '-', b); }
  friend Value operator*(const Value& a, const Value& b) { return calculate(a, '*', b); }
  friend Value operator/(const Value& a, const Value& b) { return calculate(a, '/', b); }
  friend Value operator%(const Value& a, const Value& b) { return calculate(a, '%', b); }
  // Of whole numbers of 32 bits. x >>> n is unsignedShift(x, n).
  friend Value operator&(const Value& a, const Value& b) { return calculate(a, '&', b); }
  friend Value operator|(const Value& a, const Value& b) { return calculate(a, '|', b); }
  friend Value operator^(const Value& a, const Value& b) { return calculate(a, '^', b); }
  friend Value operator<<(const Value& a, const Value& b) { return calculate(a, '<', b); }
  friend Value operator>>(const Value& a, const Value& b) { return calculate(a, '>', b); }
  friend Value operator~(const Value& a) { return calculate(a, '^', -1); }
  friend Value operator+(const Value& a) { return calculate(a, '*', 1); }
  friend Value operator-(const Value& a) { return calculate(a, '*', -1); }
  Value& operator+=(const Value& b) &;
  Value& operator-=(const Value& b) & { return *this = calculate(*this, '-', b); }
  Value& operator*=(const Value& b) & { return *this = calculate(*this, '*', b); }
  Value& operator/=(const Value& b) & { return *this = calculate(*this, '/', b); }
  Value& operator%=(const Value& b) & { return *this = calculate(*this, '%', b); }
  Value& operator&=(const Value& b) & { return *this = calculate(*this, '&', b); }
  Value& operator|=(const Value& b) & { return *this = calculate(*this, '|', b); }
  Value& operator^=(const Value& b) & { return *this = calculate(*this, '^', b); }
  Value& operator<<=(const Value& b) & { return *this = calculate(*this, '<', b); }
  Value& operator>>=(const Value& b) & { return *this = calculate(*this, '>', b); }
  Value& operator++() & { return *this = number() + 1; }
  Value& operator--() & { return *this = number() - 1; }
  Value operator++(int) &;
  Value operator--(int) &;
  // A variable captured by [=] is a constant: one sentence instead of "discards qualifiers".
  template <class T = void>
  void operator=(const Value&) const& {
    constant<T>();
  }
  template <class T = void>
  void operator+=(const Value&) const& {
    constant<T>();
  }
  template <class T = void>
  void operator-=(const Value&) const& {
    constant<T>();
  }
  template <class T = void>
  void operator*=(const Value&) const& {
    constant<T>();
  }
  template <class T = void>
  void operator/=(const Value&) const& {
    constant<T>();
  }
  template <class T = void>
  void operator%=(const Value&) const& {
    constant<T>();
  }
  template <class T = void>
  void operator++() const& {
    constant<T>();
  }
  template <class T = void>
  void operator++(int) const& {
    constant<T>();
  }
  template <class T = void>
  void operator--() const& {
    constant<T>();
  }
  template <class T = void>
  void operator--(int) const& {
    constant<T>();
  }
  template <class T>
  static void constant() {
    static_assert(detail::never<T>,
                  "crema: [=] captured a copy of this variable; a variable that an inner function changes is declared "
                  "Let: Let total = 0;");
  }

 protected:
  friend struct detail::Access;
  // The bits as they are; what they count has been counted.
  constexpr Value(detail::Tagged, std::uint64_t lo, std::uint64_t hi) noexcept : lo_(lo), hi_(hi) {}
  static Value from_json(const nlohmann::json& j);

  static constexpr bool little = std::endian::native == std::endian::little;
  static constexpr std::uint64_t tag_word(unsigned tag) { return little ? std::uint64_t{tag} << 56 : tag; }
  constexpr std::uint8_t tag() const noexcept { return static_cast<std::uint8_t>(little ? hi_ >> 56 : hi_ & 0xff); }

 private:
  Ref member(std::string_view name) const;
  void set_text(std::string_view s) {
    if (s.size() > 15) return set_long_text(s);
    const auto words = detail::text_words(s.data(), s.size());
    lo_ = words.lo;
    hi_ = words.hi | tag_word(detail::tag_inline | static_cast<unsigned>(s.size()));
  }
  void set_long_text(std::string_view s);
  void share();  // after the bits of another Value have been taken
  void resolve();
  void drop() noexcept;
  static bool equal(const Value& a, const Value& b);
  static bool equal(const Value& a, std::string_view b);
  static bool less(const Value& a, const Value& b,
                   bool negated);  // a < b; negated: !(a < b), but false if not comparable
  static Value add(const Value& a, const Value& b);
  static Value calculate(const Value& a, char op, const Value& b);
  // Of ...x; the public ones are templates, so that braces are never one.
  int push_all(const Spread& all) const;
  int unshift_all(const Spread& all) const;
  Value splice_all(const Value& at, const Value& count, const Spread& all) const;
  Value call_all(const Spread& arguments) const;
  Value replace_with(const Value& what, const detail::Replacer& with, bool all) const;

  std::uint64_t lo_, hi_;  // 15 bytes of text, or a number, a bool or a node in lo_; the last byte is the tag
};

/// What v["key"] gives: the value there, which remembers its place. A temporary writes through to the place
/// (v["n"] = 1, v["n"]++); a variable made of it is just a value, as in JavaScript.
class Ref : public Value {
 public:
  Ref(const Ref& o) : Value(static_cast<const Value&>(o)) {}
  Ref(Ref&& o) noexcept = default;
  ~Ref();
  const Value& operator=(const Value& v) &&;
  const Value& operator=(const Ref& v) && { return std::move(*this) = static_cast<const Value&>(v); }
  Ref& operator=(const Value& v) & { return Value::operator=(v), *this; }
  Ref& operator=(const Ref& v) & { return Value::operator=(v), *this; }
  const Value& operator+=(const Value& v) && { return std::move(*this) = *this + v; }
  const Value& operator-=(const Value& v) && { return std::move(*this) = *this - v; }
  const Value& operator*=(const Value& v) && { return std::move(*this) = *this * v; }
  const Value& operator/=(const Value& v) && { return std::move(*this) = *this / v; }
  const Value& operator%=(const Value& v) && { return std::move(*this) = *this % v; }
  const Value& operator&=(const Value& v) && { return std::move(*this) = *this & v; }
  const Value& operator|=(const Value& v) && { return std::move(*this) = *this | v; }
  const Value& operator^=(const Value& v) && { return std::move(*this) = *this ^ v; }
  const Value& operator<<=(const Value& v) && { return std::move(*this) = *this << v; }
  const Value& operator>>=(const Value& v) && { return std::move(*this) = *this >> v; }
  const Value& operator++() && { return std::move(*this) = number() + 1; }
  const Value& operator--() && { return std::move(*this) = number() - 1; }
  Value operator++(int) &&;
  Value operator--(int) &&;
  using Value::operator+=;
  using Value::operator-=;
  using Value::operator*=;
  using Value::operator/=;
  using Value::operator%=;
  using Value::operator&=;
  using Value::operator|=;
  using Value::operator^=;
  using Value::operator<<=;
  using Value::operator>>=;
  using Value::operator++;
  using Value::operator--;
  /// Calls the function at this place as a method of what it was read from.
  Value operator()(const Value& a = detail::no_value, const Value& b = detail::no_value,
                   const Value& c = detail::no_value, const Value& d = detail::no_value,
                   const Value& e = detail::no_value, const Value& f = detail::no_value,
                   const Value& g = detail::no_value, const Value& h = detail::no_value) const;
  template <std::same_as<Spread> S>
  Value operator()(const S& arguments) const {
    return call_all(arguments);
  }
  friend bool delete_(Ref&& place);  // delete v.key

 private:
  friend class Value;
  friend struct detail::Access;
  Value call_all(const Spread& arguments) const;
  Value call_method(const Value* arguments, std::size_t count) const;
  Ref(detail::Tagged, Value now, const Value& container, const Value& key)
      : Value(std::move(now)), container_(container), key_(key) {}
  Ref(detail::Tagged, Value& variable) : Value(static_cast<const Value&>(variable)), variable_(&variable) {}

  Value container_, key_;      // the place, unless it is
  Value* variable_ = nullptr;  // a variable that has a name of its own
};
bool delete_(Ref&& place);

template <detail::Chars T>
  requires(!std::is_pointer_v<T> && !std::derived_from<T, Value>)
Ref Value::operator[](const T& name) const { return member(std::string_view(name)); }

inline constexpr Value undefined;
inline constexpr Value null(nullptr);

class Value::iterator {
 public:
  iterator() = default;
  iterator(const Value& of, std::uint32_t at) : of_(of), at_(at) {}
  Value operator*() const;
  iterator& operator++();
  /// Whether both are at the end; positions of two loops are never compared.
  friend bool operator==(const iterator& a, const iterator& b) { return a.done() == b.done(); }

 private:
  bool done() const;
  Value of_;
  std::uint32_t at_ = 0;  // index of an element, byte of a text
};

namespace detail {
// An int; but of undefined a pending TypeError, so that a && a.length() works, and "n: " + a.length() a text.
class Length {
 public:
  explicit Length(Value n) : n_(std::move(n)) {}
  operator int() const { return static_cast<int>(n_); }
  operator Value() const { return n_; }
  template <class R>
    requires(std::convertible_to<const R&, Value> && !std::same_as<R, bool>)
  friend Value operator||(const Length& a, const R& b) { return a.n_ ? a.n_ : Value(b); }
  template <class R>
    requires(std::convertible_to<const R&, Value> && !std::same_as<R, bool>)
  friend Value operator&&(const Length& a, const R& b) { return a.n_ ? Value(b) : a.n_; }
  template <Chars T>
  friend Value operator+(const T& a, const Length& b) {
    return Value(a) + b.n_;
  }  // not into the chars
  template <Chars T>
  friend Value operator+(const Length& a, const T& b) {
    return a.n_ + Value(b);
  }

 private:
  Value n_;
};
}  // namespace detail

/// a || b and a && b give a value, as in JavaScript. With a bool on either side they are the built-in, short-circuit
/// ones, so both operands are deduced exactly: a bool on the left must not become a Value.
template <std::derived_from<Value> L, class R>
  requires(std::convertible_to<const R&, Value> && !std::same_as<R, bool>)
Value operator||(const L& a, const R& b) {
  if (static_cast<const Value&>(a)) return static_cast<const Value&>(a);
  return b;
}
template <std::derived_from<Value> L, class R>
  requires(std::convertible_to<const R&, Value> && !std::same_as<R, bool>)
Value operator&&(const L& a, const R& b) {
  if (!static_cast<const Value&>(a)) return static_cast<const Value&>(a);
  return b;
}

namespace detail {
Value make_array(std::size_t capacity);
void append(const Value& array, Value element);
}  // namespace detail

template <detail::Chars T>
Value::Value(const T& s) : lo_(0), hi_(0) {
  if constexpr (std::is_pointer_v<T>) {
    if (s) set_text(s);  // what getenv() gives: a null pointer is undefined
  } else {
    const std::string_view text(s);
    set_text(text);
  }
}
template <class T>
Value::Value(const std::vector<T>& v) : Value(detail::make_array(v.size())) {
  for (const auto& x : v) detail::append(*this, Value(x));
}
template <detail::UserJson T>
Value::Value(const T& t) : Value() {
  typename detail::JsonFor<T>::type j;
  to_json(j, t);
  *this = from_json(j);
}

template <class F, class T>
  requires(!detail::Single<T>)
T Value::reduce(F f, T first)
const {
  int index = 0;
  Value list = *this;
  for (auto v : *this) first = detail::call_prefix(f, first, v, index++, list);
  return first;
}

template <class F>
  requires(detail::GivesTask<F>)
auto Value::map(F f) const {
  int index = 0;
  Value list = *this;
  auto one = [&](Value& v) { return detail::call_prefix(f, v, index++, list); };
  std::vector<decltype(one(std::declval<Value&>()))> all;
  for (auto v : *this) all.push_back(one(v));
  return all;
}
}  // namespace crema

#include <crema/literal.hpp>
#include <crema/function.hpp>
#include <crema/let.hpp>
#include <crema/text.hpp>
#include <crema/regex.hpp>
#include <crema/object.hpp>
#include <crema/globals.hpp>
#include <crema/convert.hpp>
#include <crema/map.hpp>
#include <crema/format.hpp>
