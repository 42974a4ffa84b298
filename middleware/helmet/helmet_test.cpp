// helmet(), against what npm's helmet sets and says.
#include <crema/express.hpp>
#include <crema/helmet.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using crema::testing::Fields;
using crema::testing::Pump;

namespace {

// The fields that are none of Express's or Node's, a line each; or the error.
std::string fields_of(Handler handler, const Fields& asked = {}) {
  auto app = express();
  app.set("env", "test");
  app.use(handler);
  app.get("/", [](auto& req, auto& res) { res.end(); });
  app.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(String(err)); });
  Pump pump(app);
  const auto answer = pump.get("/", asked);
  if (answer.status != 200) return answer.body;
  std::string all;
  for (const auto& [name, value] : answer.fields)
    if (name != "Date" && name != "Connection" && name != "Keep-Alive" && name != "Content-Length")
      all += name + ": " + value + "\n";
  return all;
}

// Of one part, without X-Powered-By.
std::string part(Handler handler, const Fields& asked = {}) {
  auto text = fields_of(handler, asked);
  const std::string express_says = "X-Powered-By: Express\n";
  return text.starts_with(express_says) ? text.substr(express_says.size()) : text;
}

std::string csp(const CspOptions& options, const Fields& asked = {}) {
  auto text = part(helmet.contentSecurityPolicy(options), asked);
  const std::string field = "Content-Security-Policy: ";
  return text.starts_with(field) ? text.substr(field.size(), text.size() - field.size() - 1) : text;
}

std::string refused(const CspOptions& options) {
  try {
    helmet.contentSecurityPolicy(options);
  } catch (const Error& err) {
    return err.message;
  }
  return "";
}

const std::string default_policy =
    "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';frame-ancestors 'self';img-src "
    "'self' data:;object-src 'none';script-src 'self';script-src-attr 'none';style-src 'self' https: "
    "'unsafe-inline';upgrade-insecure-requests";

}  // namespace

TEST_CASE("helmet() sets all fields in helmet's order, and takes X-Powered-By away") {
  CHECK(fields_of(helmet()) == "Content-Security-Policy: " + default_policy +
                                   "\n"
                                   "Cross-Origin-Opener-Policy: same-origin\n"
                                   "Cross-Origin-Resource-Policy: same-origin\n"
                                   "Origin-Agent-Cluster: ?1\n"
                                   "Referrer-Policy: no-referrer\n"
                                   "Strict-Transport-Security: max-age=31536000; includeSubDomains\n"
                                   "X-Content-Type-Options: nosniff\n"
                                   "X-DNS-Prefetch-Control: off\n"
                                   "X-Download-Options: noopen\n"
                                   "X-Frame-Options: SAMEORIGIN\n"
                                   "X-Permitted-Cross-Domain-Policies: none\n"
                                   "X-XSS-Protection: 0\n");
}

TEST_CASE("parts are switched and changed by either name") {
  CHECK(fields_of(helmet({
            .contentSecurityPolicy = false,
            .crossOriginEmbedderPolicy = true,
            .crossOriginOpenerPolicy = false,
            .crossOriginResourcePolicy = {{.policy = "cross-origin"}},
            .originAgentCluster = false,
            .referrerPolicy = {{.policy = {"origin", "unsafe-url"}}},
            .hsts = {{.maxAge = 1000, .includeSubDomains = false, .preload = true}},
            .noSniff = false,
            .xDnsPrefetchControl = {{.allow = true}},
            .ieNoOpen = false,
            .frameguard = {{.action = "deny"}},
            .permittedCrossDomainPolicies = false,
            .hidePoweredBy = false,
            .xssFilter = false,
        })) ==
        "X-Powered-By: Express\n"
        "Cross-Origin-Embedder-Policy: require-corp\n"
        "Cross-Origin-Resource-Policy: cross-origin\n"
        "Referrer-Policy: origin,unsafe-url\n"
        "Strict-Transport-Security: max-age=1000; preload\n"
        "X-DNS-Prefetch-Control: on\n"
        "X-Frame-Options: DENY\n");
  CHECK(part(helmet({
            .contentSecurityPolicy = false,
            .crossOriginOpenerPolicy = false,
            .crossOriginResourcePolicy = false,
            .originAgentCluster = false,
            .referrerPolicy = false,
            .strictTransportSecurity = false,
            .xContentTypeOptions = false,
            .xDnsPrefetchControl = false,
            .xDownloadOptions = false,
            .xFrameOptions = false,
            .xPermittedCrossDomainPolicies = false,
            .xPoweredBy = false,
            .xXssProtection = false,
        })) == "");
}

TEST_CASE("a part that is named twice is an error") {
  CHECK_THROWS_WITH(
      helmet({.strictTransportSecurity = true, .hsts = false}),
      "Strict-Transport-Security option was specified twice. Remove the `hsts` option to fix this error.");
  CHECK_THROWS_WITH(helmet({.xFrameOptions = true, .frameguard = true}),
                    "X-Frame-Options option was specified twice. Remove the `frameguard` option to fix this error.");
  CHECK_THROWS_WITH(helmet({.xPoweredBy = true, .hidePoweredBy = true}),
                    "X-Powered-By option was specified twice. Remove the `hidePoweredBy` option to fix this error.");
}

