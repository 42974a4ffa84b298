// helmet(): a list of fields, most of which are known before the first request.
#include "helmet.hpp"

#include <crema/error.hpp>
#include <crema/globals.hpp>
#include <crema/math.hpp>
#include <crema/object.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "content_security_policy.hpp"

namespace crema::detail {
namespace {

// What one part does to an answer: it sets a field, to what a policy says of the request, or takes it away.
struct Step {
  const char* field;
  Value value;  // undefined: it is taken away, unless there is
  std::shared_ptr<const ContentSecurityPolicy> policy = nullptr;

  void run(Request& req, Response& res) const {
    if (policy) res.setHeader(field, policy->text_for(req, res));
    else if (value != null) res.setHeader(field, value);
    else res.removeHeader(field);
  }
};

Handler alone(Step step) {
  return [step = std::make_shared<const Step>(std::move(step))](Request& req, Response& res, const Next& next) {
    step->run(req, res);
    next();
  };
}

std::string quoted(const Value& v) { return JSON.stringify(v).str(); }

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), text) != all.end();
}

// The policy of a part that has one of several.
Value chosen(const char* field, const PolicyOptions& options, const char* fallback,
             std::initializer_list<std::string_view> all) {
  if (!options.policy.given()) return fallback;
  const auto& list = options.policy.list();
  if (list.size() == 1 && is_one_of(list.front(), all)) return list.front();
  throw Error(std::string(field) + " does not support the " +
              quoted(list.size() == 1 ? Value(list.front()) : Value(list)) + " policy");
}

Step csp_step(const CspOptions& options) {
  auto policy = std::make_shared<const ContentSecurityPolicy>(options);
  Step step{policy->field(), policy->constant()};
  if (!step.value) step.policy = std::move(policy);
  return step;
}

Step embedder_step(const PolicyOptions& options) {
  constexpr auto field = "Cross-Origin-Embedder-Policy";
  return {field, chosen(field, options, "require-corp", {"require-corp", "credentialless", "unsafe-none"})};
}

Step opener_step(const PolicyOptions& options) {
  constexpr auto field = "Cross-Origin-Opener-Policy";
  return {field, chosen(field, options, "same-origin",
                        {"same-origin", "same-origin-allow-popups", "noopener-allow-popups", "unsafe-none"})};
}

Step resource_step(const PolicyOptions& options) {
  constexpr auto field = "Cross-Origin-Resource-Policy";
  return {field, chosen(field, options, "same-origin", {"same-origin", "same-site", "cross-origin"})};
}

Step referrer_step(const PolicyOptions& options) {
  std::vector<std::string> tokens = options.policy.list();
  if (!options.policy.given()) tokens = {"no-referrer"};
  if (tokens.empty()) throw Error("Referrer-Policy received no policy tokens");
  std::string text;
  for (std::size_t i = 0; i < tokens.size(); i++) {
    const auto& token = tokens[i];
    if (!is_one_of(token, {"no-referrer", "no-referrer-when-downgrade", "same-origin", "origin", "strict-origin",
                           "origin-when-cross-origin", "strict-origin-when-cross-origin", "unsafe-url", ""}))
      throw Error("Referrer-Policy received an unexpected policy token " + quoted(token));
    if (std::find(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(i), token) !=
        tokens.begin() + static_cast<std::ptrdiff_t>(i))
      throw Error("Referrer-Policy received a duplicate policy token " + quoted(token));
    text += (i ? "," : "") + token;
  }
  return {"Referrer-Policy", text};
}

Step hsts_step(const HstsOptions& options) {
  const Value age = typeof_(options.maxAge) == "undefined" ? Value(31536000) : options.maxAge;
  if (!crema::Number.isFinite(age) || age < 0)
    throw Error("Strict-Transport-Security: " + quoted(age) +
                " is not a valid value for maxAge. Please choose a positive integer.");
  std::string text = "max-age=" + Value(Math.floor(age)).str();
  if (options.includeSubDomains) text += "; includeSubDomains";
  if (options.preload) text += "; preload";
  return {"Strict-Transport-Security", text};
}

Step frame_step(const FrameOptions& options) {
  auto action = Value(options.action).toUpperCase();
  if (action == "SAME-ORIGIN") action = "SAMEORIGIN";
  if (action != "SAMEORIGIN" && action != "DENY")
    throw Error("X-Frame-Options received an invalid action " + quoted(options.action));
  return {"X-Frame-Options", action};
}

Step cross_domain_step(const CrossDomainOptions& options) {
  if (!is_one_of(options.permittedPolicies, {"none", "master-only", "by-content-type", "all"}))
    throw Error("X-Permitted-Cross-Domain-Policies does not support " + quoted(options.permittedPolicies));
  return {"X-Permitted-Cross-Domain-Policies", options.permittedPolicies};
}

