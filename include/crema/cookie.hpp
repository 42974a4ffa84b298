// crema/cookie.hpp — for modules: the Cookie and Set-Cookie fields, signed values, unguessable ids.
#pragma once
#include <crema/callback.hpp>
#include <crema/duration.hpp>
#include <crema/value.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace crema {

/// All cookies of a Cookie field by name, decoded; the first of a name counts. npm cookie: parse.
Value parseCookies(std::string_view header);
/// The same with a decoder of one's own in place of decodeURIComponent; what it throws on stays as it is.
Value parseCookies(std::string_view header, const Callback<Value(Value)>& decode);

/// The decoded value of the first cookie of that name: a view of `header`, or of `scratch` when there was something to
/// decode.
std::optional<std::string_view> findCookie(std::string_view header, std::string_view name, std::string& scratch);

/// What follows name=value in a Set-Cookie field. Empty texts are left out.
struct CookieAttributes {
  std::optional<double> maxAge = {};   // Seconds. Default: none.
  std::string_view domain = {};        // Default: the host that answers.
  std::string_view path = {};          // Default: the folder of the request's path.
  std::optional<double> expires = {};  // Milliseconds since 1970. Default: until the browser closes.
  bool httpOnly = false;               // Hidden from scripts. Default: false.
  bool secure = false;                 // Sent over https only. Default: false.
  bool partitioned = false;            // Kept apart by top-level site (CHIPS). Default: false.
  std::string_view priority = {};      // "low", "medium" or "high". Default: none.
  std::string_view sameSite = {};      // "lax", "strict" or "none". Default: none.
};

/// Appends the value of a Set-Cookie field; `value` is percent-encoded. Throws TypeError in npm cookie's words ("option
/// domain is invalid"). npm cookie: serialize.
void appendCookie(std::string& out, std::string_view name, std::string_view value, const CookieAttributes& attributes);

/// Secrets that sign values as npm's cookie-signature does, prepared once: signing takes no look at the secret. The first
/// signs, all verify, so a secret is changed by putting the new one in front. Immutable; copies share the keys; for all
/// threads.
class CookieKeys {
 public:
  /// Length of a signature.
  static constexpr std::size_t signature_size = 43;

  CookieKeys() = default;
  explicit CookieKeys(const Texts& secrets);
  bool empty() const noexcept { return !keys_; }

  /// Appends `value.signature`.
  void sign(std::string_view value, std::string& out) const;
  /// The value in `value.signature`, a view of it; nothing unless one of the secrets made the signature. Constant time.
  /// `key` tells which secret it was.
  std::optional<std::string_view> unsign(std::string_view signed_value, std::size_t* key = nullptr) const noexcept;

 private:
  struct Keys;
  std::shared_ptr<const Keys> keys_;
};

/// An id that nobody can guess: `bytes` from the system's generator in base64url; 24 make 32 characters.
std::string randomId(std::size_t bytes = 24);

/// Whether two texts are the same, in a time that depends on their lengths alone: for tokens and passwords.
bool sameText(std::string_view a, std::string_view b) noexcept;

}  // namespace crema
