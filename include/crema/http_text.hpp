// crema/http_text.hpp — names of HTTP, for modules: in any case, as its grammar has them. ASCII alone, no locale.
#pragma once
#include <string>
#include <string_view>

namespace crema {

/// The text with its letters A to Z small.
std::string lowerCase(std::string_view text);
/// Whether two texts are the same but for the case of their letters A to Z.
bool equalInAnyCase(std::string_view a, std::string_view b) noexcept;
/// Whether a text is a token (RFC 9110 §5.6.2), as names of fields and cookies are.
bool isToken(std::string_view text) noexcept;
/// Whether this is a method that Node knows, in any case: http.METHODS.
bool isMethodName(std::string_view name);
/// What a status means, "Not Found" for 404; empty for one that nobody has named. Node: http.STATUS_CODES.
std::string_view reasonPhrase(int status) noexcept;
/// The text without blanks and tabs at both ends (RFC 9110 §5.6.3).
std::string_view trimBlanks(std::string_view text) noexcept;

}  // namespace crema
