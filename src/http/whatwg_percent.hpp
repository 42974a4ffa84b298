// http/whatwg_percent.hpp — percent-encode sets of URLs: https://url.spec.whatwg.org/#percent-encoded-bytes. Pure.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "http/text.hpp"

namespace crema::http {

/// What is written as %XX; each set holds those before it, but for path, which has no '.
enum class PercentSet : std::uint8_t { control, fragment, query, special_query, path, userinfo };

constexpr bool in_percent_set(char c, PercentSet set) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  if (byte <= 0x1f || byte >= 0x7f) return true;
  const auto one_of = [c](std::string_view chars) { return chars.find(c) != std::string_view::npos; };
  switch (set) {
    case PercentSet::control:
      return false;
    case PercentSet::fragment:
      return one_of(" \"<>`");
    case PercentSet::query:
      return one_of(" \"#<>");
    case PercentSet::special_query:
      return one_of(" \"#<>'");
    case PercentSet::path:
      return one_of(" \"#<>?`{}");  // Node 20 leaves ^
    case PercentSet::userinfo:
      return one_of(" \"#<>?^`{}/:;=@[\\]|");
  }
  return false;
}

inline void append_percent_byte(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += digits[byte >> 4];
  out += digits[byte & 15];
}

inline void append_percent(std::string& out, char c, PercentSet set) {
  if (in_percent_set(c, set)) append_percent_byte(out, c);
  else out += c;
}

/// What is no escape stays.
inline std::string percent_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    if (!escape) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
    i += 2;
  }
  return out;
}

}  // namespace crema::http
