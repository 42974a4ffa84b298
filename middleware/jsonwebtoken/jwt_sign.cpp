// jwt.sign(): npm's checks in npm's order, so that the first of several mistakes is the same.
#include <crema/buffer.hpp>
#include <crema/host_object.hpp>
#include <crema/object.hpp>
#include <crema/process.hpp>

#include <array>
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
bool is_bool(const Value& v) { return typeof_(v) == "boolean"; }
bool is_list_or_text(const Value& v) { return is_text(v) || Array.isArray(v); }
bool is_timespan(const Value& v) { return (is_number(v) && crema::Number.isInteger(v)) || (is_text(v) && !!v); }
bool is_plain_object(const Value& v) {
  return typeof_(v) == "object" && v != null && !Array.isArray(v) && !Buffer.isBuffer(v) && !host<HostObject>(v);
}
bool is_algorithm(const Value& v) {
  static const Value known = Array("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
                                   "HS256", "HS384", "HS512", "none");
  return is_text(v) && known.includes(v);
}

struct Rule {
  std::string_view name;
  bool (*holds)(const Value&);
  std::string_view otherwise;
};

constexpr std::array<Rule, 14> option_rules = {{
    {"expiresIn", is_timespan, "\"expiresIn\" should be a number of seconds or string representing a timespan"},
    {"notBefore", is_timespan, "\"notBefore\" should be a number of seconds or string representing a timespan"},
    {"audience", is_list_or_text, "\"audience\" must be a string or array"},
    {"algorithm", is_algorithm, "\"algorithm\" must be a valid string enum value"},
    {"header", is_plain_object, "\"header\" must be an object"},
    {"encoding", is_text, "\"encoding\" must be a string"},
    {"issuer", is_text, "\"issuer\" must be a string"},
    {"subject", is_text, "\"subject\" must be a string"},
    {"jwtid", is_text, "\"jwtid\" must be a string"},
    {"noTimestamp", is_bool, "\"noTimestamp\" must be a boolean"},
    {"keyid", is_text, "\"keyid\" must be a string"},
    {"mutatePayload", is_bool, "\"mutatePayload\" must be a boolean"},
    {"allowInsecureKeySizes", is_bool, "\"allowInsecureKeySizes\" must be a boolean"},
    {"allowInvalidAsymmetricKeyTypes", is_bool, "\"allowInvalidAsymmetricKeyTypes\" must be a boolean"},
}};

constexpr std::array<Rule, 3> claim_rules = {{
    {"iat", is_number, "\"iat\" should be a number of seconds"},
    {"exp", is_number, "\"exp\" should be a number of seconds"},
    {"nbf", is_number, "\"nbf\" should be a number of seconds"},
}};

template <std::size_t N>
void check_members(const Value& object, const std::array<Rule, N>& rules, std::string_view parameter,
                   bool unknown_too) {
  if (!is_plain_object(object)) throw Error("Expected \"" + std::string(parameter) + "\" to be a plain object.");
  for (auto [key, value] : Object.entries(object)) {
    if (!given(value)) continue;
    const Rule* found = nullptr;
    for (const Rule& rule : rules) {
      if (key == rule.name) found = &rule;
    }
    if (!found && !unknown_too)
      throw Error("\"" + key.str() + "\" is not allowed in \"" + std::string(parameter) + "\"");
    if (found && !found->holds(value)) throw Error(found->otherwise);
  }
}

// alg, typ and kid first, then what the caller adds; what he overrides stays in its place.
Value header_of(const Value& options, bool object_payload) {
  Value header = Object();
  header["alg"] = options.get("algorithm") || "HS256";
  if (object_payload) header["typ"] = "JWT";
  const Value kid = options.get("keyid"), more = options.get("header");
  if (given(kid)) header["kid"] = kid;
  if (is_plain_object(more)) Object.assign(header, more);
  if (!is_text(header["alg"])) throw TypeError("header.alg.startsWith is not a function");
  return header;
}

JwtKey key_for(std::string_view algorithm, const Value& key, const Value& options) {
  if (!key && options.get("algorithm") != "none") throw Error("secretOrPrivateKey must have a value");
  auto found = signing_key(key);
  if (!found) throw Error("secretOrPrivateKey is not valid key material");
  const bool asymmetric = algorithm.starts_with("RS") || algorithm.starts_with("PS") || algorithm.starts_with("ES");
  if (found->type == JwtKey::Type::none && (asymmetric || algorithm.starts_with("HS")))
    typeof_(key["type"]);  // the TypeError that npm runs into
  if (algorithm.starts_with("HS") && found->type != JwtKey::Type::secret)
    throw Error("secretOrPrivateKey must be a symmetric key when using " + std::string(algorithm));
  if (asymmetric && found->type != JwtKey::Type::private_key)
    throw Error("secretOrPrivateKey must be an asymmetric key when using " + std::string(algorithm));
  const int bits = found->modulus_bits();
  if (asymmetric && !algorithm.starts_with("ES") && !options.get("allowInsecureKeySizes") && bits > 0 && bits < 2048)
    throw Error("secretOrPrivateKey has a minimum key size of 2048 bits for " + std::string(algorithm));
  return std::move(*found);
}

