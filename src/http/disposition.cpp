// Content-Disposition (RFC 6266) as res.attachment writes it: a token bare, other ASCII quoted, the rest in both forms.
#include "http/disposition.hpp"

#include "http/percent.hpp"
#include "http/text.hpp"

namespace crema::http {
namespace {

bool is_plain(std::string_view name) noexcept {
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] < 0x20 || name[i] > 0x7e) return false;
    // Browsers disagree on whether %xx in a plain name is an escape, so such a name is not plain.
    if (name[i] != '%' || name.size() - i < 3) continue;
    if (hex_digit(name[i + 1]) >= 0 && hex_digit(name[i + 2]) >= 0) return false;
  }
  return true;
}

void append_parameter(std::string& out, std::string_view value) {
  out += "; filename=";
  if (is_token(value)) {
    out += value;
    return;
  }
  out += '"';
  for (const char c : value) {
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
  out += '"';
}

// One '?' for each UTF-16 unit that is not printable ASCII: two for what is beyond the basic plane.
std::string ascii_fallback(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte <= 0x7e) {
      out += c;
    } else if (byte < 0x80 || byte >= 0xC0) {
      out += byte >= 0xF0 ? "??" : "?";
    }
  }
  return out;
}

// RFC 8187 attr-char: encodeURIComponent, and ' ( ) * as well.
void append_extended(std::string& out, std::string_view name) {
  std::string valid;
  append_utf8(valid, name);  // a lone surrogate becomes U+FFFD instead of an error
  std::string encoded;
  append_uri_component(encoded, valid);
  out += "; filename*=UTF-8''";
  for (const char c : encoded) {
    switch (c) {
      case '\'':
        out += "%27";
        break;
      case '(':
        out += "%28";
        break;
      case ')':
        out += "%29";
        break;
      case '*':
        out += "%2A";
        break;
      default:
        out += c;
        break;
    }
  }
}

}  // namespace

std::string content_disposition(std::string_view filename, std::string_view type) {
  std::string out(type);
  if (is_plain(filename)) {
    append_parameter(out, filename);
  } else {
    append_parameter(out, ascii_fallback(filename));
    append_extended(out, filename);
  }
  return out;
}

}  // namespace crema::http
