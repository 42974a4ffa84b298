// jwt.verify(): npm's checks in npm's order. ! Nothing of the payload counts before the signature is found good.
#include <crema/date.hpp>
#include <crema/is_regex.hpp>
#include <crema/object.hpp>

#include <algorithm>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "jsonwebtoken.hpp"
#include "jwt_decode.hpp"
#include "jwt_signature.hpp"

namespace crema::detail {
namespace {

bool given(const Value& v) { return typeof_(v) != "undefined"; }
bool is_text(const Value& v) { return typeof_(v) == "string"; }
bool is_number(const Value& v) { return typeof_(v) == "number"; }

// A token that is being verified.
struct Candidate {
  Value token, options;
  double now = 0;
  DecodedJwt parts;
};

// What can be said before the key is known.
Candidate candidate(const Value& token, const Value& given_options) {
  Candidate c;
  c.options = given_options ? given_options : Object();
  const Value clock = c.options.get("clockTimestamp"), nonce = c.options.get("nonce"),
              kinds = c.options.get("allowInvalidAsymmetricKeyTypes");
  if (clock && !is_number(clock)) throw JsonWebTokenError("clockTimestamp must be a number");
  if (given(nonce) && (!is_text(nonce) || nonce.trim() == ""))
    throw JsonWebTokenError("nonce must be a non-empty string");
  if (given(kinds) && typeof_(kinds) != "boolean")
    throw JsonWebTokenError("allowInvalidAsymmetricKeyTypes must be a boolean");
  c.now = clock ? clock.number() : jwt_now();
  if (!token) throw JsonWebTokenError("jwt must be provided");
  if (!is_text(token)) throw JsonWebTokenError("jwt must be a string");
  c.token = token;
  const auto text = c.token.view();
  if (std::count(text.begin(), text.end(), '.') != 2) throw JsonWebTokenError("jwt malformed");
  if (!decode_jwt(text, false, c.parts)) throw JsonWebTokenError("invalid token");
  return c;
}

// By the kind of key, so that nobody verifies by HMAC with a public key that everybody has.
Value usual_algorithms(const JwtKey& key) {
  if (key.type == JwtKey::Type::secret) return Array("HS256", "HS384", "HS512");
  if (key.kind() == "ec") return Array("ES256", "ES384", "ES512");
  return Array("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");
}

void check_signature(const Candidate& c, const Value& key_value) {
  const bool is_signed = !c.parts.signature.empty();
  Value accepted = c.options.get("algorithms");
  if (!is_signed && key_value) throw JsonWebTokenError("jwt signature is required");
  if (is_signed && !key_value) throw JsonWebTokenError("secret or public key must be provided");
  if (!is_signed && !accepted)
    throw JsonWebTokenError("please specify \"none\" in \"algorithms\" to verify unsigned tokens");
  const auto key = verifying_key(key_value);
  if (!key) throw JsonWebTokenError("secretOrPublicKey is not valid key material");
  if (!accepted) accepted = usual_algorithms(*key);
  if (is_text(accepted)) accepted = Array(accepted);
  const Value named = c.parts.header.get("alg");
  if (!is_text(named) || !accepted.includes(named)) throw JsonWebTokenError("invalid algorithm");
  const std::string algorithm = named.str();
  if (algorithm.empty()) {
    Error error("Missing algorithm parameter for jws.verify");
    error.code = "MISSING_ALGORITHM";
    throw error;
  }
  const bool asymmetric = algorithm.starts_with("RS") || algorithm.starts_with("PS") || algorithm.starts_with("ES");
  const bool needs_key = asymmetric || algorithm.starts_with("HS");
  if (needs_key && key->type == JwtKey::Type::none) typeof_(key_value["type"]);  // the TypeError that npm runs into
  if (algorithm.starts_with("HS") && key->type != JwtKey::Type::secret)
    throw JsonWebTokenError("secretOrPublicKey must be a symmetric key when using " + algorithm);
  if (asymmetric && key->type != JwtKey::Type::public_key)
    throw JsonWebTokenError("secretOrPublicKey must be an asymmetric key when using " + algorithm);
  if (!c.options.get("allowInvalidAsymmetricKeyTypes")) {
    if (const auto wrong = misfit(algorithm, *key)) throw Error(*wrong);
  }
  if (!JwtAlgorithm::named(algorithm).verify(c.parts.signed_part, c.parts.signature, *key))
    throw JsonWebTokenError("invalid signature");
}

Value date_of(double seconds) { return Date(seconds * 1000); }

void check_time(const Candidate& c, double tolerance) {
  const Value &payload = c.parts.payload, nbf = payload["nbf"], exp = payload["exp"];
  if (given(nbf) && !c.options.get("ignoreNotBefore")) {
    if (!is_number(nbf)) throw JsonWebTokenError("invalid nbf value");
    if (nbf.number() > c.now + tolerance) throw NotBeforeError("jwt not active", date_of(nbf.number()));
  }
  if (given(exp) && !c.options.get("ignoreExpiration")) {
    if (!is_number(exp)) throw JsonWebTokenError("invalid exp value");
    if (c.now >= exp.number() + tolerance) throw TokenExpiredError("jwt expired", date_of(exp.number()));
  }
}

void check_age(const Candidate& c, double tolerance) {
  const Value longest = c.options.get("maxAge");
  if (!longest) return;
  const Value issued = c.parts.payload["iat"];
  if (!is_number(issued)) throw JsonWebTokenError("iat required when maxAge is specified");
  const Value end = after_timespan(longest, issued.number());
  if (!given(end)) {
    throw JsonWebTokenError(
        "\"maxAge\" should be a number of seconds or string representing a timespan eg: \"1d\", \"20h\", 60");
  }
  if (c.now >= end.number() + tolerance) throw TokenExpiredError("maxAge exceeded", date_of(end.number()));
}

// A list as it is, one as a list of it.
Value listed(const Value& v) { return Array.isArray(v) ? v : Array(v); }

void check_audience(const Candidate& c) {
  const Value wanted = c.options.get("audience");
  if (!wanted) return;
  const Value audiences = listed(wanted);
  for (auto one : listed(c.parts.payload["aud"])) {
    for (auto audience : audiences) {
      if (isRegex(audience) ? String(one).search(audience) >= 0 : typeof_(one) == typeof_(audience) && one == audience)
        return;
    }
  }
  throw JsonWebTokenError("jwt audience invalid. expected: " + audiences.join(" or "));
}

void check_claim(const Candidate& c, const char* option, const char* claim) {
  const Value wanted = c.options.get(option);
  if (wanted && c.parts.payload[claim] != wanted)
    throw JsonWebTokenError("jwt " + std::string(option) + " invalid. expected: " + wanted.str());
}

void check_issuer(const Candidate& c) {
  const Value wanted = c.options.get("issuer");
  if (!wanted) return;
  const Value issuer = c.parts.payload["iss"];
  if (is_text(wanted) ? issuer != wanted : Array.isArray(wanted) && !wanted.includes(issuer))
    throw JsonWebTokenError("jwt issuer invalid. expected: " + wanted.str());
}

Value verified(const Candidate& c, const Value& key) {
  check_signature(c, key);
  const Value tolerated = c.options.get("clockTolerance");
  const double tolerance = tolerated ? tolerated.number() : 0;
  check_time(c, tolerance);
  check_audience(c);
  check_issuer(c);
  check_claim(c, "subject", "sub");
  check_claim(c, "jwtid", "jti");
  check_claim(c, "nonce", "nonce");
  check_age(c, tolerance);
  return c.options.get("complete") == true ? c.parts.complete() : c.parts.payload;
}

// Calls back with what `work` gives or throws; what the callback itself throws is its caller's.
template <class Work>
void answer(const Callback<Error, Value>& callback, Work work) {
  Value result;
  Error failed;
  try {
    result = work();
  } catch (...) {
    failed = Error::from_exception(std::current_exception());
  }
  if (failed) callback(failed);
  else callback(nullptr, result);
}

}  // namespace

Value jwt_verify(const Value& token, const Value& key, const Value& options) {
  const Candidate c = candidate(token, options);
  if (typeof_(key) == "function") {
    throw JsonWebTokenError("verify must be called asynchronous if secret or public key is provided as a callback");
  }
  return verified(c, key);
}

void jwt_verify(const Value& token, const Value& key, const Value& options, Callback<Error, Value> callback) {
  if (typeof_(key) == "function") {
    const auto find = [=](auto header, auto found) {
      key(header, Function([=](auto err, auto value) { found(Error(err), value); }));
    };
    return jwt_verify(token, JwtKeyFinder(find), options, std::move(callback));
  }
  answer(callback, [&] { return jwt_verify(token, key, options); });
}

void jwt_verify(const Value& token, const JwtKeyFinder& key, const Value& options, Callback<Error, Value> callback) {
  std::optional<Candidate> c;
  Error failed;
  try {
    c = candidate(token, options);
  } catch (...) {
    failed = Error::from_exception(std::current_exception());
  }
  if (failed) return callback(failed);
  key(c->parts.header, [kept = *c, callback](auto& err, auto& value) {
    if (err) return callback(JsonWebTokenError("error in secret or public key callback: " + err.message));
    answer(callback, [&] { return verified(kept, value); });
  });
}

}  // namespace crema::detail
