// Percent-encoding and HTML escaping. Every function is one pass; runs that need nothing are appended whole.
#include "http/percent.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "http/text.hpp"

namespace crema::http {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr char hex_upper[] = "0123456789ABCDEF";

using Set = std::array<bool, 256>;

constexpr Set characters(std::string_view extra) {
  Set set{};
  for (unsigned c = 0; c < 128; ++c) set[c] = is_alpha(static_cast<char>(c)) || is_digit(static_cast<char>(c));
  for (const char c : extra) set[static_cast<unsigned char>(c)] = true;
  return set;
}

constexpr Set component = characters("-_.!~*'()");
// What stays in a Location: the characters of a URL (RFC 3986), and \ ^ [ ] | which clients send as they are. No '%'.
constexpr Set url_safe = characters("-_.!~*'();/?:@&=+$,#\\^[]|");

constexpr std::uint8_t byte(char c) noexcept { return static_cast<std::uint8_t>(c); }

void append_escape(std::string& out, char c) {
  const char escape[3] = {'%', hex_upper[byte(c) >> 4], hex_upper[byte(c) & 15]};
  out.append(escape, 3);
}

void append_escapes(std::string& out, std::string_view bytes) {
  for (const char c : bytes) append_escape(out, c);
}

// The byte of an escape "%xx" at `at`, or -1.
int escape_at(std::string_view text, std::size_t at) noexcept {
  if (text.size() - at < 3 || text[at] != '%') return -1;
  const int high = hex_digit(text[at + 1]);
  const int low = hex_digit(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

struct Sequence {
  std::size_t size = 0;  // bytes of the sequence, or of the broken piece that one U+FFFD stands for
  bool good = false;
};

// One UTF-8 sequence (Unicode 15, table 3-7) whose bytes `at(i)` gives, or -1 past the end. A broken sequence counts as
// the longest piece that could have begun a good one, as the Encoding standard has it.
template <class At>
constexpr Sequence utf8_sequence(At at) noexcept {
  const int lead = at(0);
  if (lead < 0x80) return {1, lead >= 0};
  if (lead < 0xC2 || lead > 0xF4) return {1, false};
  const std::size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  for (std::size_t i = 1; i < size; ++i, low = 0x80, high = 0xBF) {
    const int next = at(i);
    if (next < low || next > high) return {i, false};
  }
  return {size, true};
}

Sequence sequence_in(std::string_view text, std::size_t from) noexcept {
  return utf8_sequence([&](std::size_t i) { return from + i < text.size() ? byte(text[from + i]) : -1; });
}

bool is_surrogate(std::string_view text, std::size_t at) noexcept {
  return text.size() - at >= 3 && byte(text[at]) == 0xED && byte(text[at + 1]) >= 0xA0 && byte(text[at + 1]) <= 0xBF &&
         byte(text[at + 2]) >= 0x80 && byte(text[at + 2]) <= 0xBF;
}

// Appends the characters of `text` from `from` on that are in `set`; returns where they end.
std::size_t append_plain(std::string& out, std::string_view text, std::size_t from, const Set& set) {
  std::size_t end = from;
  while (end < text.size() && set[byte(text[end])]) ++end;
  out.append(text, from, end - from);
  return end;
}

}  // namespace

bool append_uri_component(std::string& out, std::string_view text) {
  const std::size_t before = out.size();
  for (std::size_t at = 0; (at = append_plain(out, text, at, component)) < text.size();) {
    const Sequence next = sequence_in(text, at);
    if (!next.good && is_surrogate(text, at)) {
      out.resize(before);
      return false;
    }
    append_escapes(out, next.good ? text.substr(at, next.size) : replacement);
    at += next.size;
  }
  return true;
}

std::optional<std::string> encode_uri_component(std::string_view text) {
  std::string out;
  if (!append_uri_component(out, text)) return std::nullopt;
  return out;
}

bool decode_uri_component(std::string_view text, std::string& out) {
  out.clear();
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t percent = std::min(text.find('%', at), text.size());
    out.append(text, at, percent - at);
    at = percent;
    if (at == text.size()) break;
    const auto escaped = [&](std::size_t i) { return escape_at(text, std::min(at + 3 * i, text.size())); };
    const Sequence next = utf8_sequence(escaped);
    if (!next.good) return false;
    for (std::size_t i = 0; i < next.size; ++i, at += 3) out += static_cast<char>(escape_at(text, at));
  }
  return true;
}

std::optional<std::string> decode_uri_component(std::string_view text) {
  std::string out;
  if (!decode_uri_component(text, out)) return std::nullopt;
  return out;
}

namespace {

// Of a character its UTF-16 units' low bytes, which is all that Node keeps beside escapes that are no UTF-8. Gives the bytes read.
std::size_t append_low_bytes(std::string& bytes, std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(text[at + i])); };
  const unsigned lead = byte(0);
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  if (length == 1 || text.size() - at < length) {
    bytes += text[at];
    return 1;
  }
  const unsigned last = (byte(length - 2) & 3) << 6 | (byte(length - 1) & 0x3F);
  if (length == 4) {
    const unsigned beyond = ((lead & 7) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6) - 0x10000;
    bytes += static_cast<char>(beyond >> 10);
  }
  bytes += static_cast<char>(last);
  return length;
}

}  // namespace

void decode_leniently(std::string_view text, std::string& out) {
  if (decode_uri_component(text, out)) return;
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const int escaped = escape_at(text, at);
    if (escaped >= 0) bytes += static_cast<char>(escaped);
    at += escaped >= 0 ? 3 : append_low_bytes(bytes, text, at);
  }
  out.clear();
  append_utf8(out, bytes);
}

void decode_latin1(std::string_view text, std::string& out) {
  out.clear();
  for (std::size_t at = 0; at < text.size();) {
    const int escaped = escape_at(text, at);
    if (escaped < 0) {
      out += text[at++];
      continue;
    }
    if (escaped < 0x80) {
      out += static_cast<char>(escaped);
    } else {
      out += static_cast<char>(0xC0 | escaped >> 6);
      out += static_cast<char>(0x80 | (escaped & 0x3F));
    }
    at += 3;
  }
}

void append_encoded_url(std::string& out, std::string_view url) {
  for (std::size_t at = 0; (at = append_plain(out, url, at, url_safe)) < url.size();) {
    if (url[at] == '%') {
      if (escape_at(url, at) >= 0) {
        out.append(url, at, 3);
        at += 3;
      } else {
        out += "%25";
        ++at;
      }
      continue;
    }
    const Sequence next = sequence_in(url, at);
    const bool surrogate = !next.good && is_surrogate(url, at);
    append_escapes(out, next.good ? url.substr(at, next.size) : replacement);
    at += surrogate ? 3 : next.size;
  }
}

std::string encode_url(std::string_view url) {
  std::string out;
  append_encoded_url(out, url);
  return out;
}

void append_escaped_html(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t special = std::min(text.find_first_of("\"'&<>", at), text.size());
    out.append(text, at, special - at);
    at = special;
    if (at == text.size()) break;
    switch (text[at++]) {
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      default:
        out += "&gt;";
        break;
    }
  }
}

std::string escape_html(std::string_view text) {
  std::string out;
  append_escaped_html(out, text);
  return out;
}

void append_utf8(std::string& out, std::string_view bytes) {
  std::size_t done = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const Sequence next = sequence_in(bytes, at);
    if (!next.good) {
      out.append(bytes, done, at - done);
      out += replacement;
      done = at + next.size;
    }
    at += next.size;
  }
  out.append(bytes, done);
}

}  // namespace crema::http
