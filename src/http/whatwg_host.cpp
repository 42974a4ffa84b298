// Domains, IPv4 addresses in all their spellings, IPv6 addresses. Letters beyond ASCII are libidn2's to translate, which is asked for
// only when a host has some; without that library such a host is none.
#include "http/whatwg_host.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "http/text.hpp"
#include "http/whatwg_percent.hpp"

namespace crema::http {
namespace {

bool is_forbidden_in_host(char c) {
  return c == '\0' || std::string_view("\t\n\r #/:<>?@[\\]^|").find(c) != std::string_view::npos;
}
bool is_forbidden_in_domain(char c) {
  return is_forbidden_in_host(c) || static_cast<unsigned char>(c) <= 0x1f || c == '%' || c == 0x7f;
}

// -- IPv6 --------------------------------------------------------------------------------------------------------------------

using Pieces = std::array<std::uint16_t, 8>;

// The four decimal numbers at the end, which are the last two pieces.
bool parse_embedded_ipv4(std::string_view text, Pieces& pieces, std::size_t& piece) {
  int seen = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    if (seen > 0) {
      if (text[at] != '.' || seen == 4) return false;
      ++at;
    }
    int value = -1;
    if (at >= text.size() || !is_digit(text[at])) return false;
    while (at < text.size() && is_digit(text[at])) {
      if (value == 0) return false;
      value = (value < 0 ? 0 : value * 10) + (text[at] - '0');
      if (value > 255) return false;
      ++at;
    }
    pieces[piece] = static_cast<std::uint16_t>(pieces[piece] * 256 + value);
    if (++seen == 2 || seen == 4) ++piece;
  }
  return seen == 4;
}

std::optional<Pieces> parse_ipv6(std::string_view text) {
  Pieces pieces{};
  std::size_t piece = 0, at = 0;
  std::optional<std::size_t> compress;
  if (text.starts_with(':')) {
    if (!text.starts_with("::")) return {};
    at = 2;
    compress = ++piece;
  }
  while (at < text.size()) {
    if (piece == 8) return {};
    if (text[at] == ':') {
      if (compress) return {};
      ++at;
      compress = ++piece;
      continue;
    }
    const std::size_t start = at;
    unsigned value = 0;
    while (at < text.size() && at - start < 4 && hex_digit(text[at]) >= 0)
      value = value * 16 + static_cast<unsigned>(hex_digit(text[at++]));
    if (at < text.size() && text[at] == '.') {
      if (at == start || piece > 6 || !parse_embedded_ipv4(text.substr(start), pieces, piece)) return {};
      break;
    }
    if (at < text.size() && text[at] == ':') {
      if (++at == text.size()) return {};
    } else if (at < text.size()) {
      return {};
    }
    pieces[piece++] = static_cast<std::uint16_t>(value);
  }
  if (compress) {
    std::size_t swaps = piece - *compress;
    for (piece = 7; piece != 0 && swaps > 0; --piece, --swaps) std::swap(pieces[piece], pieces[*compress + swaps - 1]);
  } else if (piece != 8) {
    return {};
  }
  return pieces;
}

std::string ipv6_text(const Pieces& pieces) {
  // The first of the longest runs of zeros, of two or more.
  std::size_t best = 8, best_size = 1;
  for (std::size_t i = 0; i < 8; ++i) {
    std::size_t size = 0;
    while (i + size < 8 && pieces[i + size] == 0) ++size;
    if (size > best_size) best = i, best_size = size;
  }
  std::string out = "[";
  for (std::size_t i = 0; i < 8; ++i) {
    if (i == best) {
      out += i == 0 ? "::" : ":";
      i += best_size - 1;
      continue;
    }
    bool begun = false;
    for (int shift = 12; shift >= 0; shift -= 4) {
      const auto digit = static_cast<std::size_t>(pieces[i] >> shift & 15);
      if (digit == 0 && !begun && shift > 0) continue;
      begun = true;
      out += "0123456789abcdef"[digit];
    }
    if (i != 7) out += ':';
  }
  return out + "]";
}

// -- IPv4 --------------------------------------------------------------------------------------------------------------------

// Decimal, octal after 0, hexadecimal after 0x; too large ones are infinite.
std::optional<double> parse_ipv4_number(std::string_view text) {
  if (text.empty()) return {};
  int radix = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2), radix = 16;
  else if (text.size() >= 2 && text[0] == '0') text.remove_prefix(1), radix = 8;
  double value = 0;
  for (const char c : text) {
    const int digit = hex_digit(c);
    if (digit < 0 || digit >= radix) return {};
    value = value * radix + digit;
  }
  return value;
}