Step dns_step(const AllowOptions& options) { return {"X-DNS-Prefetch-Control", options.allow ? "on" : "off"}; }
Step cluster_step() { return {"Origin-Agent-Cluster", "?1"}; }
Step content_type_step() { return {"X-Content-Type-Options", "nosniff"}; }
Step download_step() { return {"X-Download-Options", "noopen"}; }
Step powered_step() { return {"X-Powered-By", undefined}; }
Step xss_step() { return {"X-XSS-Protection", "0"}; }

// Of a part with two names the one that was given.
template <class T>
const HelmetPart<T>& either(const char* field, const HelmetPart<T>& part, const HelmetPart<T>& older,
                            const char* older_name) {
  if (part.given() && older.given()) {
    throw Error(std::string(field) + " option was specified twice. Remove the `" + older_name +
                "` option to fix this error.");
  }
  return part.given() ? part : older;
}

// In the order in which helmet sets them.
std::vector<Step> steps_of(const HelmetOptions& o) {
  std::vector<Step> steps;
  const auto add = [&]<class T>(const HelmetPart<T>& part, auto step, bool fallback = true) {
    if (!part.on_or(fallback)) return;
    if constexpr (std::is_void_v<T>) steps.push_back(step());
    else steps.push_back(step(part.options()));
  };
  add(o.contentSecurityPolicy, csp_step);
  add(o.crossOriginEmbedderPolicy, embedder_step, false);
  add(o.crossOriginOpenerPolicy, opener_step);
  add(o.crossOriginResourcePolicy, resource_step);
  add(o.originAgentCluster, cluster_step);
  add(o.referrerPolicy, referrer_step);
  add(either("Strict-Transport-Security", o.strictTransportSecurity, o.hsts, "hsts"), hsts_step);
  add(either("X-Content-Type-Options", o.xContentTypeOptions, o.noSniff, "noSniff"), content_type_step);
  add(either("X-DNS-Prefetch-Control", o.xDnsPrefetchControl, o.dnsPrefetchControl, "dnsPrefetchControl"), dns_step);
  add(either("X-Download-Options", o.xDownloadOptions, o.ieNoOpen, "ieNoOpen"), download_step);
  add(either("X-Frame-Options", o.xFrameOptions, o.frameguard, "frameguard"), frame_step);
  add(either("X-Permitted-Cross-Domain-Policies", o.xPermittedCrossDomainPolicies, o.permittedCrossDomainPolicies,
             "permittedCrossDomainPolicies"),
      cross_domain_step);
  add(either("X-Powered-By", o.xPoweredBy, o.hidePoweredBy, "hidePoweredBy"), powered_step);
  add(either("X-XSS-Protection", o.xXssProtection, o.xssFilter, "xssFilter"), xss_step);
  return steps;
}

}  // namespace

Handler Helmet::operator()(const HelmetOptions& options) const {
  return [steps = std::make_shared<const std::vector<Step>>(steps_of(options))](Request& req, Response& res,
                                                                                const Next& next) {
    for (const auto& step : *steps) step.run(req, res);
    next();
  };
}

Handler HelmetCsp::operator()(const CspOptions& options) const { return alone(csp_step(options)); }
Handler Helmet::crossOriginEmbedderPolicy(const PolicyOptions& options) const { return alone(embedder_step(options)); }
Handler Helmet::crossOriginOpenerPolicy(const PolicyOptions& options) const { return alone(opener_step(options)); }
Handler Helmet::crossOriginResourcePolicy(const PolicyOptions& options) const { return alone(resource_step(options)); }
Handler Helmet::originAgentCluster() const { return alone(cluster_step()); }
Handler Helmet::referrerPolicy(const PolicyOptions& options) const { return alone(referrer_step(options)); }
Handler Helmet::strictTransportSecurity(const HstsOptions& options) const { return alone(hsts_step(options)); }
Handler Helmet::xContentTypeOptions() const { return alone(content_type_step()); }
Handler Helmet::xDnsPrefetchControl(const AllowOptions& options) const { return alone(dns_step(options)); }
Handler Helmet::xDownloadOptions() const { return alone(download_step()); }
Handler Helmet::xFrameOptions(const FrameOptions& options) const { return alone(frame_step(options)); }
Handler Helmet::xPermittedCrossDomainPolicies(const CrossDomainOptions& options) const {
  return alone(cross_domain_step(options));
}
Handler Helmet::xPoweredBy() const { return alone(powered_step()); }
Handler Helmet::xXssProtection() const { return alone(xss_step()); }

}  // namespace crema::detail
