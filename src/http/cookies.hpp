// http/cookies.hpp — the Cookie and Set-Cookie fields: npm's cookie 0.7.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crema::http {

/// Walks the pairs of a Cookie field in place. Values are without their quotes but still percent-encoded:
/// decode_cookie. The first cookie of a name is the one that counts, which is left to the caller; `__proto__` is passed
/// over.
class CookieReader {
 public:
  explicit CookieReader(std::string_view header) noexcept : header_(header.size() < 2 ? std::string_view() : header) {}
  bool next(std::string_view& name, std::string_view& value) noexcept;

 private:
  std::string_view header_;
  std::size_t at_ = 0;
};

/// The percent-decoded value; a value that cannot be decoded stays as it is. A view of `value`, or of `scratch` when
/// there was something to decode.
std::string_view decode_cookie(std::string_view value, std::string& scratch);

/// The decoded value of the first cookie of this name; views as decode_cookie.
std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name, std::string& scratch);

/// Calls `visit(name, decoded value)` for each pair; the views hold during the call.
template <class Visit>
void visit_cookies(std::string_view header, Visit&& visit) {
  std::string scratch;
  CookieReader reader(header);
  for (std::string_view name, value; reader.next(name, value);) visit(name, decode_cookie(value, scratch));
}

/// What a Set-Cookie field says.
struct SetCookie {
  std::string_view name;
  std::string_view value;
  bool encode = true;               // Percent-encode the value (encodeURIComponent); false: it is ready for the wire.
  std::optional<double> max_age{};  // Seconds, floored; not finite is an error.
  std::string_view domain{};        // Empty: none.
  std::string_view path{};          // Empty: none.
  std::optional<double> expires{};  // ms since 1970; beyond what a Date holds is an error.
  bool http_only = false;
  bool secure = false;
  bool partitioned = false;
  std::string_view priority{};   // Empty, or low, medium, high in any case.
  std::string_view same_site{};  // Empty, or lax, strict, none in any case.
};

/// Appends the field's value: name=value; Max-Age; Domain; Path; Expires; HttpOnly; Secure; Partitioned; Priority;
/// SameSite. Returns an empty view, or the error in npm cookie's words ("option domain is invalid"); then `out` is as
/// it was.
std::string_view append_set_cookie(std::string& out, const SetCookie& cookie);

}  // namespace crema::http