std::vector<std::string_view> labels_of(std::string_view domain) {
  std::vector<std::string_view> labels;
  for (std::size_t at = 0; at <= domain.size();) {
    const std::size_t end = std::min(domain.find('.', at), domain.size());
    labels.push_back(domain.substr(at, end - at));
    at = end + 1;
  }
  return labels;
}

bool ends_in_number(std::string_view domain) {
  auto labels = labels_of(domain);
  if (labels.back().empty()) {
    if (labels.size() == 1) return false;
    labels.pop_back();
  }
  const std::string_view last = labels.back();
  if (!last.empty() && std::all_of(last.begin(), last.end(), is_digit)) return true;
  return parse_ipv4_number(last).has_value();
}

std::optional<std::string> parse_ipv4(std::string_view domain) {
  auto labels = labels_of(domain);
  if (labels.back().empty() && labels.size() > 1) labels.pop_back();
  if (labels.size() > 4) return {};
  double address = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto number = parse_ipv4_number(labels[i]);
    if (!number) return {};
    const bool last = i + 1 == labels.size();
    if (!last && *number > 255) return {};
    if (last && *number >= std::pow(256, static_cast<double>(5 - labels.size()))) return {};
    address += last ? *number : *number * std::pow(256, static_cast<double>(3 - i));
  }
  const auto bits = static_cast<std::uint32_t>(address);
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) {
    if (!out.empty()) out += '.';
    out += std::to_string(bits >> shift & 255);
  }
  return out;
}

// -- domains -----------------------------------------------------------------------------------------------------------------

// libidn2, if it is there: https://www.gnu.org/software/libidn/libidn2/manual/
struct Idn {
  using ToAscii = int (*)(const char*, char**, int);
  using Free = void (*)(void*);
  ToAscii to_ascii = nullptr;
  Free release = nullptr;
  Idn() {
    void* library = ::dlopen("libidn2.so.0", RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
    to_ascii = reinterpret_cast<ToAscii>(::dlsym(library, "idn2_to_ascii_8z"));
    release = reinterpret_cast<Free>(::dlsym(library, "idn2_free"));
  }
  static const Idn& library() {
    static const Idn loaded;
    return loaded;
  }
};

std::optional<std::string> ascii_by_library(const std::string& domain) {
  constexpr int nfc_input = 1, nontransitional = 8;
  const Idn& idn = Idn::library();
  if (!idn.to_ascii || !idn.release || domain.find('\0') != std::string::npos) return {};
  char* found = nullptr;
  if (idn.to_ascii(domain.c_str(), &found, nfc_input | nontransitional) != 0) return {};
  std::string ascii = found;
  idn.release(found);
  return ascii;
}

std::optional<std::string> to_ascii(std::string domain) {
  const bool ascii =
      std::all_of(domain.begin(), domain.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!ascii) {
    auto translated = ascii_by_library(domain);
    if (!translated) return {};
    domain = std::move(*translated);
  }
  return to_lower(domain);
}

}  // namespace

std::optional<std::string> parse_host(std::string_view input, bool special) {
  if (input.starts_with('[')) {
    if (!input.ends_with(']')) return {};
    const auto pieces = parse_ipv6(input.substr(1, input.size() - 2));
    return pieces ? std::optional(ipv6_text(*pieces)) : std::nullopt;
  }
  if (!special) {
    if (std::any_of(input.begin(), input.end(), is_forbidden_in_host)) return {};
    std::string out;
    for (const char c : input) append_percent(out, c, PercentSet::control);
    return out;
  }
  auto domain = to_ascii(percent_decoded(input));
  if (!domain || domain->empty() || std::any_of(domain->begin(), domain->end(), is_forbidden_in_domain)) return {};
  if (ends_in_number(*domain)) return parse_ipv4(*domain);
  return domain;
}

}  // namespace crema::http
