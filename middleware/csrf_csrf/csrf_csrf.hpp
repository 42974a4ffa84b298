// crema/csrf_csrf.hpp — forms that only our own pages can send, without a store.                            npm: csrf-csrf 4
#pragma once
#include <crema/callback.hpp>
#include <crema/duration.hpp>
#include <crema/error.hpp>
#include <crema/handler.hpp>
#include <crema/value.hpp>

#include <memory>
#include <string>

namespace crema {

/// The cookie of the token: what is not named is as here, as in npm's.
struct CsrfCookieOptions {
  Value maxAge = {};         // Milliseconds until it expires. Default: until the browser closes.
  bool httpOnly = true;      // Hidden from scripts. Default: true.
  bool secure = true;        // Sent over https only. Default: true.
  Value sameSite = {};       // true, "lax", "strict", "none", or false for none of them. Default: "strict".
  Value path = "/";          // Default: "/".
  Value domain = {};         // Default: the host that answers.
  Value expires = {};        // A Date. Default: until the browser closes.
  Value priority = {};       // "low", "medium" or "high". Default: none.
  bool partitioned = false;  // Kept apart by top-level site (CHIPS). Default: false.
};

/// The error of a request without a token.
struct CsrfErrorConfig {
  int statusCode = 403;                        // Default: 403.
  std::string message = "invalid csrf token";  // Default: as here.
  std::string code = "EBADCSRFTOKEN";          // Default: as here.
};

/// Options of doubleCsrf().
/// npm: https://github.com/Psifi-Solutions/csrf-csrf#configuration
struct DoubleCsrfOptions {
  /// A function of the request that gives the secret, or a list, of which the first signs and all verify. Required.
  Callback<Value(Request&)> getSecret = {};
  /// A function of the request that says what a token belongs to: the id of the session, a user's name. Required.
  Callback<Value(Request&)> getSessionIdentifier = {};
  std::string cookieName = "__Host-psifi.x-csrf-token";    // Default: as here. "__Host-" needs https.
  CsrfCookieOptions cookieOptions = {};                    // Default: SameSite=Strict, path "/", secure, httpOnly.
  std::string messageDelimiter = "!";                      // Between the parts of what is signed. Default: "!".
  std::string csrfTokenDelimiter = ".";                    // Between the parts of a token. Default: ".".
  int size = 32;                                           // Random bytes in a token. Default: 32.
  std::string hmacAlgorithm = "sha256";                    // Default: "sha256".
  Texts ignoredMethods = {"GET", "HEAD", "OPTIONS"};       // Methods without a check. Default: as here.
  Callback<Value(Request&)> getCsrfTokenFromRequest = {};  // Default: the header x-csrf-token.
  CsrfErrorConfig errorConfig = {};                        // Default: 403, EBADCSRFTOKEN.
  Callback<Value(Request&)> skipCsrfProtection = {};       // true: this request needs no token. Default: none.
};

/// Options of generateCsrfToken().
struct GenerateCsrfTokenOptions {
  bool overwrite = false;        // A new token, though the client has a good one. Default: false.
  bool validateOnReuse = false;  // A bad one in the cookie is an error, not replaced. Default: false.
  /// Changes the options of the cookie: `[](auto& o) { o.maxAge = 60000; }`. Default: none.
  Callback<CsrfCookieOptions&> cookieOptions = {};
};

namespace detail {
class DoubleCsrf;
}

/// What doubleCsrf() gives. A handle: copies are the same.
class DoubleCsrfUtilities {
 public:
  explicit DoubleCsrfUtilities(std::shared_ptr<const detail::DoubleCsrf> state);

  /// The middleware: gives requests `req.csrfToken()`, and refuses those that need a token and have none.
  Handler doubleCsrfProtection;
  /// What it passes on for these; to be known in an error handler by its code.
  Error invalidCsrfTokenError;
  /// The token for this client's pages, which is put into the cookie, too. Throws invalidCsrfTokenError with `validateOnReuse`.
  Value generateCsrfToken(const Request& req, const Response& res, const GenerateCsrfTokenOptions& options = {}) const;
  /// Whether the request has its token.
  bool validateRequest(const Request& req) const;

 private:
  std::shared_ptr<const detail::DoubleCsrf> state_;
};

/// The same token, signed for this session, has to be in a cookie and in the request. Stands behind cookieParser(). TypeError
/// without getSecret or getSessionIdentifier, Error for an algorithm that is none.
/// npm: https://github.com/Psifi-Solutions/csrf-csrf#using-asynchronously
DoubleCsrfUtilities doubleCsrf(DoubleCsrfOptions options);

}  // namespace crema
