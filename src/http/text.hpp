// http/text.hpp — what is a token, a field value, a letter: ASCII only, as HTTP's grammar is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace crema::http {

constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }
constexpr char upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c & ~0x20) : c; }
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_alpha(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// The value of a hexadecimal digit, or -1.
constexpr int hex_digit(char c) noexcept {
  if (is_digit(c)) return c - '0';
  const char folded = lower(c);
  return folded >= 'a' && folded <= 'f' ? folded - 'a' + 10 : -1;
}

/// RFC 9110 §5.6.2 tchar.
constexpr bool is_token_char(char c) noexcept {
  if (is_alpha(c) || is_digit(c)) return true;
  return c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

/// RFC 9110 §5.6.2: one or more tchar (a field name, a cookie's name).
constexpr bool is_token(std::string_view text) noexcept {
  for (const char c : text) {
    if (!is_token_char(c)) return false;
  }
  return !text.empty();
}

/// What Node lets into a field value: HTAB, visible ASCII, space and bytes from 0x80 on; no other control character.
constexpr bool is_field_value(std::string_view text) noexcept {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && byte != '\t') || byte == 0x7f) return false;
  }
  return true;
}

/// Compares without regard to the case of ASCII letters.
constexpr bool iequals(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

inline std::string to_lower(std::string_view text) {
  std::string folded(text);
  for (char& c : folded) c = lower(c);
  return folded;
}

/// RFC 9110 §5.6.3 OWS: strips spaces and tabs from both ends.
constexpr std::string_view trim_ows(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Strips JavaScript's ASCII white space from both ends.
constexpr std::string_view trim(std::string_view text) noexcept {
  constexpr auto blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Where a key stands in a JavaScript object: array indices come first, in their order; all other keys compare equal,
/// and stay in the order in which they came.
constexpr std::uint64_t key_order(std::string_view key) noexcept {
  constexpr std::uint64_t last = UINT32_MAX;
  if (key.empty() || key.size() > 10 || (key[0] == '0' && key.size() > 1)) return last;
  std::uint64_t index = 0;
  for (const char c : key) {
    if (!is_digit(c)) return last;
    index = index * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return index < last ? index : last;
}

/// Walks a comma-separated list as npm's fresh, vary and send do: blanks are stripped from both ends of an item,
/// and empty items are kept. The list is read in place.
class ListReader {
 public:
  explicit constexpr ListReader(std::string_view list) noexcept : rest_(list) {}

  constexpr bool next(std::string_view& item) noexcept {
    if (done_) return false;
    const std::size_t comma = rest_.find(',');
    item = rest_.substr(0, comma);
    while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
    while (!item.empty() && item.back() == ' ') item.remove_suffix(1);
    if (comma == std::string_view::npos) {
      done_ = true;
    } else {
      rest_.remove_prefix(comma + 1);
    }
    return true;
  }

 private:
  std::string_view rest_;
  bool done_ = false;
};

}  // namespace crema::http