TEST_CASE("each part stands alone") {
  CHECK(part(helmet.crossOriginEmbedderPolicy()) == "Cross-Origin-Embedder-Policy: require-corp\n");
  CHECK(part(helmet.crossOriginEmbedderPolicy({.policy = "credentialless"})) ==
        "Cross-Origin-Embedder-Policy: credentialless\n");
  CHECK(part(helmet.crossOriginOpenerPolicy()) == "Cross-Origin-Opener-Policy: same-origin\n");
  CHECK(part(helmet.crossOriginResourcePolicy({.policy = "same-site"})) == "Cross-Origin-Resource-Policy: same-site\n");
  CHECK(part(helmet.originAgentCluster()) == "Origin-Agent-Cluster: ?1\n");
  CHECK(part(helmet.referrerPolicy({.policy = ""})) == "Referrer-Policy: \n");
  CHECK(part(helmet.hsts({.maxAge = 123456.9})) == "Strict-Transport-Security: max-age=123456; includeSubDomains\n");
  CHECK(part(helmet.strictTransportSecurity({.maxAge = 0, .includeSubDomains = false})) ==
        "Strict-Transport-Security: max-age=0\n");
  CHECK(part(helmet.noSniff()) == "X-Content-Type-Options: nosniff\n");
  CHECK(part(helmet.dnsPrefetchControl({.allow = true})) == "X-DNS-Prefetch-Control: on\n");
  CHECK(part(helmet.ieNoOpen()) == "X-Download-Options: noopen\n");
  CHECK(part(helmet.frameguard({.action = "Same-Origin"})) == "X-Frame-Options: SAMEORIGIN\n");
  CHECK(part(helmet.permittedCrossDomainPolicies({.permittedPolicies = "all"})) ==
        "X-Permitted-Cross-Domain-Policies: all\n");
  CHECK(fields_of(helmet.hidePoweredBy()) == "");
  CHECK(part(helmet.xssFilter()) == "X-XSS-Protection: 0\n");
}

TEST_CASE("wrong options of the parts are refused in helmet's words") {
  CHECK_THROWS_WITH(helmet.crossOriginOpenerPolicy({.policy = "same-site"}),
                    "Cross-Origin-Opener-Policy does not support the \"same-site\" policy");
  CHECK_THROWS_WITH(helmet.crossOriginResourcePolicy({.policy = {"same-site", "x"}}),
                    "Cross-Origin-Resource-Policy does not support the [\"same-site\",\"x\"] policy");
  CHECK_THROWS_WITH(helmet({.crossOriginEmbedderPolicy = {{.policy = ""}}}),
                    "Cross-Origin-Embedder-Policy does not support the \"\" policy");
  CHECK_THROWS_WITH(helmet.referrerPolicy({.policy = Array()}), "Referrer-Policy received no policy tokens");
  CHECK_THROWS_WITH(helmet.referrerPolicy({.policy = {"origin", "x"}}),
                    "Referrer-Policy received an unexpected policy token \"x\"");
  CHECK_THROWS_WITH(helmet.referrerPolicy({.policy = {"origin", "origin"}}),
                    "Referrer-Policy received a duplicate policy token \"origin\"");
  for (const auto& [wrong, shown] : {std::pair{Value(-1), "-1"}, {Value("5"), "\"5\""}, {Value(null), "null"}})
    CHECK_THROWS_WITH(helmet.hsts({.maxAge = wrong}),
                      (std::string("Strict-Transport-Security: ") + shown +
                       " is not a valid value for maxAge. Please choose a positive integer.")
                          .c_str());
  CHECK_THROWS_WITH(helmet.frameguard({.action = "allow-from"}),
                    "X-Frame-Options received an invalid action \"allow-from\"");
  CHECK_THROWS_WITH(helmet.permittedCrossDomainPolicies({.permittedPolicies = "some"}),
                    "X-Permitted-Cross-Domain-Policies does not support \"some\"");
}

TEST_CASE("directives replace, add to and take from the defaults") {
  CHECK(csp({}) == default_policy);
  CHECK(csp({.directives = {{"scriptSrc", {"'self'", "example.com"}}, {"style-src", null}, {"imgSrc", Array("*")}}}) ==
        "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';frame-ancestors "
        "'self';img-src *;object-src 'none';script-src 'self' example.com;script-src-attr "
        "'none';upgrade-insecure-requests");
  CHECK(csp({.useDefaults = false,
             .directives = {{"defaultSrc", Array("'self'")},
                            {"script-src", "'self' js.example.com"},
                            {"sandbox", Array()},
                            {"upgradeInsecureRequests", Array()}}}) ==
        "default-src 'self';script-src 'self' js.example.com;sandbox;upgrade-insecure-requests");
  CHECK(csp({.useDefaults = false,
             .directives = {{"defaultSrc", helmet.contentSecurityPolicy.dangerouslyDisableDefaultSrc},
                            {"scriptSrc", Array("'none'")}}}) == "script-src 'none'");
  CHECK(csp({.useDefaults = false,
             .directives = {spread(helmet.contentSecurityPolicy.getDefaultDirectives()), {"img-src", Array("*")}}})
            .find(";img-src *;") != std::string::npos);
  CHECK(part(helmet.contentSecurityPolicy(
            {.useDefaults = false, .directives = {{"defaultSrc", Array("'none'")}}, .reportOnly = true})) ==
        "Content-Security-Policy-Report-Only: default-src 'none'\n");
}

