// The public face of http/cookies, http/signature and http/random. Invariant: a CookieKeys without keys signs nothing and
// verifies nothing.
#include <crema/cookie.hpp>

#include <crema/error.hpp>
#include <crema/object.hpp>

#include <vector>

#include "http/cookies.hpp"
#include "http/random.hpp"
#include "http/signature.hpp"

namespace crema {

Value parseCookies(std::string_view header) {
  Value all = Object();
  http::visit_cookies(header, [&](std::string_view name, std::string_view value) {
    const Value key(name);
    if (!all.hasOwnProperty(key)) all[key] = value;
  });
  return all;
}

Value parseCookies(std::string_view header, const Callback<Value(Value)>& decode) {
  if (!decode) return parseCookies(header);
  Value all = Object();
  http::CookieReader reader(header);
  for (std::string_view name, text; reader.next(name, text);) {
    const Value key(name);
    if (all.hasOwnProperty(key)) continue;
    Value value(text);
    try {
      value = decode(value);
    } catch (const std::exception&) {
    }
    all[key] = value;
  }
  return all;
}

std::optional<std::string_view> findCookie(std::string_view header, std::string_view name, std::string& scratch) {
  return http::find_cookie(header, name, scratch);
}

void appendCookie(std::string& out, std::string_view name, std::string_view value, const CookieAttributes& attributes) {
  const std::string_view wrong = http::append_set_cookie(out, {.name = name,
                                                               .value = value,
                                                               .max_age = attributes.maxAge,
                                                               .domain = attributes.domain,
                                                               .path = attributes.path,
                                                               .expires = attributes.expires,
                                                               .http_only = attributes.httpOnly,
                                                               .secure = attributes.secure,
                                                               .partitioned = attributes.partitioned,
                                                               .priority = attributes.priority,
                                                               .same_site = attributes.sameSite});
  if (!wrong.empty()) throw TypeError(wrong);
}

struct CookieKeys::Keys {
  std::vector<http::Signer> signers;
};

CookieKeys::CookieKeys(const Texts& secrets) {
  if (secrets.empty()) return;
  auto keys = std::make_shared<Keys>();
  keys->signers.reserve(secrets.list().size());
  for (const auto& secret : secrets.list()) keys->signers.emplace_back(secret);
  keys_ = std::move(keys);
}

void CookieKeys::sign(std::string_view value, std::string& out) const {
  if (!keys_) throw TypeError("Secret key must be provided.");
  keys_->signers.front().sign(value, out);
}

std::optional<std::string_view> CookieKeys::unsign(std::string_view signed_value, std::size_t* key) const noexcept {
  if (!keys_) return std::nullopt;
  for (std::size_t i = 0; i < keys_->signers.size(); ++i) {
    const auto value = keys_->signers[i].unsign(signed_value);
    if (!value) continue;
    if (key) *key = i;
    return value;
  }
  return std::nullopt;
}

std::string randomId(std::size_t bytes) { return http::random_id(bytes); }

bool sameText(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned char>(a[i] ^ b[i]);
  return *static_cast<volatile unsigned char*>(&difference) == 0;
}

static_assert(CookieKeys::signature_size == http::Signer::signature_size);

}  // namespace crema
