#include "jwt_decode.hpp"

#include <crema/buffer.hpp>
#include <crema/date.hpp>
#include <crema/duration.hpp>
#include <crema/error.hpp>
#include <crema/json_text.hpp>
#include <crema/object.hpp>

#include <algorithm>
#include <cmath>

namespace crema::detail {
namespace {

bool is_base64url(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

Value parsed_or_undefined(std::string_view text) {
  try {
    return parseJson(text);
  } catch (const SyntaxError&) {
    return {};
  }
}

// What is JSON of an object counts as one even if the header does not say so.
Value payload_of(std::string_view encoded, bool json) {
  const Value text = Buffer.from(encoded, "base64").toString();
  if (json) return parseJson(text.view());
  const Value parsed = parsed_or_undefined(text.view());
  return typeof_(parsed) == "object" && parsed != null ? parsed : text;
}

}  // namespace

Value DecodedJwt::complete() const { return Value{{"header", header}, {"payload", payload}, {"signature", signature}}; }

bool decode_jwt(std::string_view token, bool json, DecodedJwt& out) {
  const auto first = token.find('.');
  if (first == std::string_view::npos) return false;
  const auto second = token.find('.', first + 1);
  if (second == std::string_view::npos) return false;
  const auto head = token.substr(0, first), payload = token.substr(first + 1, second - first - 1);
  out.signed_part = token.substr(0, second);
  out.signature = token.substr(second + 1);
  if (head.empty() || payload.empty()) return false;
  if (!is_base64url(head) || !is_base64url(payload) || !is_base64url(out.signature)) return false;
  out.header = parsed_or_undefined(Buffer.from(head, "base64").toString("latin1").view());
  if (!out.header) return false;
  out.payload = payload_of(payload, json || out.header.get("typ") == "JWT");
  return true;
}

double jwt_now() { return std::floor(Date.now().number() / 1000); }

Value after_timespan(const Value& time, double from) {
  const double start = from != 0 && from == from ? from : jwt_now();
  if (typeof_(time) == "number") return start + time.number();
  if (typeof_(time) != "string") return {};
  try {
    return std::floor(start + Duration(time).ms() / 1000);
  } catch (const TypeError&) {
    return {};
  }
}

}  // namespace crema::detail
