// cors(): npm's steps in npm's order. What does not depend on the request is made a text once.
#include "cors.hpp"

#include <crema/globals.hpp>
#include <crema/is_regex.hpp>
#include <crema/object.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace crema::detail {
namespace {

bool is_text(const Value& v) { return typeof_(v) == "string"; }

std::string joined(const Value& list) {
  if (!list) return {};
  return String(Array.isArray(list) ? list.join(",") : list);
}

// A number or a text; 0 is one, too.
std::string age_text(const Value& age) {
  const auto type = typeof_(age);
  if (type != "number" && type != "string") return {};
  return String(age);
}

bool is_allowed(const Value& origin, const Value& allowed) {
  if (Array.isArray(allowed)) {
    for (const auto& one : allowed)
      if (is_allowed(origin, one)) return true;
    return false;
  }
  if (is_text(allowed)) return is_text(origin) && origin == allowed;
  if (isRegex(allowed)) return String(origin).search(allowed) >= 0;
  return static_cast<bool>(allowed);
}

// A cors(), shared by all requests and threads; one of its own for a request whose options are its own.
struct Cors {
  explicit Cors(CorsOptions o)
      : origin(std::move(o.origin)),
        methods(joined(o.methods)),
        exposed(joined(o.exposedHeaders)),
        allowed(joined(o.allowedHeaders)),
        max_age(age_text(o.maxAge)),
        asks_for_allowed(!o.allowedHeaders),
        credentials(o.credentials),
        goes_on(o.preflightContinue),
        status(o.optionsSuccessStatus) {}

  ValueOr<Value, Callback<Error, Value>> origin;
  std::string methods, exposed, allowed, max_age;
  bool asks_for_allowed, credentials, goes_on;
  int status;

  void set_origin(const Value& allowed_origin, const Request& req, const Response& res) const {
    if (is_text(allowed_origin)) {
      res.setHeader("Access-Control-Allow-Origin", allowed_origin);
      if (allowed_origin != "*") res.vary("Origin");
      return;
    }
    const Value asked = req.headers["origin"];
    if (asked && is_allowed(asked, allowed_origin)) res.setHeader("Access-Control-Allow-Origin", asked);
    res.vary("Origin");
  }

  void set_allowed(const Request& req, const Response& res) const {
    Value names = allowed;
    if (asks_for_allowed) {
      names = req.headers["access-control-request-headers"];
      res.vary("Access-Control-Request-Headers");
    }
    if (names) res.setHeader("Access-Control-Allow-Headers", names);
  }

  void answer(const Value& allowed_origin, const Request& req, const Response& res, const Next& next) const {
    const bool preflight = req.method == "OPTIONS";
    set_origin(allowed_origin, req, res);
    if (credentials) res.setHeader("Access-Control-Allow-Credentials", "true");
    if (preflight) {
      if (!methods.empty()) res.setHeader("Access-Control-Allow-Methods", methods);
      set_allowed(req, res);
      if (!max_age.empty()) res.setHeader("Access-Control-Max-Age", max_age);
    }
    if (!exposed.empty()) res.setHeader("Access-Control-Expose-Headers", exposed);
    if (!preflight || goes_on) return next();
    // Safari waits for a body that a 204 cannot have, unless it is told that there is none.
    res.statusCode = status;
    res.setHeader("Content-Length", "0");
    res.end();
  }

  static void run(const std::shared_ptr<const Cors>& self, const Request& req, const Response& res, const Next& next) {
    if (!self->origin.function()) {
      if (!self->origin.value()) return next();
      return self->answer(self->origin.value(), req, res, next);
    }
    const auto answer = [=](auto& err, auto& allowed_origin) {
      if (err) return next(err);
      if (!allowed_origin) return next();
      self->answer(allowed_origin, req, res, next);
    };
    ask(self->origin.function(), req.headers["origin"], answer);
  }

  // The function says it by its callback; what it returns is of no interest, what it throws is.
  static void ask(const Callback<Value(Value, Callback<Error, Value>)>& function, const Value& origin,
                  Callback<Error, Value> answer) {
    function.get(
        [answer](auto& err) {
          if (err) answer(err);
        },
        origin, answer);
  }
};

}  // namespace

Handler cors_for(Callback<Request&, Callback<Error, CorsOptions>> options) {
  return [options = std::move(options)](Request& req, Response& res, const Next& next) {
    Request asked = req;
    options(asked, [=](auto& err, auto& chosen) {
      if (err) return next(err);
      Cors::run(std::make_shared<const Cors>(chosen), asked, res, next);
    });
  };
}

}  // namespace crema::detail

namespace crema {

Handler cors(CorsOptions options) {
  return [self = std::make_shared<const detail::Cors>(std::move(options))](
             Request& req, Response& res, const Next& next) { detail::Cors::run(self, req, res, next); };
}

}  // namespace crema
