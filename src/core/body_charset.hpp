// core/body_charset.hpp — the charset of a request's body, and its bytes as the UTF-8 text that Values hold: npm's iconv-lite.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crema::detail {

// A charset that is known. Unicode, Latin-1 and ASCII are decoded here, the rest by the system's iconv.
struct Charset {
  enum class Kind : std::uint8_t {
    utf8,
    latin1,
    ascii,
    utf7,
    utf16,
    utf16_le,
    utf16_be,
    utf32,
    utf32_le,
    utf32_be,
    other
  };
  Kind kind = Kind::utf8;
  char name[16] = {};  // of `other`: iconv's
};

// By any of the names that iconv-lite knows ("UTF-8", "latin1", "windows-1252", "cp1252", "sjis" …); letters and digits count.
std::optional<Charset> find_charset(std::string_view label);

// The bytes as text, without a byte order mark; what cannot be decoded is U+FFFD, and half a surrogate pair stays one. A view of
// `bytes` where they are UTF-8 already, else of `scratch`. Linear in the bytes.
std::string_view decode_text(const Charset& charset, std::string_view bytes, std::string& scratch);

}  // namespace crema::detail
