// crema/helmet.hpp — the fields by which browsers protect a site's visitors.                                    npm: helmet 8
#pragma once
#include <crema/duration.hpp>
#include <crema/handler.hpp>
#include <crema/value.hpp>

#include <string>
#include <utility>

namespace crema {

/// A part of helmet(): on, off, or with options of its own: `.frameguard = false`, `.frameguard = {{.action = "deny"}}`.
template <class T>
class HelmetPart {
 public:
  HelmetPart() = default;
  HelmetPart(bool on) : given_(true), on_(on) {}
  HelmetPart(T options) : given_(true), on_(true), options_(std::move(options)) {}
  bool given() const { return given_; }
  bool on_or(bool fallback) const { return given_ ? on_ : fallback; }
  const T& options() const { return options_; }

 private:
  bool given_ = false, on_ = false;
  T options_ = {};
};

/// A part without options of its own.
template <>
class HelmetPart<void> {
 public:
  HelmetPart() = default;
  HelmetPart(bool on) : given_(true), on_(on) {}
  bool given() const { return given_; }
  bool on_or(bool fallback) const { return given_ ? on_ : fallback; }

 private:
  bool given_ = false, on_ = false;
};

/// Options of helmet.contentSecurityPolicy().
struct CspOptions {
  bool useDefaults = true;  // Whether helmet's directives hold where none is given. Default: true.
  /// An object: names as in CSS or JavaScript ("script-src", "scriptSrc"); a text, a list, in which a Function of (req, res) may
  /// stand; null takes a default away. Default: none.
  Value directives = {};
  bool reportOnly = false;  // Whether the browser tells of violations only. Default: false.
};
/// Options of the parts that have a policy. Defaults: "require-corp", "same-origin", "same-origin", "no-referrer".
struct PolicyOptions {
  Texts policy = {};  // Of referrerPolicy also a list.
};
/// Options of helmet.strictTransportSecurity().
struct HstsOptions {
  Value maxAge = {};              // Seconds. Default: 31536000, a year.
  bool includeSubDomains = true;  // Default: true.
  bool preload = false;           // Default: false.
};
/// Options of helmet.xDnsPrefetchControl().
struct AllowOptions {
  bool allow = false;  // Default: false.
};
/// Options of helmet.frameguard().
struct FrameOptions {
  std::string action = "sameorigin";  // "sameorigin" or "deny". Default: "sameorigin".
};
/// Options of helmet.xPermittedCrossDomainPolicies().
struct CrossDomainOptions {
  std::string permittedPolicies = "none";  // "none", "master-only", "by-content-type" or "all". Default: "none".
};

/// Options of helmet(): each part is on (crossOriginEmbedderPolicy: off) until it is switched.
/// npm: https://helmetjs.github.io
struct HelmetOptions {
  HelmetPart<CspOptions> contentSecurityPolicy = {};
  HelmetPart<PolicyOptions> crossOriginEmbedderPolicy = {};  // Default: off.
  HelmetPart<PolicyOptions> crossOriginOpenerPolicy = {};
  HelmetPart<PolicyOptions> crossOriginResourcePolicy = {};
  HelmetPart<void> originAgentCluster = {};
  HelmetPart<PolicyOptions> referrerPolicy = {};
  HelmetPart<HstsOptions> strictTransportSecurity = {}, hsts = {};  // Two names of one part; so below.
  HelmetPart<void> xContentTypeOptions = {}, noSniff = {};
  HelmetPart<AllowOptions> xDnsPrefetchControl = {}, dnsPrefetchControl = {};
  HelmetPart<void> xDownloadOptions = {}, ieNoOpen = {};
  HelmetPart<FrameOptions> xFrameOptions = {}, frameguard = {};
  HelmetPart<CrossDomainOptions> xPermittedCrossDomainPolicies = {}, permittedCrossDomainPolicies = {};
  HelmetPart<void> xPoweredBy = {}, hidePoweredBy = {};
  HelmetPart<void> xXssProtection = {}, xssFilter = {};
};

namespace detail {

struct HelmetCsp {
  /// The policy alone. Throws Error with helmet's sentences for names and values that are wrong, and without default-src.
  Handler operator()(const CspOptions& options = {}) const;
  /// What helmet's directives are, to be changed: `{spread(helmet.contentSecurityPolicy.getDefaultDirectives()), …}`.
  Value getDefaultDirectives() const;
  struct Disable {
    operator Value() const;
  };
  /// Stands for defaultSrc where there is to be none.
  Disable dangerouslyDisableDefaultSrc = {};
};

struct Helmet {
  /// Middleware that sets all the fields. Errors in the options are thrown here, with helmet's sentences.
  Handler operator()(const HelmetOptions& options = {}) const;

  // Each part alone.
  HelmetCsp contentSecurityPolicy = {};
  Handler crossOriginEmbedderPolicy(const PolicyOptions& options = {}) const;
  Handler crossOriginOpenerPolicy(const PolicyOptions& options = {}) const;
  Handler crossOriginResourcePolicy(const PolicyOptions& options = {}) const;
  Handler originAgentCluster() const;
  Handler referrerPolicy(const PolicyOptions& options = {}) const;
  Handler strictTransportSecurity(const HstsOptions& options = {}) const;
  Handler xContentTypeOptions() const;
  Handler xDnsPrefetchControl(const AllowOptions& options = {}) const;
  Handler xDownloadOptions() const;
  Handler xFrameOptions(const FrameOptions& options = {}) const;
  Handler xPermittedCrossDomainPolicies(const CrossDomainOptions& options = {}) const;
  Handler xPoweredBy() const;
  Handler xXssProtection() const;

  // Their older names.
  Handler hsts(const HstsOptions& options = {}) const { return strictTransportSecurity(options); }
  Handler noSniff() const { return xContentTypeOptions(); }
  Handler dnsPrefetchControl(const AllowOptions& options = {}) const { return xDnsPrefetchControl(options); }
  Handler ieNoOpen() const { return xDownloadOptions(); }
  Handler frameguard(const FrameOptions& options = {}) const { return xFrameOptions(options); }
  Handler permittedCrossDomainPolicies(const CrossDomainOptions& options = {}) const {
    return xPermittedCrossDomainPolicies(options);
  }
  Handler hidePoweredBy() const { return xPoweredBy(); }
  Handler xssFilter() const { return xXssProtection(); }
};

}  // namespace detail

/// `app.use(helmet());`
/// npm: https://helmetjs.github.io
inline constexpr detail::Helmet helmet{};

}  // namespace crema
