// Buffer: makes buffers; what a buffer can do itself is the Value's.
#include <crema/buffer.hpp>

#include <crema/error.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "core/encodings.hpp"
#include "core/value_node.hpp"
#include "core/value_utf8.hpp"
#include "core/arguments.hpp"

namespace crema::detail {
namespace {

constexpr double most_bytes = 4'294'967'296;

char byte_of(const Value& number) {
  const double modulo = (number % 256).number();
  const int whole = modulo == modulo ? static_cast<int>(modulo) : 0;
  return static_cast<char>(whole & 0xff);
}

std::string_view buffer_argument(std::string_view argument, const Value& v) {
  if (kind_of(v) != Kind::buffer) {
    throw_invalid_type("The \"" + std::string(argument) + "\" argument", "an instance of Buffer or Uint8Array", v);
  }
  return v.view();
}

}  // namespace

Value BufferLibrary::from(const Value& data, const Value& encoding) const {
  if (auto bytes = bytes_of(data, encoding)) return make_buffer(std::move(*bytes));
  // {type: "Buffer", data: [...]} is what JSON makes of a buffer.
  const Value list = kind_of(data) == Kind::object && data["type"] == "Buffer" ? Value(data["data"]) : data;
  if (kind_of(list) != Kind::array) {
    throw_invalid_type("The first argument",
                       "of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object", data);
  }
  std::string bytes;
  bytes.reserve(element_count(list));
  for (const Value& number : list) bytes += byte_of(number);
  return make_buffer(std::move(bytes));
}

namespace {

[[noreturn]] void throw_invalid_character(const char* message) {
  Error error(message);
  error.name = "InvalidCharacterError";
  error.code = 5;
  throw error;
}

bool is_base64(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' || c == '/';
}

}  // namespace

// https://infra.spec.whatwg.org/#forgiving-base64-decode
Value Atob::operator()(const Value& base64) const {
  std::string text;
  for (const char c : base64.str())
    if (c != ' ' && c != '\t' && c != '\n' && c != '\f' && c != '\r') text += c;
  if (text.size() % 4 == 0) {
    for (int i = 0; i < 2 && text.ends_with('='); ++i) text.pop_back();
  }
  if (!std::all_of(text.begin(), text.end(), is_base64)) throw_invalid_character("Invalid character");
  if (text.size() % 4 == 1) throw_invalid_character("The string to be decoded is not correctly encoded.");
  std::string out;
  for (const char c : decoded(text, Encoding::base64)) append_code_point(out, static_cast<unsigned char>(c));
  return Value(out);
}

Value Btoa::operator()(const Value& bytes) const {
  const std::string text = bytes.str();
  std::string latin;
  const char* p = text.data();
  const char* end = p + text.size();
  while (p != end) {
    const char32_t c = next_code_point(p, end);
    if (c > 0xff) throw_invalid_character("Invalid character");
    latin += static_cast<char>(static_cast<unsigned char>(c));
  }
  return Value(encoded(latin, Encoding::base64));
}

Value BufferLibrary::alloc(const Value& size, const Value& fill, const Value& encoding) const {
  std::string bytes(size_argument("size", size, most_bytes), '\0');
  if (fill == undefined) return make_buffer(std::move(bytes));
  const auto pattern = bytes_of(fill, encoding);
  const std::string unit = pattern ? *pattern : std::string(1, byte_of(fill));
  if (unit.empty()) return make_buffer(std::move(bytes));
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = unit[i % unit.size()];
  return make_buffer(std::move(bytes));
}

Value BufferLibrary::concat(const Value& list, const Value& length) const {
  if (kind_of(list) != Kind::array) throw_invalid_type("The \"list\" argument", "an instance of Array", list);
  std::string bytes;
  int index = 0;
  for (const Value& part : list) bytes += buffer_argument("list[" + std::to_string(index++) + "]", part);
  if (length != undefined) bytes.resize(size_argument("length", length, most_bytes), '\0');
  return make_buffer(std::move(bytes));
}

bool BufferLibrary::isBuffer(const Value& v) const { return kind_of(v) == Kind::buffer; }

bool BufferLibrary::isEncoding(const Value& name) const {
  return kind_of(name) == Kind::text && encoding_named(name.view()).has_value();
}

// Of base64 and hex as the length says, whatever the letters are.
static std::size_t bytes_in(std::string_view text, Encoding encoding) {
  if (encoding != Encoding::base64 && encoding != Encoding::base64url && encoding != Encoding::hex)
    return decoded(text, encoding).size();
  std::size_t letters = utf16_length(text);
  if (encoding == Encoding::hex) return letters / 2;
  if (text.ends_with('=')) --letters;
  if (letters > 1 && text.ends_with("==")) --letters;
  return letters * 3 / 4;
}

int BufferLibrary::byteLength(const Value& text, const Value& encoding) const {
  const auto kind = kind_of(text);
  if (kind != Kind::text && kind != Kind::buffer) {
    throw_invalid_type("The \"string\" argument", "of type string or an instance of Buffer or ArrayBuffer", text);
  }
  const auto known = kind == Kind::text && encoding != undefined ? encoding_named(encoding.str()) : std::nullopt;
  const std::size_t size = known ? bytes_in(text.view(), *known) : text.view().size();
  return static_cast<int>(std::min<std::size_t>(size, std::numeric_limits<int>::max()));
}

int BufferLibrary::compare(const Value& a, const Value& b) const {
  const int order = buffer_argument("buf1", a).compare(buffer_argument("buf2", b));
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

}  // namespace crema::detail

namespace crema {

Value bufferOfBytes(std::string bytes) { return make_buffer(std::move(bytes)); }

}  // namespace crema
