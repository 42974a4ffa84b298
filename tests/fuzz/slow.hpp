// tests/fuzz/slow.hpp — the same as src/http does, in the plainest way: what the quick ways are compared with.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace slow {

inline bool is_ascii(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

inline std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == at) parts.emplace_back();
    else parts.back() += c;
  }
  return parts;
}

inline std::string trimmed(std::string text, std::string_view blanks) {
  while (!text.empty() && blanks.find(text.front()) != std::string_view::npos) text.erase(0, 1);
  while (!text.empty() && blanks.find(text.back()) != std::string_view::npos) text.pop_back();
  return text;
}

inline std::string lower(std::string_view text) {
  std::string folded;
  for (const char c : text) folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return folded;
}

inline int hex(char c) {
  const std::size_t at = std::string_view("0123456789abcdef").find(lower({&c, 1}));
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

// Every good escape as its byte; `all_good`: there was no '%' beside them.
inline std::string percent_decoded(std::string_view text, bool* all_good = nullptr) {
  std::string bytes;
  if (all_good) *all_good = true;
  for (std::size_t i = 0; i < text.size(); i++) {
    if (text[i] != '%') {
      bytes += text[i];
    } else if (i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
      bytes += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
    } else {
      bytes += '%';
      if (all_good) *all_good = false;
    }
  }
  return bytes;
}

// How many bytes the UTF-8 character at `at` has; 0 if there is none (Unicode 15, table 3-7, by its code point).
inline std::size_t utf8_size(std::string_view bytes, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t size = lead >= 0xf0 && lead < 0xf8   ? 4
                           : lead >= 0xe0 && lead < 0xf0 ? 3
                           : lead >= 0xc0 && lead < 0xe0 ? 2
                                                         : 0;
  if (size == 0 || at + size > bytes.size()) return 0;
  unsigned code = lead & (0x7fu >> size);
  for (std::size_t i = 1; i < size; i++) {
    if ((byte(i) & 0xc0u) != 0x80u) return 0;
    code = code << 6 | (byte(i) & 0x3fu);
  }
  const bool shortest = code >= (size == 2 ? 0x80u : size == 3 ? 0x800u : 0x10000u);
  return shortest && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? size : 0;
}

inline bool is_utf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t size = utf8_size(bytes, at);
    if (size == 0) return false;
    at += size;
  }
  return true;
}

}  // namespace slow
