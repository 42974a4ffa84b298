// Cookies in and out (RFC 6265). Reading is one pass that never fails; writing checks every part against what may stand
// there.
#include "http/cookies.hpp"

#include <charconv>
#include <cmath>

#include "http/dates.hpp"
#include "http/percent.hpp"
#include "http/text.hpp"

namespace crema::http {

bool CookieReader::next(std::string_view& name, std::string_view& value) noexcept {
  while (at_ < header_.size()) {
    const std::size_t equals = header_.find('=', at_);
    if (equals == std::string_view::npos) break;
    std::size_t end = header_.find(';', at_);
    if (end == std::string_view::npos) {
      end = header_.size();
    } else if (end < equals) {
      at_ = header_.rfind(';', equals) + 1;  // pieces without '=' are no cookies
      continue;
    }
    name = trim_ows(header_.substr(at_, equals - at_));
    value = trim_ows(header_.substr(equals + 1, end - equals - 1));
    at_ = end + 1;
    if (name == "__proto__") continue;  // npm's object has no room for it
    if (!value.empty() && value.front() == '"' && value.back() == '"') {
      value = value.size() < 2 ? std::string_view() : value.substr(1, value.size() - 2);
    }
    return true;
  }
  at_ = header_.size();
  return false;
}

std::string_view decode_cookie(std::string_view value, std::string& scratch) {
  if (value.find('%') == std::string_view::npos) return value;
  return decode_uri_component(value, scratch) ? std::string_view(scratch) : value;
}

std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name, std::string& scratch) {
  CookieReader reader(header);
  for (std::string_view key, value; reader.next(key, value);) {
    if (key == name) return decode_cookie(value, scratch);
  }
  return std::nullopt;
}

namespace {

constexpr bool is_cookie_octet(char c) noexcept {
  return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
}

bool is_cookie_value(std::string_view value) noexcept {
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
  for (const char c : value) {
    if (!is_cookie_octet(c)) return false;
  }
  return true;
}

// Labels of letters, digits and inner hyphens, 63 characters each; a dot may stand in front of all.
bool is_domain(std::string_view domain) noexcept {
  if (domain.starts_with('.')) domain.remove_prefix(1);
  while (true) {
    const std::size_t dot = domain.find('.');
    const std::string_view label = domain.substr(0, dot);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    for (const char c : label) {
      if (!is_alpha(c) && !is_digit(c) && c != '-') return false;
    }
    if (dot == std::string_view::npos) return true;
    domain.remove_prefix(dot + 1);
  }
}

bool is_path(std::string_view path) noexcept {
  for (const char c : path) {
    if (c < 0x20 || c > 0x7e || c == ';' || c == '<') return false;
  }
  return true;
}

void append_whole_number(std::string& out, double number) {
  char buffer[32];
  const bool in_full = std::fabs(number) < 1e21;  // from there on JavaScript writes an exponent
  const auto format = in_full ? std::chars_format::fixed : std::chars_format::scientific;
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number + 0.0, format);  // + 0.0: no "-0"
  out.append(buffer, end.ptr);
}

struct Choice {
  std::string_view name;
  std::string_view text;
};

// False if `given` is none of the choices; an empty one is left out.
bool append_choice(std::string& out, std::string_view given, const Choice (&choices)[3]) {
  if (given.empty()) return true;
  for (const Choice& choice : choices) {
    if (!iequals(given, choice.name)) continue;
    out += choice.text;
    return true;
  }
  return false;
}

constexpr Choice priorities[] = {
    {"low", "; Priority=Low"}, {"medium", "; Priority=Medium"}, {"high", "; Priority=High"}};
constexpr Choice same_sites[] = {
    {"lax", "; SameSite=Lax"}, {"strict", "; SameSite=Strict"}, {"none", "; SameSite=None"}};

std::string_view append_checked(std::string& out, const SetCookie& cookie) {
  if (!is_token(cookie.name)) return "argument name is invalid";
  out += cookie.name;
  out += '=';
  if (cookie.encode) {
    if (!append_uri_component(out, cookie.value)) return "URI malformed";
  } else if (is_cookie_value(cookie.value)) {
    out += cookie.value;
  } else {
    return "argument val is invalid";
  }
  if (cookie.max_age) {
    if (!std::isfinite(*cookie.max_age)) return "option maxAge is invalid";
    out += "; Max-Age=";
    append_whole_number(out, std::floor(*cookie.max_age));
  }
  if (!cookie.domain.empty()) {
    if (!is_domain(cookie.domain)) return "option domain is invalid";
    out += "; Domain=";
    out += cookie.domain;
  }
  if (!cookie.path.empty()) {
    if (!is_path(cookie.path)) return "option path is invalid";
    out += "; Path=";
    out += cookie.path;
  }
  if (cookie.expires) {
    if (!(std::fabs(*cookie.expires) <= static_cast<double>(date_limit))) return "option expires is invalid";
    out += "; Expires=";
    append_date(out, static_cast<std::int64_t>(std::floor(std::trunc(*cookie.expires) / 1000)));
  }
  if (cookie.http_only) out += "; HttpOnly";
  if (cookie.secure) out += "; Secure";
  if (cookie.partitioned) out += "; Partitioned";
  if (!append_choice(out, cookie.priority, priorities)) return "option priority is invalid";
  if (!append_choice(out, cookie.same_site, same_sites)) return "option sameSite is invalid";
  return {};
}

}  // namespace

std::string_view append_set_cookie(std::string& out, const SetCookie& cookie) {
  const std::size_t before = out.size();
  const std::string_view error = append_checked(out, cookie);
  if (!error.empty()) out.resize(before);
  return error;
}

}  // namespace crema::http
