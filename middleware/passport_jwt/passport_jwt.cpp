// JwtStrategy: where the token is, whether it is good, and whom `verify` knows by it.
#include "passport_jwt.hpp"

#include <crema/error.hpp>
#include <crema/object.hpp>
#include <crema/request.hpp>

#include <cstddef>
#include <exception>
#include <string_view>

namespace crema {
namespace {

// The size of the blank with which a field begins; 0: it begins with none. JavaScript's blanks, of those that a field may have.
std::size_t blank(std::string_view field) {
  if (field.starts_with(' ') || field.starts_with('\t')) return 1;
  return field.starts_with("\u00a0") ? 2 : 0;
}

std::string_view next_word(std::string_view& field) {
  while (const auto size = blank(field)) field.remove_prefix(size);
  std::size_t end = 0;
  while (end < field.size() && !blank(field.substr(end))) ++end;
  const auto word = field.substr(0, end);
  field.remove_prefix(end);
  return word;
}

// "SCHEME TOKEN": the token, where the scheme is this one.
Value token_of(std::string_view field, const Value& scheme) {
  const auto first = next_word(field), second = next_word(field);
  return !second.empty() && Value(first).toLowerCase() == scheme ? Value(second) : Value(null);
}

Value own_member(const Value& of, const Value& name) {
  return of && typeof_(of) == "object" && of.hasOwnProperty(name) ? Value(of[name]) : Value(null);
}

}  // namespace

namespace detail {

JwtExtractor ExtractJwtLibrary::fromAuthHeaderAsBearerToken() const { return fromAuthHeaderWithScheme("bearer"); }

JwtExtractor ExtractJwtLibrary::fromAuthHeaderWithScheme(const Text& scheme) const {
  return [wanted = Value(scheme.str()).toLowerCase()](Request& req) {
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

JwtExtractor ExtractJwtLibrary::versionOneCompatibility(const JwtVersionOneOptions& options) const {
  const Value usual = "auth_token";
  return fromExtractors({fromAuthHeaderWithScheme(options.authScheme || "JWT"),
                         fromBodyField(options.tokenBodyField || usual),
                         fromUrlQueryParameter(options.tokenQueryParameterName || usual)});
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