void refuse_options_of_objects(const Value& payload, const Value& options) {
  Value refused = Array();
  for (const char* name : {"expiresIn", "notBefore", "noTimestamp", "audience", "issuer", "subject", "jwtid"}) {
    if (given(options.get(name))) refused.push(name);
  }
  if (refused.length() > 0)
    throw Error("invalid " + refused.join(",").str() + " option for " + typeof_(payload).str() + " payload");
}

void refuse_twice(const Value& payload, const Value& options, const char* option, const char* claim) {
  if (given(payload.get(claim)) && given(options.get(option))) {
    throw Error("Bad \"options." + std::string(option) + "\" option the payload already has an \"" + claim +
                "\" property.");
  }
}

void set_moment(const Value& payload, const char* claim, const Value& options, const char* option, double from) {
  const Value time = options.get(option);
  if (!given(time)) return;
  const Value moment = after_timespan(time, from);
  if (!given(moment)) {
    throw Error("\"" + std::string(option) +
                "\" should be a number of seconds or string representing a timespan eg: \"1d\", \"20h\", 60");
  }
  payload[claim] = moment;
}

void set_claims(const Value& payload, const Value& options) {
  const double issued = (payload.get("iat") || jwt_now()).number();
  if (options.get("noTimestamp")) delete_(payload["iat"]);
  else payload["iat"] = issued;
  set_moment(payload, "nbf", options, "notBefore", issued);
  set_moment(payload, "exp", options, "expiresIn", issued);
  static constexpr std::array<std::pair<const char*, const char*>, 4> claims = {
      {{"audience", "aud"}, {"issuer", "iss"}, {"subject", "sub"}, {"jwtid", "jti"}}};
  for (const auto& [option, claim] : claims) {
    if (!given(options.get(option))) continue;
    if (given(payload.get(claim))) {
      throw Error("Bad \"options." + std::string(option) + "\" option. The payload already has an \"" + claim +
                  "\" property.");
    }
    payload[claim] = options.get(option);
  }
}

std::string encoded(const Value& text, const Value& encoding) {
  return Buffer.from(text, encoding).toString("base64url").str();
}

Value payload_text(const Value& payload) {
  if (is_text(payload)) return payload;
  if (is_number(payload) || Buffer.isBuffer(payload)) return payload.toString();
  return JSON.stringify(payload);
}

}  // namespace

Value jwt_sign(const Value& given_payload, const Value& key_value, const Value& given_options) {
  const Value options = given_options ? given_options : Object();
  Value payload = given_payload;
  const bool is_object = typeof_(payload) == "object" && !Buffer.isBuffer(payload);
  const Value header = header_of(options, is_object);
  const std::string algorithm = header["alg"].str();
  const JwtKey key = key_for(algorithm, key_value, options);
  if (!given(payload)) throw Error("payload is required");
  if (is_object) {
    check_members(payload, claim_rules, "payload", true);
    if (!options.get("mutatePayload")) payload = Value{spread(payload)};
    refuse_twice(payload, options, "expiresIn", "exp");
    refuse_twice(payload, options, "notBefore", "nbf");
  } else {
    refuse_options_of_objects(payload, options);
  }
  check_members(options, option_rules, "options", false);
  if (!options.get("allowInvalidAsymmetricKeyTypes")) {
    if (const auto wrong = misfit(algorithm, key)) throw Error(*wrong);
  }
  if (is_object) set_claims(payload, options);
  const std::string input = encoded(JSON.stringify(header), "binary") + "." +
                            encoded(payload_text(payload), options.get("encoding") || "utf8");
  return input + "." + JwtAlgorithm::named(algorithm).sign(input, key);
}

void jwt_sign(const Value& payload, const Value& key, const Value& options, Callback<Error, Value> callback) {
  Value token;
  Error failed;
  try {
    token = jwt_sign(payload, key, options);
  } catch (...) {
    failed = Error::from_exception(std::current_exception());
  }
  if (failed) return callback(failed);
  process.nextTick([=] { callback(nullptr, token); });
}

}  // namespace crema::detail
