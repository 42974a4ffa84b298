#include "rate_limit_checks.hpp"

#include <arpa/inet.h>
#include <crema/app.hpp>
#include <crema/console.hpp>
#include <crema/object.hpp>
#include <crema/slot.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <typeinfo>
#include <utility>
#include <vector>

namespace crema::detail {
namespace {

Error told(const std::string& code, const std::string& message, const char* name) {
  const auto url = "https://express-rate-limit.github.io/" + code + "/";
  Error error(message + " See " + url + " for more information.");
  error.name = name;
  error.code = code;
  error["help"] = url;
  return error;
}

void say(const std::string& code, const std::string& message) {
  console.error(told("ERR_ERL_" + code, message, "ValidationError"));
}

bool is_address(const Value& ip) {
  unsigned char bytes[16];
  const auto text = ip.str(), plain = text.substr(0, text.find('%'));
  return inet_pton(AF_INET, text.c_str(), bytes) == 1 || inet_pton(AF_INET6, plain.c_str(), bytes) == 1;
}

// Names of `validate`, in the order of RateLimitChecks::Check; then those of npm's that say nothing here: the compiler tells of unknown
// options, and the rest looks into JavaScript.
constexpr std::string_view names[] = {"ip",
                                      "trustProxy",
                                      "xForwardedForHeader",
                                      "forwardedHeader",
                                      "positiveHits",
                                      "unsharedStore",
                                      "singleCount",
                                      "limit",
                                      "headersResetTime",
                                      "ipv6Subnet",
                                      "ipv6SubnetOrKeyGenerator",
                                      "draftPolliHeaders",
                                      "onLimitReached",
                                      "headersDraftVersion",
                                      "knownOptions",
                                      "validationsConfig",
                                      "creationStack",
                                      "keyGeneratorIpFallback",
                                      "windowMs",
                                      "default"};

std::string all_names() {
  std::string list;
  for (const auto name : names) list += (list.empty() ? "" : ", ") + std::string(name);
  return list;
}

// The keys that a request was counted under.
struct CountedKeys {
  std::vector<std::pair<const void*, std::string>> keys;
};

}  // namespace

RateLimitChecks::RateLimitChecks(const Value& validate) {
  if (typeof_(validate) != "object") {
    if (!validate) pending_ = 0;
    return;
  }
  if (validate.get("default") == false) pending_ = 0;
  for (auto [name, on] : Object.entries(validate)) {
    const auto* const found = std::find(std::begin(names), std::end(names), name.view());
    if (found == std::end(names))
      throw told(
          "ERR_ERL_UNKNOWN_VALIDATION",
          "options.validate." + name.str() + " is not recognized. Supported validate options are: " + all_names() + ".",
          "ValidationError");
    const auto number = static_cast<std::uint32_t>(found - std::begin(names));
    if (number >= count) continue;
    on ? pending_ |= 1u << number : pending_ &= ~(1u << number);
  }
}

bool RateLimitChecks::due(Check check) {
  const std::uint32_t bit = 1u << check;
  return (pending_.load(std::memory_order_relaxed) & bit) && (pending_.fetch_and(~bit) & bit);
}

void RateLimitChecks::address(const Request& req) {
  constexpr std::uint32_t all = 1u << ip | 1u << trust_proxy | 1u << x_forwarded_for | 1u << forwarded;
  if (!(pending_.load(std::memory_order_relaxed) & all)) return;
  const Value address = req.ip();
  if (due(ip)) {
    if (address == undefined)
      say("UNDEFINED_IP_ADDRESS",
          "An undefined 'request.ip' was detected. This might indicate a misconfiguration or the connection being "
          "destroyed "
          "prematurely.");
    else if (!is_address(address))
      say("INVALID_IP_ADDRESS",
          "An invalid 'request.ip' (" + address.str() +
              ") was detected. Consider passing a custom 'keyGenerator' function to the rate limiter.");
  }
  const Value trusts = req.app.get("trust proxy");
  if (due(trust_proxy) && trusts == true)
    say("PERMISSIVE_TRUST_PROXY",
        "The Express 'trust proxy' setting is true, which allows anyone to trivially bypass IP-based rate limiting.");
  if (due(x_forwarded_for) && req.headers["x-forwarded-for"] && trusts == false)
    say("UNEXPECTED_X_FORWARDED_FOR",
        "The 'X-Forwarded-For' header is set but the Express 'trust proxy' setting is false (default). This could "
        "indicate a "
        "misconfiguration which would prevent express-rate-limit from accurately identifying users.");
  if (due(forwarded) && req.headers["forwarded"] && address == req.socket().remoteAddress())
    say("FORWARDED_HEADER",
        "The 'Forwarded' header (standardized X-Forwarded-For) is set but currently being ignored. Add a custom "
        "keyGenerator to "
        "use a value from this header.");
}

void RateLimitChecks::hits(double total) {
  if (due(positive_hits) && !(total >= 1 && total == std::round(total)))
    say("INVALID_HITS",
        "The totalHits value returned from the store must be a positive integer, got " + Value(total).str());
}

void RateLimitChecks::single_count(const Request& req, const RateLimitStore& store, const Value& key) {
  if (!due(single)) return;
  auto& keys = slot<CountedKeys>(req).keys;
  const void* const owner = store.localKeys() ? static_cast<const void*>(&store) : &typeid(store);
  std::pair counted(owner, store.prefix().str() + key.str());
  if (std::find(keys.begin(), keys.end(), counted) != keys.end())
    say("DOUBLE_COUNT", "The hit count for " + key.str() + " was incremented more than once for a single request.");
  keys.push_back(std::move(counted));
}

void RateLimitChecks::limit(const Value& limit) {
  if (due(limit_zero) && typeof_(limit) == "number" && limit == 0)
    console.warn(
        told("WRN_ERL_MAX_ZERO",
             "Setting limit or max to 0 disables rate limiting in express-rate-limit v6 and older, but will cause all "
             "requests to be blocked in v7",
             "ChangeWarning"));
}

void RateLimitChecks::reset_time(double reset_at) {
  if (due(headers_reset) && std::isnan(reset_at))
    say("HEADERS_NO_RESET",
        "standardHeaders:  'draft-7' requires a 'resetTime', but the store did not provide one. The 'windowMs' value "
        "will be used "
        "instead, which may cause clients to wait longer than necessary.");
}

void RateLimitChecks::unshared(bool used_before, bool local_keys) {
  if (due(unshared_store) && used_before)
    say("STORE_REUSE",
        std::string("A Store instance must not be shared across multiple rate limiters. Create a new instance") +
            (local_keys ? "" : " (with a unique prefix)") + " for each limiter instead.");
}

void RateLimitChecks::subnet(const Value& bits) {
  if (!due(ipv6_subnet) || bits == false) return;
  const double number = typeof_(bits) == "number" ? bits.number() : NAN;
  if (!(number >= 32 && number <= 64 && number == std::round(number)))
    say("IPV6_SUBNET", "Unexpected ipv6Subnet value: " + String(bits).str() +
                           ". Expected an integer between 32 and 64 (usually 48-64).");
}

void RateLimitChecks::subnet_or_key(bool both) {
  if (due(subnet_or_generator) && both)
    say("IPV6SUBNET_OR_KEYGENERATOR",
        "Incompatible options: the 'ipv6Subnet' option is ignored when a custom 'keyGenerator' function is also set.");
}

}  // namespace crema::detail
