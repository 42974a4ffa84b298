// Object, Array, and JavaScript's global functions.
#include <cmath>
#include <crema/error.hpp>
#include <crema/globals.hpp>
#include <crema/object.hpp>
#include <crema/text.hpp>

#include "core/number_text.hpp"
#include "core/object.hpp"
#include "core/value_receiver.hpp"
#include "core/value_utf8.hpp"

namespace crema {
using namespace detail;

namespace {

// f(name, value) for what Object.keys names.
template <class F>
void each_entry(const Value& v, F f) {
  const Receiver self(v);
  if (is_pending(self.value)) throw_pending(self.value);
  if (is_nullish(self.value)) throw TypeError("Cannot convert undefined or null to object");
  const auto indexed = [&](std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) f(Value(Value(i).str()), get_property(self.value, i));
  };
  switch (Access::tag(self.value)) {
    case tag_object:
      object_node(self.value).each([&](Member& m) { f(Value(m.key), m.value); });
      return;
    case tag_array: {
      indexed(self.node().size);
      if (auto* more = static_cast<ObjectNode*>(self.node().properties))
        more->each([&](Member& m) { f(Value(m.key), m.value); });
      return;
    }
    case tag_buffer:
      return indexed(buffer_node(self.value).size);
    case tag_host: {
      auto* host = static_cast<HostObject*>(Access::node(self.value));
      for (const Value& key : host->keys()) f(key, host->get(text_of(key)));
      return;
    }
    default:
      if (self.text()) indexed(text_length(self.value));
  }
}

}  // namespace

Value ObjectLib::operator()() const { return crema::make_object(); }
Value ObjectLib::keys(const Value& o) const {
  Value out = crema::make_array(is_object(o) ? member_count(o) : 0);
  each_entry(o, [&](Value key, const Value&) { append_element(out, std::move(key)); });
  return out;
}
Value ObjectLib::values(const Value& o) const {
  Value out = crema::make_array(is_object(o) ? member_count(o) : 0);
  each_entry(o, [&](const Value&, const Value& v) { append_element(out, v); });
  return out;
}
Entries ObjectLib::entries(const Value& o) const {
  Value out = crema::make_array(is_object(o) ? member_count(o) : 0);
  each_entry(o, [&](Value key, const Value& v) {
    Value entry = crema::make_array(2);
    append_element(entry, std::move(key));
    append_element(entry, v);
    append_element(out, std::move(entry));
  });
  return Entries(out);
}
Value ObjectLib::fromEntries(const Value& entries) const {
  Value out = crema::make_object();
  for (const Value& e : entries) set_property(out, Receiver(e[0]).value, e[1]);
  return out;
}
Value ObjectLib::assign(const Value& target, const Value& a, const Value& b, const Value& c) const {
  const Receiver to(target);
  if (is_pending(to.value)) throw_pending(to.value);
  if (is_nullish(to.value)) throw TypeError("Cannot convert undefined or null to object");
  for (const Value* from : {&a, &b, &c}) {
    const Receiver source(*from);
    if (is_pending(source.value)) throw_pending(source.value);
    if (!is_nullish(source.value) && !same_bits(source.value, to.value)) {
      each_entry(source.value, [&](const Value& key, const Value& v) { set_property(to.value, key, v); });
    }
  }
  return to.value;
}

Value ObjectLib::getOwnPropertyNames(const Value& o) const {
  Value out = keys(o);
  if (kind_of(o) == Kind::array || kind_of(o) == Kind::text) out.push("length");
  return out;
}
Value ObjectLib::create(const Value& prototype) const {
  if (Receiver(prototype).value != null || typeof_(prototype) != "object")
    throw TypeError("Object prototype may only be null: objects inherit nothing here");
  return crema::make_object();
}
Value ObjectLib::groupBy(const Value& list, Each f) const {
  Value groups = crema::make_object(), all = list;
  int index = 0;
  for (Value element : all) {
    const Value kept = element, key = f(element, index++, all);
    Value group = groups.get(key);
    if (group == undefined) groups[key] = group = crema::make_array();
    append_element(group, kept);
  }
  return groups;
}
Value OmitLib::without(const Value& o, const Value& keys) {
  Value rest = crema::make_object();
  for (auto [key, value] : crema::Object.entries(o)) {
    if (!keys.includes(key)) rest[key] = value;
  }
  return rest;
}
bool ObjectLib::is(const Value& a, const Value& b) const {
  if (kind_of(a) != Kind::number || kind_of(b) != Kind::number) return same_key(a, b) && kind_of(a) == kind_of(b);
  const double x = a.number(), y = b.number();
  return x == y ? std::signbit(x) == std::signbit(y) : x != x && y != y;
}
Value ObjectLib::freeze(const Value& o) const {
  const Receiver self(o);
  if (is_pending(self.value)) throw_pending(self.value);
  if (is_array(self.value) || is_object(self.value)) set_frozen(*Access::node(self.value));
  return self.value;
}
bool ObjectLib::isFrozen(const Value& o) const {
  const Receiver self(o);
  if (is_pending(self.value)) throw_pending(self.value);
  if (is_array(self.value) || is_object(self.value)) return is_frozen(*Access::node(self.value));
  return Access::tag(self.value) < tag_array;  // what is no object cannot be changed
}

