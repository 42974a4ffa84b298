// Cookies of agents.
#include "testing/cookie_jar.hpp"

#include <crema/date.hpp>
#include <crema/http_text.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <tuple>
#include <utility>

namespace crema::supertest {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

std::string default_path(std::string_view target) {
  const auto path = target.substr(0, target.find('?'));
  const auto slash = path.rfind('/');
  return slash == 0 || slash == std::string_view::npos ? "/" : std::string(path.substr(0, slash));
}

bool is_address(std::string_view host) {
  return host.find(':') != std::string_view::npos || host.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool fits_domain(std::string_view host, std::string_view domain, bool subdomains) {
  if (domain.empty() || equalInAnyCase(host, domain)) return true;
  if (!subdomains || is_address(host) || host.size() <= domain.size()) return false;
  return host[host.size() - domain.size() - 1] == '.' &&
         equalInAnyCase(host.substr(host.size() - domain.size()), domain);
}

bool fits_path(std::string_view target, std::string_view path) {
  target = target.substr(0, target.find('?'));
  if (!target.starts_with(path)) return false;
  return target.size() == path.size() || path.ends_with('/') || target[path.size()] == '/';
}

}  // namespace

// `name=value; attribute=value; …`; false where there is no name.
bool CookieJar::read(std::string_view field, Cookie& cookie) {
  cookie.expires = never;
  bool first = true, aged = false;
  while (true) {
    const auto semicolon = std::min(field.find(';'), field.size());
    const auto part = trimBlanks(field.substr(0, semicolon));
    const auto equals = part.find('=');
    const auto name = trimBlanks(part.substr(0, equals));
    const auto value = equals == std::string_view::npos ? std::string_view() : trimBlanks(part.substr(equals + 1));
    if (std::exchange(first, false)) {
      if (equals == std::string_view::npos || name.empty()) return false;
      cookie.name = name;
      cookie.value = value;
    } else if (equalInAnyCase(name, "path") && value.starts_with('/')) {
      cookie.path = value;
    } else if (equalInAnyCase(name, "domain") && !value.empty()) {
      cookie.domain = value.substr(value.starts_with('.') ? 1 : 0);
      cookie.subdomains = true;
    } else if (equalInAnyCase(name, "secure")) {
      cookie.secure = true;
    } else if (equalInAnyCase(name, "max-age")) {
      const double seconds = Value(value).number();
      if (seconds == seconds) cookie.expires = Date.now().number() + seconds * 1000, aged = true;
    } else if (equalInAnyCase(name, "expires") && !aged) {
      const double at = Date.parse(value).number();
      if (at == at) cookie.expires = at;
    }
    if (semicolon == field.size()) return true;
    field.remove_prefix(semicolon + 1);
  }
}

void CookieJar::keep(Cookie cookie) {
  const auto same = [&](const Cookie& one) {
    return std::tie(one.name, one.path, one.domain) == std::tie(cookie.name, cookie.path, cookie.domain);
  };
  const auto found = std::ranges::find_if(cookies_, same);
  if (found == cookies_.end()) cookies_.push_back(std::move(cookie));
  else *found = std::move(cookie);
  drop_expired();
}

void CookieJar::drop_expired() {
  const double now = Date.now().number();
  std::erase_if(cookies_, [&](const Cookie& one) { return one.expires <= now; });
}

void CookieJar::take(std::string_view field, const Url& from) {
  Cookie cookie;
  if (!read(field, cookie)) return;
  if (cookie.path.empty()) cookie.path = default_path(from.target);
  if (cookie.domain.empty()) cookie.domain = from.host;
  const bool own = equalInAnyCase(cookie.domain, from.host);
  if (!own && (cookie.domain.find('.') == std::string::npos || !fits_domain(from.host, cookie.domain, true))) return;
  keep(std::move(cookie));
}

void CookieJar::add(std::string_view field) {
  Cookie cookie;
  if (!read(field, cookie)) return;
  if (cookie.path.empty()) cookie.path = "/";
  if (cookie.domain.empty())
    std::erase_if(cookies_, [&](const Cookie& one) { return one.name == cookie.name && one.path == cookie.path; });
  keep(std::move(cookie));
}

std::string CookieJar::field(const Url& to) {
  drop_expired();
  std::vector<const Cookie*> sent;
  for (const auto& one : cookies_) {
    // Tests speak http alone: what is Secure stays here, as in a browser.
    if (!one.secure && fits_domain(to.host, one.domain, one.subdomains) && fits_path(to.target, one.path))
      sent.push_back(&one);
  }
  std::ranges::stable_sort(sent, [](const Cookie* a, const Cookie* b) { return a->path.size() > b->path.size(); });
  std::string out;
  for (const auto* one : sent) out += (out.empty() ? "" : "; ") + one->name + "=" + one->value;
  return out;
}

Value CookieJar::find(std::string_view name) {
  drop_expired();
  for (const auto& one : cookies_) {
    if (one.name != name) continue;
    const Value expires = one.expires == never ? Value() : Value(one.expires);
    return {{"name", one.name}, {"value", one.value}, {"path", one.path}, {"secure", one.secure}, {"expires", expires}};
  }
  return {};
}

}  // namespace crema::supertest