TEST_CASE("functions in a directive are asked at each request") {
  const CspOptions nonce = {.useDefaults = false,
                            .directives = {{"defaultSrc", Array("'self'")},
                                           {"scriptSrc", {"'self'", Function([](auto& req, auto& res) {
                                                            return format("'nonce-{}'", req.get("x-nonce"));
                                                          })}},
                                           {"sandbox", Array()}}};
  CHECK(csp(nonce, {{"X-Nonce", "a"}}) == "default-src 'self';script-src 'self' 'nonce-a';sandbox");
  CHECK(csp(nonce, {{"X-Nonce", "b"}}) == "default-src 'self';script-src 'self' 'nonce-b';sandbox");
  CHECK(csp(nonce, {{"X-Nonce", "a;b"}}) ==
        "Error: Content-Security-Policy received an invalid directive value for \"script-src\"");
  const auto with = [](Value function) {
    return csp({.useDefaults = false, .directives = {{"defaultSrc", Array(function)}}});
  };
  CHECK(with(Function([](auto& req) { return "self"; })) ==
        "Error: Content-Security-Policy received an invalid directive value for \"default-src\". \"self\" should be "
        "quoted");
  CHECK(with(Function([] { return 5; })) == "TypeError: directiveValueEntry.startsWith is not a function");
  CHECK(with(Function([]() -> Value { throw RangeError("broken"); })) == "RangeError: broken");
  CHECK(with(Function([]() -> Value { throw "a text"; })) == "Error: a text");
}

TEST_CASE("wrong directives are refused in helmet's words") {
  CHECK(refused({.directives = {{"", "x"}}}) == "Content-Security-Policy received an invalid directive name \"\"");
  CHECK(refused({.directives = {{"script src", "x"}}}) ==
        "Content-Security-Policy received an invalid directive name \"script src\"");
  CHECK(refused({.directives = {{"ScriptSrc", "x"}}}) ==
        "Content-Security-Policy received an invalid directive name \"ScriptSrc\"");
  CHECK(refused({.directives = {{"script-src-", "x"}}}) ==
        "Content-Security-Policy received an invalid directive name \"script-src-\"");
  CHECK(refused({.directives = {{"scriptSrc", "x"}, {"script-src", "y"}}}) ==
        "Content-Security-Policy received a duplicate directive \"script-src\"");
  CHECK(refused({.directives = {{"scriptSrc", "a;b"}}}) ==
        "Content-Security-Policy received an invalid directive value for \"script-src\"");
  CHECK(refused({.directives = {{"scriptSrc", Array("a, b")}}}) ==
        "Content-Security-Policy received an invalid directive value for \"script-src\"");
  CHECK(refused({.directives = {{"scriptSrc", Array("self")}}}) ==
        "Content-Security-Policy received an invalid directive value for \"script-src\". \"self\" should be quoted");
  CHECK(
      refused({.directives = {{"scriptSrc", Array("sha256-x")}}}) ==
      "Content-Security-Policy received an invalid directive value for \"script-src\". \"sha256-x\" should be quoted");
  CHECK(refused({.directives = {{"scriptSrc", false}}}) ==
        "Content-Security-Policy received an invalid directive value for \"script-src\"");
  CHECK(refused({.directives = {{"scriptSrc", undefined}}}) ==
        "Content-Security-Policy received an invalid directive value for \"script-src\"");
  CHECK(refused({.directives = {{"scriptSrc", 5}}}) == "directiveValue is not iterable");
  CHECK(
      refused({.directives = {{"defaultSrc", null}}}) ==
      "Content-Security-Policy needs a default-src but it was set to `null`. If you really want to disable it, set it "
      "to `contentSecurityPolicy.dangerouslyDisableDefaultSrc`.");
  CHECK(
      refused({.useDefaults = false, .directives = {{"scriptSrc", "x"}}}) ==
      "Content-Security-Policy needs a default-src but none was provided. If you really want to disable it, set it to "
      "`contentSecurityPolicy.dangerouslyDisableDefaultSrc`.");
  CHECK(refused({.directives = {{"scriptSrc", helmet.contentSecurityPolicy.dangerouslyDisableDefaultSrc}}}) ==
        "Content-Security-Policy: tried to disable \"script-src\" as if it were default-src; simply omit the key");
  CHECK(refused({.useDefaults = false}) ==
        "Content-Security-Policy has no directives. Either set some or disable the header");
}
