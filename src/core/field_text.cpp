#include "core/field_text.hpp"

#include <crema/error.hpp>

#include <string>

#include "core/exchange.hpp"
#include "core/value_node.hpp"
#include "core/value_utf8.hpp"
#include "http/text.hpp"

namespace crema::detail {
namespace {

[[noreturn]] void invalid_character(std::string_view field) {
  TypeError error("Invalid character in header content [\"" + std::string(field) + "\"]");
  error.code = "ERR_INVALID_CHAR";
  throw error;
}

}  // namespace

Value text_of_field(std::string_view wire) {
  if (is_ascii(wire)) return make_text(wire);
  std::string text;
  text.reserve(wire.size() * 2);
  for (const char c : wire) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      text += c;
    } else {
      text += static_cast<char>(0xC0 | (byte >> 6));
      text += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return make_text(text);
}

std::optional<std::string_view> latin1_text(std::string_view text, Arena& arena) {
  if (!http::is_field_value(text)) return std::nullopt;
  if (is_ascii(text)) return arena.copy(text);
  char* out = arena.text(text.size());
  std::size_t size = 0;
  for (std::size_t i = 0; i < text.size(); i++) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      out[size++] = text[i];
    } else if ((byte == 0xC2 || byte == 0xC3) && i + 1 < text.size() &&
               (static_cast<unsigned char>(text[i + 1]) & 0xC0) == 0x80) {
      out[size++] = static_cast<char>((byte << 6) | (static_cast<unsigned char>(text[++i]) & 0x3F));
    } else {
      return std::nullopt;
    }
  }
  return std::string_view(out, size);
}

std::string_view wire_text(std::string_view text, std::string_view field, Exchange& x) {
  const auto wire = latin1_text(text, x.arena);
  if (!wire) invalid_character(field);
  x.beyond_ascii |= wire->size() != text.size();
  return *wire;
}

void check_field_name(std::string_view name, const char* what) {
  if (http::is_token(name)) return;
  TypeError error(std::string(what) + " must be a valid HTTP token [\"" + std::string(name) + "\"]");
  error.code = "ERR_INVALID_HTTP_TOKEN";
  throw error;
}

}  // namespace crema::detail
