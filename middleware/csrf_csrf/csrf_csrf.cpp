// doubleCsrf(): a token is HMAC(secret, identifier and random value), a delimiter, and the random value.
#include "csrf_csrf.hpp"

#include <crema/cookie.hpp>
#include <crema/cookie_options.hpp>
#include <crema/crypto.hpp>
#include <crema/object.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crema {
namespace detail {
namespace {

bool is_text(const Value& v) { return typeof_(v) == "string"; }

// The parts of a token; more delimiters end the second one.
struct Parts {
  std::string_view hmac, random;
};

std::optional<Parts> split(std::string_view token, std::string_view delimiter) {
  const auto at = token.find(delimiter);
  if (at == token.npos) return std::nullopt;
  const auto rest = token.substr(at + delimiter.size());
  const Parts parts{token.substr(0, at), rest.substr(0, rest.find(delimiter))};
  if (parts.hmac.empty() || parts.random.empty()) return std::nullopt;
  return parts;
}

CookieOptions as_cookie(const CsrfCookieOptions& given) {
  return {
      .maxAge = given.maxAge,
      .httpOnly = given.httpOnly,
      .secure = given.secure,
      .sameSite = given.sameSite == undefined ? Value("strict") : given.sameSite,
      .path = given.path,
      .domain = given.domain,
      .expires = given.expires,
      .priority = given.priority,
      .partitioned = given.partitioned,
  };
}

}  // namespace

class DoubleCsrf {
 public:
  explicit DoubleCsrf(DoubleCsrfOptions given) : options(std::move(given)) {
    if (!options.getSecret) throw TypeError("getSecret is not a function");
    if (!options.getSessionIdentifier) throw TypeError("getSessionIdentifier is not a function");
    if (options.csrfTokenDelimiter.empty()) throw TypeError("csrfTokenDelimiter must not be empty");
    if (options.size < 1) throw RangeError("size must be at least 1");
    (void)hmac("x", "x");  // an algorithm that is none is found now
    std::string field;
    appendCookie(field, options.cookieName, "", {});
    const auto& error = options.errorConfig;
    refusal = createError(error.statusCode, error.message, {{"code", error.code}});
  }

  DoubleCsrfOptions options;
  Error refusal;

  bool needs_token(Request& req) const {
    const auto& ignored = options.ignoredMethods.list();
    if (std::find(ignored.begin(), ignored.end(), req.method.view()) != ignored.end()) return false;
    return !options.skipCsrfProtection || options.skipCsrfProtection(req) != true;
  }

  bool validates(Request& req) const {
    const Value kept = in_cookie(req);
    const Value sent =
        options.getCsrfTokenFromRequest ? options.getCsrfTokenFromRequest(req) : Value(req.headers["x-csrf-token"]);
    if (!is_text(kept) || !is_text(sent) || !kept || !sameText(kept.view(), sent.view())) return false;
    return is_ours(req, kept.view());
  }

  Value generate(Request& req, const Response& res, const GenerateCsrfTokenOptions& how) const {
    const Value token = token_for(req, how);
    CsrfCookieOptions cookie = options.cookieOptions;
    if (how.cookieOptions) how.cookieOptions(cookie);
    res.cookie(options.cookieName, token, as_cookie(cookie));
    return token;
  }

 private:
  Value in_cookie(const Request& req) const {
    const Value kept = req.cookies[options.cookieName];  // a TypeError where cookieParser() is missing
    return kept.value_or("");
  }

  std::string hmac(const Value& secret, std::string_view message) const {
    return crypto.createHmac(options.hmacAlgorithm, secret).update(message).digest("hex").str();
  }

  // The lengths, so that no two pairs give one text. JavaScript counts in units of UTF-16.
  std::string message(Request& req, std::string_view random) const {
    const Value who = options.getSessionIdentifier(req);
    const auto& by = options.messageDelimiter;
    return Value(who.length()).str() + by + who.str() + by + Value(Value(random).length()).str() + by +
           std::string(random);
  }

  bool is_ours(Request& req, std::string_view token) const {
    const auto parts = split(token, options.csrfTokenDelimiter);
    if (!parts) return false;
    const auto signed_text = message(req, parts->random);
    const Value secrets = options.getSecret(req);
    if (!Array.isArray(secrets)) return sameText(parts->hmac, hmac(secrets, signed_text));
    for (const auto& secret : secrets)
      if (sameText(parts->hmac, hmac(secret, signed_text))) return true;
    return false;
  }

  Value token_for(Request& req, const GenerateCsrfTokenOptions& how) const {
    if (!how.overwrite && req.cookies.hasOwnProperty(options.cookieName)) {
      const Value kept = in_cookie(req);
      if (is_text(kept) && is_ours(req, kept.view())) return kept;
      if (how.validateOnReuse) throw refusal;
    }
    const Value secrets = options.getSecret(req);
    const auto random = crypto.randomBytes(options.size).toString("hex").str();
    const auto signature = hmac(Array.isArray(secrets) ? Value(secrets[0]) : secrets, message(req, random));
    return signature + options.csrfTokenDelimiter + random;
  }
};

namespace {

void take(Value& option, const Value& given) {
  if (typeof_(given) != "undefined") option = given;
}
void take(bool& option, const Value& given) {
  if (typeof_(given) != "undefined") option = static_cast<bool>(given);
}

// What an object of the caller's has of a cookie's options.
void take_all(CsrfCookieOptions& options, const Value& given) {
  take(options.maxAge, given.get("maxAge"));
  take(options.httpOnly, given.get("httpOnly"));
  take(options.secure, given.get("secure"));
  take(options.sameSite, given.get("sameSite"));
  take(options.path, given.get("path"));
  take(options.domain, given.get("domain"));
  take(options.expires, given.get("expires"));
  take(options.priority, given.get("priority"));
  take(options.partitioned, given.get("partitioned"));
}

// Of req["csrfToken"]({{"overwrite", true}}).
GenerateCsrfTokenOptions options_of(const Value& given) {
  GenerateCsrfTokenOptions how;
  if (!given) return how;
  const Value cookie = given.get("cookieOptions");
  if (cookie) how.cookieOptions = [cookie](CsrfCookieOptions& options) { take_all(options, cookie); };
  how.overwrite = static_cast<bool>(given.get("overwrite"));
  how.validateOnReuse = static_cast<bool>(given.get("validateOnReuse"));
  return how;
}

Handler protection(const std::shared_ptr<const DoubleCsrf>& state) {
  const Value function = Function([state](Request& req, Response& res, const Value& options) {
    return state->generate(req, res, options_of(options));
  });
  return [state, function](Request& req, Response&, const Next& next) {
    req["csrfToken"] = function;
    if (!state->needs_token(req) || state->validates(req)) return next();
    next(state->refusal);
  };
}

}  // namespace
}  // namespace detail

DoubleCsrfUtilities::DoubleCsrfUtilities(std::shared_ptr<const detail::DoubleCsrf> state)
    : doubleCsrfProtection(detail::protection(state)),
      invalidCsrfTokenError(state->refusal),
      state_(std::move(state)) {}

Value DoubleCsrfUtilities::generateCsrfToken(const Request& req, const Response& res,
                                             const GenerateCsrfTokenOptions& options) const {
  Request asked = req;
  return state_->generate(asked, res, options);
}

bool DoubleCsrfUtilities::validateRequest(const Request& req) const {
  Request asked = req;
  return state_->validates(asked);
}

DoubleCsrfUtilities doubleCsrf(DoubleCsrfOptions options) {
  return DoubleCsrfUtilities(std::make_shared<const detail::DoubleCsrf>(std::move(options)));
}

}  // namespace crema
