// core/body_inflate.hpp — Content-Encoding of a request's body undone: gzip, deflate and, where it was built in, br.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crema::detail {

enum class Coding : std::uint8_t { identity, gzip, deflate, br };

// By its name in lower case; nothing for one that is not spoken here.
std::optional<Coding> find_coding(std::string_view name) noexcept;

struct Inflated {
  enum class Kind : std::uint8_t { complete, too_large, broken } kind = Kind::complete;
  std::int64_t received = 0;  // bytes that came out, also when it was too large
  // Of what is broken: as Node has them.
  std::string message, code;
  int number = 0;
};

// Most bytes that a body of `limit` bytes may have while it is packed: packers that flush at each line make it longer.
constexpr std::int64_t packed_limit(std::int64_t limit) noexcept {
  constexpr std::int64_t spare = 65'536;
  return limit < 0 ? spare : limit > (INT64_MAX - spare) / 2 ? INT64_MAX : limit * 2 + spare;
}

// Replaces `out` by the unpacked bytes. It stops within 16 KB of the limit: memory and time are bounded by the limit and by
// `packed`, whatever a bomb promises.
Inflated inflate_body(Coding coding, std::string_view packed, std::int64_t limit, std::string& out);

// The code that Node makes of the name of brotli's error: "ERR__ERROR_FORMAT_CL_SPACE".
std::string brotli_error_code(int number);

}  // namespace crema::detail
