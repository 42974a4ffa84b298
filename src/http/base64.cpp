// Base64 encoding, three bytes to four characters. Writes exactly base64_size characters.
#include "http/base64.hpp"

#include <cstdint>

namespace crema::http {
namespace {

constexpr char standard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr char url_safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

char* encode_base64(char* out, std::string_view bytes, Base64 form) noexcept {
  const char* digits = form == Base64::url ? url_safe : standard;
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])); };
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3) {
    const std::uint32_t group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    *out++ = digits[group >> 18];
    *out++ = digits[group >> 12 & 63];
    *out++ = digits[group >> 6 & 63];
    *out++ = digits[group & 63];
  }
  const std::size_t left = bytes.size() - i;
  if (left == 0) return out;
  const std::uint32_t group = byte(i) << 16 | (left == 2 ? byte(i + 1) << 8 : 0);
  *out++ = digits[group >> 18];
  *out++ = digits[group >> 12 & 63];
  if (left == 2) *out++ = digits[group >> 6 & 63];
  if (form != Base64::padded) return out;
  *out++ = '=';
  if (left == 1) *out++ = '=';
  return out;
}

void append_base64(std::string& out, std::string_view bytes, Base64 form) {
  const std::size_t before = out.size();
  out.resize(before + base64_size(bytes.size(), form));
  encode_base64(out.data() + before, bytes, form);
}

}  // namespace crema::http