Value ArrayLib::operator()() const { return crema::make_array(); }
bool ArrayLib::isArray(const Value& v) const { return kind_of(v) == Kind::array; }
Value ArrayLib::from(const Value& list) const {
  if (kind_of(list) == Kind::number) return from(list, [] {});
  Value out = crema::make_array();
  for (Value v : list) append_element(out, std::move(v));
  return out;
}
Value ArrayLib::from(const Value& list_or_length, Each f) const {
  const Receiver source(list_or_length);
  if (!source.number()) return from(source.value).map(f);
  const double n = integer_of(source.value);
  if (n > static_cast<double>(max_elements)) throw RangeError("Invalid array length");
  Value out = crema::make_array();
  for (int i = 0; i < n; ++i) {
    Value absent;
    append_element(out, f(absent, i, out));
  }
  return out;
}

// ------------------------------------------------------------------------------------------------- global functions

Value StringLib::operator()(const Value& v) const {
  const Receiver self(v);
  return self.text() ? self.value : Value(v.str());
}
Value StringLib::fromCharCode(const Value& a, const Value& b, const Value& c, const Value& d) const {
  std::string out;
  for (const Value* code : {&a, &b, &c, &d}) {
    if (!given(*code)) break;
    std::string one;
    append_code_point(one, static_cast<char32_t>(number_cast<std::int64_t>(integer_of(*code)) & 0xffff));
    append_joined(out, one);
  }
  return Value(out);
}
Value StringLib::fromCodePoint(const Value& a, const Value& b, const Value& c, const Value& d) const {
  std::string out;
  for (const Value* code : {&a, &b, &c, &d}) {
    if (!given(*code)) break;
    const double point = code->number();
    if (!(point >= 0 && point <= 0x10ffff) || point != std::trunc(point))
      throw RangeError("Invalid code point " + code->str());
    std::string one;
    append_code_point(one, static_cast<char32_t>(point));
    append_joined(out, one);
  }
  return Value(out);
}
Value NumberLib::operator()(const Value& v) const { return v.number(); }
Value BooleanLib::operator()(const Value& v) const { return static_cast<bool>(v); }
bool NumberTest::operator()(const Value& v) const {
  if (kind_of(v) != Kind::number) return false;
  const double n = v.number();
  switch (form) {
    case not_a_number:
      return std::isnan(n);
    case finite:
      return std::isfinite(n);
    case integer:
      return std::isfinite(n) && std::trunc(n) == n;
    default:
      return std::trunc(n) == n && std::fabs(n) <= crema::Number.MAX_SAFE_INTEGER;
  }
}
Value UnsignedShiftLib::operator()(const Value& v, const Value& bits) const {
  return bits_of(v.number()) >> (bits_of(bits.number()) & 31U);
}
bool IsNaNLib::operator()(const Value& v) const { return std::isnan(v.number()); }
bool IsFiniteLib::operator()(const Value& v) const { return std::isfinite(v.number()); }
Value ParseFloatLib::operator()(const Value& v) const { return parse_float_prefix(Text(v).view()); }
Value ParseIntLib::operator()(const Value& v, const Value& radix) const {
  const double base = integer_of(radix);
  return parse_int_prefix(Text(v).view(), base < 0 || base > 36 ? 1 : static_cast<int>(base));
}

Value TypeofLib::operator()(const Value& v) const {
  switch (kind_of(v)) {
    case Kind::undefined:
      return "undefined";
    case Kind::boolean:
      return "boolean";
    case Kind::number:
      return "number";
    case Kind::text:
      return "string";
    case Kind::function:
      return "function";
    default:
      return "object";
  }
}

namespace {

constexpr std::string_view unescaped = "-_.!~*'()", reserved = ";/?:@&=+$,#";

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string encode(std::string_view s, bool whole) {
  std::string out;
  const char* p = s.data();
  const char* end = p + s.size();
  while (p != end) {
    const char* from = p;
    const char32_t c = next_code_point(p, end);
    if (c >= 0xd800 && c < 0xe000) throw URIError("URI malformed");
    const std::string_view as_it_is(from, static_cast<std::size_t>(p - from));
    if (c < 0x80 && (is_alphanumeric(*from) || unescaped.find(*from) != std::string_view::npos ||
                     (whole && reserved.find(*from) != std::string_view::npos))) {
      out += *from;
      continue;
    }
    for (const char b : c == 0xfffd ? std::string_view("\xef\xbf\xbd") : as_it_is) {
      out += '%';
      out += "0123456789ABCDEF"[static_cast<unsigned char>(b) >> 4];
      out += "0123456789ABCDEF"[b & 15];
    }
  }
  return out;
}

std::string decode(std::string_view s, bool whole) {
  std::string out;
  for (std::size_t i = 0; i < s.size();) {
    if (s[i] != '%') {
      out += s[i++];
      continue;
    }
    // As many escapes as the first says that its character has bytes.
    std::string bytes;
    const std::size_t from = i;
    std::size_t length = 1;
    while (bytes.size() < length && i < s.size() && s[i] == '%') {
      const int high = i + 2 < s.size() ? hex_digit(s[i + 1]) : -1;
      const int low = high < 0 ? -1 : hex_digit(s[i + 2]);
      if (high < 0 || low < 0) throw URIError("URI malformed");
      bytes += static_cast<char>(static_cast<unsigned char>(high << 4 | low));
      i += 3;
      const auto lead = static_cast<unsigned char>(bytes[0]);
      length = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    }
    if (!is_utf8(bytes)) throw URIError("URI malformed");
    if (whole && bytes.size() == 1 && reserved.find(bytes[0]) != std::string_view::npos) out += s.substr(from, 3);
    else out += bytes;
  }
  return out;
}

}  // namespace

Value UriLib::operator()(const Value& v) const {
  const Text text(v);
  const bool whole = form == encode_whole || form == decode_whole;
  const bool encoding = form == encode_component || form == encode_whole;
  return Value(encoding ? encode(text.view(), whole) : decode(text.view(), whole));
}

}  // namespace crema
