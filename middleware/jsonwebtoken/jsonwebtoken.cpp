// What the header promises, and how options and errors look; signing and verifying are in jwt_sign.cpp and jwt_verify.cpp.
#include "jsonwebtoken.hpp"

#include <crema/buffer.hpp>
#include <crema/object.hpp>

#include <array>
#include <string_view>
#include <utility>

#include "jwt_decode.hpp"

namespace crema {
namespace {

template <class Options, std::size_t N>
Value given_members(const Options& options,
                    const std::array<std::pair<std::string_view, Value Options::*>, N>& members) {
  Value given;
  for (const auto& [name, member] : members) {
    const Value& value = options.*member;
    if (typeof_(value) == "undefined") continue;
    if (!given) given = Object();
    given[name] = value;
  }
  return given;
}

}  // namespace

JsonWebTokenError::JsonWebTokenError(const char* class_name, const Value& text)
    : Error(Class::error, class_name, text) {
  enumerate_name_and_message();
}

JsonWebTokenError::JsonWebTokenError(const Value& text, const Value& inner)
    : JsonWebTokenError("JsonWebTokenError", text) {
  if (inner) (*this)["inner"] = inner;
}

TokenExpiredError::TokenExpiredError(const Value& text, const Value& expiredAt)
    : JsonWebTokenError("TokenExpiredError", text) {
  (*this)["expiredAt"] = expiredAt;
}

NotBeforeError::NotBeforeError(const Value& text, const Value& date) : JsonWebTokenError("NotBeforeError", text) {
  (*this)["date"] = date;
}

namespace detail {

Value jwt_options(const JwtSignOptions& options) {
  using O = JwtSignOptions;
  static constexpr std::array<std::pair<std::string_view, Value O::*>, 14> members = {
      {{"algorithm", &O::algorithm},
       {"expiresIn", &O::expiresIn},
       {"notBefore", &O::notBefore},
       {"audience", &O::audience},
       {"issuer", &O::issuer},
       {"jwtid", &O::jwtid},
       {"subject", &O::subject},
       {"noTimestamp", &O::noTimestamp},
       {"header", &O::header},
       {"keyid", &O::keyid},
       {"mutatePayload", &O::mutatePayload},
       {"allowInsecureKeySizes", &O::allowInsecureKeySizes},
       {"allowInvalidAsymmetricKeyTypes", &O::allowInvalidAsymmetricKeyTypes},
       {"encoding", &O::encoding}}};
  return given_members(options, members);
}

Value jwt_options(const JwtVerifyOptions& options) {
  using O = JwtVerifyOptions;
  static constexpr std::array<std::pair<std::string_view, Value O::*>, 13> members = {
      {{"algorithms", &O::algorithms},
       {"audience", &O::audience},
       {"complete", &O::complete},
       {"issuer", &O::issuer},
       {"jwtid", &O::jwtid},
       {"ignoreExpiration", &O::ignoreExpiration},
       {"ignoreNotBefore", &O::ignoreNotBefore},
       {"subject", &O::subject},
       {"clockTolerance", &O::clockTolerance},
       {"maxAge", &O::maxAge},
       {"clockTimestamp", &O::clockTimestamp},
       {"nonce", &O::nonce},
       {"allowInvalidAsymmetricKeyTypes", &O::allowInvalidAsymmetricKeyTypes}}};
  return given_members(options, members);
}

Value jwt_options(const JwtDecodeOptions& options) {
  using O = JwtDecodeOptions;
  static constexpr std::array<std::pair<std::string_view, Value O::*>, 2> members = {
      {{"complete", &O::complete}, {"json", &O::json}}};
  return given_members(options, members);
}

Value JwtLibrary::decode_with(const Value& token, const Value& options) const {
  const bool is_bytes = Buffer.isBuffer(token);
  const Value text = typeof_(token) == "string" ? token : is_bytes ? token.toString() : JSON.stringify(token);
  DecodedJwt decoded;
  if (typeof_(text) != "string" || !decode_jwt(text.view(), !!options.get("json"), decoded)) return null;
  return options.get("complete") == true ? decoded.complete() : decoded.payload;
}

}  // namespace detail
}  // namespace crema
