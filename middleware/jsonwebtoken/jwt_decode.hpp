// The three parts of a token, as jws takes them apart (RFC 7515 §7.1).
#pragma once
#include <crema/value.hpp>

#include <string>
#include <string_view>

namespace crema::detail {

struct DecodedJwt {
  Value header, payload;
  std::string signed_part, signature;

  /// {header, payload, signature}
  Value complete() const;
};

/// False for what is no token. `json`: the payload is JSON, whatever the header says. Throws SyntaxError where it is to be and is not.
bool decode_jwt(std::string_view token, bool json, DecodedJwt& out);

/// Seconds since 1970, now.
double jwt_now();
/// `time` (seconds, or a text as "2h") after `from`, or after now where that is 0; undefined where it is no length of time.
Value after_timespan(const Value& time, double from);

}  // namespace crema::detail
