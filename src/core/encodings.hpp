// core/encodings.hpp — Node's encodings between bytes and texts.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace crema {

enum class Encoding { utf8, utf16le, latin1, ascii, base64, base64url, hex };

/// By Node's names ("utf-8", "ucs2", "binary" …), in any case; nothing for others.
std::optional<Encoding> encoding_named(std::string_view name);

/// bytes.toString(encoding): invalid UTF-8 becomes U+FFFD.
void append_encoded(std::string& out, std::string_view bytes, Encoding encoding);
std::string encoded(std::string_view bytes, Encoding encoding);
/// Buffer.from(text, encoding), as lenient as Node: what is no hex or base64 ends it, or is skipped.
std::string decoded(std::string_view text, Encoding encoding);

}  // namespace crema
