// The public door to http/text.hpp and http/status.hpp.
#include <crema/http_text.hpp>

#include "core/methods.hpp"
#include "http/status.hpp"
#include "http/text.hpp"

namespace crema {

std::string lowerCase(std::string_view text) { return http::to_lower(text); }
bool equalInAnyCase(std::string_view a, std::string_view b) noexcept { return http::iequals(a, b); }
bool isToken(std::string_view text) noexcept { return http::is_token(text); }
bool isMethodName(std::string_view name) { return detail::method_id_of_any_case(name) != detail::method_unknown; }
std::string_view reasonPhrase(int status) noexcept { return http::reason(status); }
std::string_view trimBlanks(std::string_view text) noexcept { return http::trim_ows(text); }

}  // namespace crema
