// http/base64.hpp — base64 (RFC 4648) into the caller's buffer; encoding only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crema::http {

enum class Base64 {
  padded,  // the standard alphabet, filled up with '='
  bare,    // the standard alphabet, no '=': cookie signatures, entity tags
  url,     // '-' and '_' for '+' and '/', no '=': ids
};

/// How many characters `bytes` bytes become.
constexpr std::size_t base64_size(std::size_t bytes, Base64 form) noexcept {
  return form == Base64::padded ? (bytes + 2) / 3 * 4 : bytes / 3 * 4 + (bytes % 3 == 0 ? 0 : bytes % 3 + 1);
}

/// Writes base64_size characters at `out`; returns the end.
char* encode_base64(char* out, std::string_view bytes, Base64 form = Base64::padded) noexcept;
void append_base64(std::string& out, std::string_view bytes, Base64 form = Base64::padded);

}  // namespace crema::http
