// crema/uuid.hpp — UUIDs (RFC 9562).                                                              npm: uuid 14
#pragma once
#include <crema/callback.hpp>
#include <crema/value.hpp>

namespace crema {

/// Options of uuid.v4(): what it is made of, for tests.
struct UuidV4Options {
  Value random = {};           // 16 random bytes: a buffer or a list. Default: of the system's generator.
  Callback<Value()> rng = {};  // Gives them instead. Default: none.
};

/// Options of uuid.v1() and uuid.v6(). What is left out is the time and random; without any of them two UUIDs of one thread never
/// have the same time.
struct UuidV1Options {
  Value node = {};             // 6 bytes that name the machine. Default: random ones.
  Value clockseq = {};         // 0 to 0x3fff. Default: a random one.
  Value msecs = {};            // Milliseconds since 1970. Default: now.
  Value nsecs = {};            // Steps of 100 ns within the millisecond, 0 to 9999. Default: 0.
  Value random = {};           // 16 random bytes. Default: of the system's generator.
  Callback<Value()> rng = {};  // Gives them instead. Default: none.
};

/// Options of uuid.v7(). Without any of them the UUIDs of one thread are in the order in which they were made.
struct UuidV7Options {
  Value msecs = {};            // Milliseconds since 1970. Default: now.
  Value seq = {};              // A number of 32 bits. Default: a random one.
  Value random = {};           // 16 random bytes. Default: of the system's generator.
  Callback<Value()> rng = {};  // Gives them instead. Default: none.
};

namespace detail {

// Each takes a buffer, too, into which it writes 16 bytes at `offset`, and which it then gives. RangeError when they do not fit.
struct UuidV4 {
  /// Random.
  Value operator()(const UuidV4Options& options = {}, const Value& buffer = {}, const Value& offset = 0) const;
};
struct UuidV1 {
  /// Of the time and of the machine.
  Value operator()(const UuidV1Options& options = {}, const Value& buffer = {}, const Value& offset = 0) const;
};
struct UuidV6 {
  /// As v1, and in the order of the time as text.
  Value operator()(const UuidV1Options& options = {}, const Value& buffer = {}, const Value& offset = 0) const;
};
struct UuidV7 {
  /// Of the time and random: in the order of the time as text. The one for keys of databases.
  Value operator()(const UuidV7Options& options = {}, const Value& buffer = {}, const Value& offset = 0) const;
};
struct UuidOfName {
  int version;
  /// Of a name (a text or bytes) within a namespace (a UUID, or its 16 bytes): the same for the same. TypeError for another
  /// namespace.
  Value operator()(const Value& name, const Value& space, const Value& buffer = {}, const Value& offset = 0) const;
  const char* DNS = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
  const char* URL = "6ba7b811-9dad-11d1-80b4-00c04fd430c8";
};

struct UuidLibrary {
  UuidV1 v1 = {};
  UuidOfName v3{3};  // by MD5
  UuidV4 v4 = {};
  UuidOfName v5{5};  // by SHA-1
  UuidV6 v6 = {};
  UuidV7 v7 = {};
  /// Whether it is the text of a UUID of a known version.
  bool validate(const Value& uuid) const;
  /// 1 to 8; 0 of NIL, 15 of MAX. TypeError for what is no UUID.
  int version(const Value& uuid) const;
  /// The 16 bytes, a buffer. TypeError for what is no UUID.
  Value parse(const Value& uuid) const;
  /// The text of 16 bytes of a buffer or list. TypeError when that is no UUID.
  Value stringify(const Value& bytes, const Value& offset = 0) const;
  /// A text gives a text, bytes give a buffer.
  Value v1ToV6(const Value& uuid) const;
  Value v6ToV1(const Value& uuid) const;
  const char* NIL = "00000000-0000-0000-0000-000000000000";
  const char* MAX = "ffffffff-ffff-ffff-ffff-ffffffffffff";
};

}  // namespace detail

/// `uuid.v4()`, and under the names by which programs import them: `uuidv4()`.
/// npm: https://github.com/uuidjs/uuid
inline constexpr detail::UuidLibrary uuid{};
inline constexpr detail::UuidV1 uuidv1{};
inline constexpr detail::UuidOfName uuidv3{3};
inline constexpr detail::UuidV4 uuidv4{};
inline constexpr detail::UuidOfName uuidv5{5};
inline constexpr detail::UuidV6 uuidv6{};
inline constexpr detail::UuidV7 uuidv7{};

}  // namespace crema
