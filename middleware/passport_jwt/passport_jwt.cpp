// JwtStrategy: where the token is, whether it is good, and whom `verify` knows by it.
#include "passport_jwt.hpp"

#include <crema/error.hpp>
#include <crema/http_text.hpp>
#include <crema/object.hpp>
#include <crema/request.hpp>

#include <algorithm>
#include <exception>
#include <string>
#include <string_view>

namespace crema {
namespace {

constexpr std::string_view blanks = " \t\n\v\f\r";

// "SCHEME TOKEN": the token, where the scheme is this one.
Value token_of(std::string_view field, std::string_view scheme) {
  const auto word = [&field] {
    field.remove_prefix(std::min(field.size(), field.find_first_not_of(blanks)));
    const auto found = field.substr(0, field.find_first_of(blanks));
    field.remove_prefix(found.size());
    return found;
  };
  const auto first = word(), second = word();
  return !second.empty() && equalInAnyCase(first, scheme) ? Value(second) : Value(null);
}

Value own_member(const Value& of, const Value& name) {
  return of && typeof_(of) == "object" && of.hasOwnProperty(name) ? Value(of[name]) : Value(null);
}

}  // namespace

namespace detail {

JwtExtractor ExtractJwtLibrary::fromAuthHeaderAsBearerToken() const { return fromAuthHeaderWithScheme("bearer"); }

JwtExtractor ExtractJwtLibrary::fromAuthHeaderWithScheme(const Text& scheme) const {
  return [wanted = scheme.str()](Request& req) {
    const Value field = req.headers.get("authorization");
    return typeof_(field) == "string" ? token_of(field.view(), wanted) : Value(null);
  };
}

JwtExtractor ExtractJwtLibrary::fromHeader(const Text& name) const {
  return [name = name.value()](Request& req) { return req.headers.get(name) || null; };
}

JwtExtractor ExtractJwtLibrary::fromBodyField(const Text& name) const {
  return [name = name.value()](Request& req) { return own_member(req.body, name); };
}

JwtExtractor ExtractJwtLibrary::fromUrlQueryParameter(const Text& name) const {
  return [name = name.value()](Request& req) { return own_member(req.query, name); };
}

JwtExtractor ExtractJwtLibrary::fromExtractors(std::vector<JwtExtractor> list) const {
  return [list = std::move(list)](Request& req) {
    Value token = null;
    for (const auto& extractor : list)
      if ((token = extractor(req))) break;
    return token;
  };
}

}  // namespace detail

void JwtStrategy::begin(bool with_request) {
  name = "jwt";
  if (options_.secretOrKey && options_.secretOrKeyProvider) {
    throw TypeError("JwtStrategy has been given both a secretOrKey and a secretOrKeyProvider");
  }
  if (!options_.secretOrKey && !options_.secretOrKeyProvider) throw TypeError("JwtStrategy requires a secret or key");
  if (!options_.jwtFromRequest) {
    throw TypeError("JwtStrategy requires a function to retrieve jwt from requests (see option jwtFromRequest)");
  }
  if (with_request != options_.passReqToCallback) {
    throw TypeError(with_request
                        ? "JwtStrategy: verify takes the request: write .passReqToCallback = true"
                        : "JwtStrategy: with .passReqToCallback verify is [](auto& req, auto payload, auto done)");
  }
  auto& checks = options_.jsonWebTokenOptions;
  checks.issuer = options_.issuer;
  checks.audience = options_.audience;
  checks.algorithms = options_.algorithms;
  checks.ignoreExpiration = options_.ignoreExpiration;
}

void JwtStrategy::authenticate(Request& req, const AuthenticateOptions&, Authentication self) {
  const Value token = options_.jwtFromRequest(req);
  if (!token) return self.fail(Error("No auth token"));
  if (!options_.secretOrKeyProvider) return check(req, token, options_.secretOrKey, self);
  options_.secretOrKeyProvider(req, token, [this, &req, token, self](auto& err, auto& key) {
    if (err) return self.fail(err);
    check(req, token, key, self);
  });
}

void JwtStrategy::check(Request& req, const Value& token, const Value& key, const Authentication& self) const {
  jwt.verify(token, key, options_.jsonWebTokenOptions, [this, &req, self](auto& refused, auto& payload) {
    if (refused) return self.fail(refused);
    try {
      verify_(req, payload, [self](auto& err, auto& user, auto& info) {
        if (err) return self.error(err);
        if (!user) return self.fail(info);
        self.success(user, info);
      });
    } catch (...) {
      self.error(detail::error_of(std::current_exception()));
    }
  });
}

}  // namespace crema
