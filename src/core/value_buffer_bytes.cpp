// The methods of buffers that handle bytes: comparison, copies, search, filling.
#include <crema/error.hpp>
#include <crema/host_object.hpp>
#include <crema/math.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "core/arguments.hpp"
#include "core/encodings.hpp"
#include "core/value_buffer_bytes.hpp"
#include "core/value_receiver.hpp"
#include "core/value_utf8.hpp"

namespace crema {
using namespace detail;

namespace {

std::string_view other_bytes(std::string_view argument, const Value& v) {
  if (kind_of(v) != Kind::buffer)
    throw_invalid_type("The \"" + std::string(argument) + "\" argument", "an instance of Buffer or Uint8Array", v);
  return v.view();
}

// A place within a buffer, in Node's words if it is none.
std::size_t offset_argument(std::string_view argument, const Value& v, std::size_t most) {
  if (kind_of(v) != Kind::number)
    throw_invalid_type("The \"" + std::string(argument) + "\" argument", "of type number", v);
  if (!crema::Number.isInteger(v)) throw_out_of_range(argument, "an integer", v);
  if (v.number() < 0 || v.number() > static_cast<double>(most))
    throw_out_of_range(argument, ">= 0 && <= " + std::to_string(most), v);
  return static_cast<std::size_t>(v.number());
}

// The same of copy(), which takes what String(v) would be a number.
double copy_argument(std::string_view argument, const Value& v, double absent, double most) {
  if (kind_of(v) == Kind::undefined) return absent;
  const double at = integer_of(v);
  if (at < 0) throw_out_of_range(argument, ">= 0", at);
  if (at > most) throw_out_of_range(argument, ">= 0 && <= " + Value(most).str(), at);
  return at;
}

bool is_text_value(const Value& v) { return kind_of(v) == Kind::text; }

// What is searched for, or filled in: bytes, or those of one number.
std::string pattern_of(const Value& what, const Value& encoding, std::string_view argument) {
  if (auto bytes = bytes_of(what, encoding)) return std::move(*bytes);
  if (kind_of(what) != Kind::number)
    throw_invalid_type("The \"" + std::string(argument) + "\" argument",
                       "one of type number or string or an instance of Buffer or Uint8Array", what);
  return std::string(1, byte_of_number(what.number()));
}

}  // namespace

namespace detail {

char byte_of_number(double number) {
  if (!std::isfinite(number)) return 0;
  const double modulo = std::fmod(std::trunc(number), 256);
  return static_cast<char>(static_cast<unsigned char>(static_cast<int>(modulo) & 0xff));
}

int buffer_index_of(const Value& buffer, const Value& what, const Value& from) {
  const std::string_view bytes = buffer_node(buffer).view();
  const bool encoded = is_text_value(from);
  const std::string wanted = pattern_of(what, encoded ? from : Value(), "value");
  double at = encoded || kind_of(from) == Kind::undefined ? 0 : from.number();
  const auto size = static_cast<double>(bytes.size());
  at = at != at ? 0 : std::trunc(at);
  if (at < 0) at = std::max(at + size, 0.0);
  if (wanted.empty()) return static_cast<int>(std::min(at, size));
  if (at >= size) return -1;
  const std::size_t found = bytes.find(wanted, static_cast<std::size_t>(at));
  return found == std::string_view::npos ? -1 : static_cast<int>(found);
}

int buffer_last_index_of(const Value& buffer, const Value& what, const Value& from) {
  const std::string_view bytes = buffer_node(buffer).view();
  const bool encoded = is_text_value(from);
  const std::string wanted = pattern_of(what, encoded ? from : Value(), "value");
  const auto size = static_cast<double>(bytes.size());
  double at = encoded || kind_of(from) == Kind::undefined ? size : from.number();
  at = at != at ? size : std::trunc(at);
  if (at < 0) at += size;
  if (at < 0) return -1;
  if (wanted.empty()) return static_cast<int>(std::min(at, size));
  const std::size_t found = bytes.rfind(wanted, static_cast<std::size_t>(std::min(at, size)));
  return found == std::string_view::npos ? -1 : static_cast<int>(found);
}

void buffer_fill(const Value& buffer, const Value& with, const Value& from, const Value& to) {
  BufferNode& b = buffer_node(buffer);
  // fill(text, encoding), fill(text, from, encoding)
  const bool early = is_text_value(from), late = is_text_value(to);
  const Value encoding = early ? from : late ? to : Value();
  const std::size_t begin = early || kind_of(from) == Kind::undefined ? 0 : offset_argument("offset", from, b.size);
  const std::size_t end = early || late || kind_of(to) == Kind::undefined ? b.size : offset_argument("end", to, b.size);
  std::string unit;
  if (is_text_value(with)) {
    unit = *bytes_of(with, encoding);
    if (unit.empty() && !with.view().empty()) throw_invalid_value("value", "is invalid", with);
  } else if (kind_of(with) == Kind::buffer) {
    unit = std::string(with.view());
    if (unit.empty()) throw_invalid_value("value", "is invalid", with);
  } else {
    unit.assign(1, byte_of_number(with.number()));
  }
  if (unit.empty()) unit.assign(1, '\0');
  for (std::size_t i = begin; i < end; ++i) b.data[i] = unit[(i - begin) % unit.size()];
}

}  // namespace detail

bool Value::equals(const Value& other) const {
  const Receiver self(*this);
  if (!self.buffer()) self.refuse("equals");
  return buffer_node(self.value).view() == other_bytes("otherBuffer", other);
}

int Value::compare(const Value& other) const {
  const Receiver self(*this);
  if (!self.buffer()) self.refuse("compare");
  const int order = buffer_node(self.value).view().compare(other_bytes("target", other));
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

int Value::copy(const Value& target, const Value& at, const Value& from, const Value& to) const {
  const Receiver self(*this), into(target);
  if (!self.buffer()) self.refuse("copy");
  (void)other_bytes("target", into.value);
  BufferNode& source = buffer_node(self.value);
  BufferNode& sink = buffer_node(into.value);
  const auto size = static_cast<double>(source.size), room = static_cast<double>(sink.size);
  const double put = copy_argument("targetStart", at, 0, Infinity), begin = copy_argument("sourceStart", from, 0, size),
               end = std::min(copy_argument("sourceEnd", to, size, Infinity), size);
  if (put >= room || begin >= end) return 0;
  const auto count = static_cast<std::size_t>(std::min(end - begin, room - put));
  std::memmove(sink.data + static_cast<std::size_t>(put), source.data + static_cast<std::size_t>(begin), count);
  return static_cast<int>(count);
}

int Value::write(const Value& text, const Value& at, const Value& length, const Value& encoding) const {
  const Receiver self(*this);
  if (!self.buffer()) self.refuse("write");
  BufferNode& b = buffer_node(self.value);
  if (!is_text_value(text)) {
    TypeError error("argument must be a string");
    error.code = "ERR_INVALID_ARG_TYPE";
    throw error;
  }
  Value named = encoding;
  std::size_t begin = 0, room = b.size;
  if (is_text_value(at)) {  // write(text, encoding)
    named = at;
  } else if (kind_of(at) != Kind::undefined) {
    begin = offset_argument("offset", at, b.size);
    room = b.size - begin;
    if (is_text_value(length)) named = length;
    else if (kind_of(length) != Kind::undefined) room = std::min(room, offset_argument("length", length, b.size));
  }
  std::string bytes = *bytes_of(text, named);
  const auto known = kind_of(named) == Kind::undefined ? Encoding::utf8 : *encoding_named(named.str());
  std::size_t count = std::min(room, bytes.size());
  if (known == Encoding::utf16le) count &= ~std::size_t{1};
  // Only whole characters.
  while (known == Encoding::utf8 && count < bytes.size() && count > 0 && (bytes[count] & 0xc0) == 0x80) --count;
  std::memcpy(b.data + begin, bytes.data(), count);
  return static_cast<int>(count);
}

Value Value::toJSON() const {
  const Receiver self(*this);
  if (Access::tag(self.value) == tag_host) return host_object(self.value)->to_json({});
  if (!self.buffer()) return self.refusal("toJSON");
  Value data = crema::make_array(buffer_node(self.value).size), out = crema::make_object();
  for (const char c : buffer_node(self.value).view()) append_element(data, static_cast<unsigned char>(c));
  set_member(out, "type", "Buffer");
  set_member(out, "data", data);
  return out;
}

}  // namespace crema
