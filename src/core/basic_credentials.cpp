// npm's basic-auth: what its two expressions match, without one.
#include <crema/basic_credentials.hpp>

#include <algorithm>
#include <utility>

#include "core/encodings.hpp"
#include "core/value_utf8.hpp"
#include "http/text.hpp"

namespace crema {
namespace {

std::string_view without_blanks(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// One token68 (RFC 9110 §11.2).
bool is_token68(std::string_view text) {
  const auto is_char = [](char c) {
    return http::is_alpha(c) || http::is_digit(c) || std::string_view("._~+/-").find(c) != std::string_view::npos;
  };
  while (text.ends_with('=')) text.remove_suffix(1);
  return !text.empty() && std::all_of(text.begin(), text.end(), is_char);
}

// A line of JavaScript ends here, and with it what `.` matches.
bool has_line_end(std::string_view text) {
  return text.find_first_of("\n\r") != text.npos || text.find("\u2028") != text.npos ||
         text.find("\u2029") != text.npos;
}

}  // namespace

std::optional<BasicCredentials> basicCredentials(std::string_view authorization) {
  auto rest = without_blanks(authorization);
  constexpr std::string_view scheme = "basic ";
  if (!http::iequals(rest.substr(0, scheme.size()), scheme)) return std::nullopt;
  rest = without_blanks(rest.substr(scheme.size()));
  if (!is_token68(rest)) return std::nullopt;
  auto both = detail::well_formed(decoded(rest, Encoding::base64));
  const auto colon = both.find(':');
  if (colon == std::string::npos) return std::nullopt;
  auto pass = both.substr(colon + 1);
  if (has_line_end(pass)) return std::nullopt;
  both.resize(colon);
  return BasicCredentials{std::move(both), std::move(pass)};
}

}  // namespace crema
