#include "rate_limit_fields.hpp"

#include <crema/buffer.hpp>
#include <crema/crypto.hpp>
#include <crema/date.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace crema::detail {
namespace {

std::string text(const Value& v) { return v.str(); }

// The key itself is not for everybody to see.
std::string partition_key(std::string_view key) {
  const auto digest = crypto.createHash("sha256").update(key).digest("hex").str();
  return Buffer.from(std::string_view(digest).substr(0, 12)).toString("base64").str();
}

std::string policy(const Quota& quota) { return text(quota.limit) + ";w=" + text(quota.window_seconds()); }

}  // namespace

double Quota::reset_seconds() const {
  if (std::isnan(reset_at)) return window_seconds();
  return std::max(0.0, std::ceil((reset_at - Date.now().number()) / 1000));
}

double Quota::window_seconds() const { return std::ceil(window_ms / 1000); }

void set_legacy_fields(const Response& res, const Quota& quota) {
  res.setHeader("X-RateLimit-Limit", text(quota.limit));
  res.setHeader("X-RateLimit-Remaining", text(quota.remaining));
  if (std::isnan(quota.reset_at)) return;
  res.setHeader("Date", Date().toUTCString());  // so that a client whose clock is wrong can tell how long it is
  res.setHeader("X-RateLimit-Reset", text(std::ceil(quota.reset_at / 1000)));
}

void set_draft6_fields(const Response& res, const Quota& quota) {
  res.setHeader("RateLimit-Policy", policy(quota));
  res.setHeader("RateLimit-Limit", text(quota.limit));
  res.setHeader("RateLimit-Remaining", text(quota.remaining));
  res.setHeader("RateLimit-Reset", text(quota.reset_seconds()));
}

void set_draft7_fields(const Response& res, const Quota& quota) {
  res.setHeader("RateLimit-Policy", policy(quota));
  res.setHeader("RateLimit", "limit=" + text(quota.limit) + ", remaining=" + text(quota.remaining) +
                                 ", reset=" + text(quota.reset_seconds()));
}

void set_draft8_fields(const Response& res, const Quota& quota, const Value& name, std::string_view key) {
  const auto quoted = "\"" + text(name) + "\"; ";
  res.append("RateLimit", quoted + "r=" + text(quota.remaining) + "; t=" + text(quota.reset_seconds()));
  res.append("RateLimit-Policy", quoted + "q=" + text(quota.limit) + "; w=" + text(quota.window_seconds()) +
                                     "; pk=:" + partition_key(key) + ":");
}

void set_retry_after(const Response& res, const Quota& quota, const Value& seconds) {
  res.setHeader("Retry-After", seconds == null ? text(quota.reset_seconds()) : text(seconds));
}

Value usual_identifier(const Quota& quota) {
  const auto with = [&](double count, const char* unit) { return text(quota.limit) + "-in-" + text(count) + unit; };
  const double minutes = quota.window_ms / 60000, hours = minutes / 60, days = hours / 24;
  if (quota.window_ms < 60000) return with(quota.window_ms / 1000, "sec");
  if (minutes < 60) return with(minutes, "min");
  if (hours < 24) return with(hours, hours > 1 ? "hrs" : "hr");
  return with(days, days > 1 ? "days" : "day");
}

}  // namespace crema::detail
