// crema/buffer.hpp — Node's Buffer. A buffer is a Value: toString("hex"), slice, equals, readUInt8 … are its own.
#pragma once
#include <crema/value.hpp>

#include <string>

namespace crema {

namespace detail {

struct BufferLibrary {
  /// The bytes of a text ("utf8", "hex", "base64", "base64url", "latin1", "ascii", "utf16le"), of an array of numbers, or a
  /// copy of a buffer. Throws TypeError for anything else, and for an unknown encoding.
  Value from(const Value& data, const Value& encoding = {}) const;
  /// `size` bytes: zeros, or `fill` (a number, a text, a buffer) over and over.
  Value alloc(const Value& size, const Value& fill = {}, const Value& encoding = {}) const;
  Value allocUnsafe(const Value& size) const { return alloc(size); }
  /// The buffers of an array one after the other; `length` cuts off or fills with zeros.
  Value concat(const Value& list, const Value& length = {}) const;
  bool isBuffer(const Value& v) const;
  bool isEncoding(const Value& name) const;
  /// Bytes that a text takes in this encoding.
  int byteLength(const Value& text, const Value& encoding = {}) const;
  /// -1, 0 or 1, byte by byte.
  int compare(const Value& a, const Value& b) const;
};

}  // namespace detail

/// Node: https://nodejs.org/api/buffer.html
inline constexpr detail::BufferLibrary Buffer{};

namespace detail {
struct Atob {
  Value operator()(const Value& base64) const;
};
struct Btoa {
  Value operator()(const Value& bytes) const;
};
}  // namespace detail

/// The bytes of base64, one letter each. An Error of the name InvalidCharacterError for what is no base64.
inline constexpr detail::Atob atob{};
/// The base64 of a text of letters up to U+00FF. An Error of the name InvalidCharacterError for others.
inline constexpr detail::Btoa btoa{};

/// A buffer of these bytes, whatever they are: for modules that have them from elsewhere. (Buffer.from takes a text, and mends it.)
Value bufferOfBytes(std::string bytes);

}  // namespace crema
