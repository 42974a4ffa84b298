// Modules with their options.
#include "interpreter.hpp"

#include <crema/compression.hpp>
#include <crema/cookie_session.hpp>
#include <crema/cors.hpp>
#include <crema/helmet.hpp>
#include <crema/method_override.hpp>
#include <crema/session.hpp>

using namespace crema;

namespace random_test {
namespace {

Value given(const Value& options, const char* name, const Value& otherwise = {}) {
  return options.hasOwnProperty(name) ? Value(options[name]) : otherwise;
}

// Ids of sessions that are the same on both sides: made of the request's own.
Value genid(const Request& req) {
  req["ids"] = (req["ids"] || 0) + 1;
  return format("{}-{}", req.get("X-Id") || "nobody", req["ids"]);
}

Handler cors_of(const Value& options) {
  CorsOptions made;
  if (options.hasOwnProperty("origin")) made.origin = Value(options["origin"]);
  made.methods = given(options, "methods", made.methods);
  made.allowedHeaders = given(options, "allowedHeaders");
  made.exposedHeaders = given(options, "exposedHeaders");
  made.credentials = bool(given(options, "credentials", false));
  made.maxAge = given(options, "maxAge");
  made.preflightContinue = bool(given(options, "preflightContinue", false));
  made.optionsSuccessStatus = int(given(options, "optionsSuccessStatus", 204));
  return cors(made);
}

Handler compression_of(const Value& options) {
  CompressionOptions made;
  made.threshold = given(options, "threshold", made.threshold);
  made.level = given(options, "level");
  made.enforceEncoding = given(options, "enforceEncoding", "identity").str();
  return compression(made);
}

Handler cookie_session_of(const Value& options) {
  CookieSessionOptions made;
  made.name = given(options, "name", "").str();
  made.keys = Value(options["keys"]);
  made.maxAge = given(options, "maxAge");
  made.secure = given(options, "secure");
  made.httpOnly = bool(given(options, "httpOnly", true));
  made.sameSite = given(options, "sameSite");
  made.signed_ = bool(given(options, "signed", true));
  made.overwrite = bool(given(options, "overwrite", true));
  made.path = given(options, "path", "/");
  made.domain = given(options, "domain");
  return cookieSession(made);
}

Handler method_override_of(const Value& options) {
  const Value getter = given(options, "getter", "X-HTTP-Method-Override");
  if (!options.hasOwnProperty("methods")) return methodOverride(getter);
  return methodOverride(getter, {.methods = Texts(options["methods"])});
}

}  // namespace

Handler sessions(const Value& options) {
  SessionOptions made;
  made.secret = Texts(given(options, "secret"));
  made.resave = options["resave"];
  made.saveUninitialized = options["saveUninitialized"];
  made.name = given(options, "name", "").str();
  made.rolling = bool(given(options, "rolling", false));
  made.proxy = given(options, "proxy");
  made.unset = given(options, "unset", "keep").str();
  made.genid = [](auto& req) { return genid(req); };
  const Value cookie = given(options, "cookie", Object());
  made.cookie.maxAge = given(cookie, "maxAge");
  made.cookie.secure = given(cookie, "secure");
  made.cookie.httpOnly = bool(given(cookie, "httpOnly", true));
  made.cookie.sameSite = given(cookie, "sameSite");
  made.cookie.path = given(cookie, "path", "/");
  made.cookie.domain = given(cookie, "domain");
  made.cookie.expires = given(cookie, "expires");
  made.cookie.priority = given(cookie, "priority");
  made.cookie.partitioned = given(cookie, "partitioned");
  return session(made);
}

Handler middleware(const Value& name, const Value& options) {
  if (name == "cors") return cors_of(options);
  if (name == "compression") return compression_of(options);
  if (name == "cookie-session") return cookie_session_of(options);
  if (name == "method-override") return method_override_of(options);
  return helmet();
}

}  // namespace random_test
