// Middleware of ours with the options of each request's field X-Lab, before a handler that answers as X-Answer says, or tells what it was
// given. The port of middleware_lab.mjs.
#include <crema/basic_auth.hpp>
#include <crema/compression.hpp>
#include <crema/cookie_parser.hpp>
#include <crema/cors.hpp>
#include <crema/errorhandler.hpp>
#include <crema/express.hpp>
#include <crema/helmet.hpp>
#include <crema/map.hpp>
#include <crema/method_override.hpp>
#include <crema/morgan.hpp>
#include <crema/response_time.hpp>
#include <crema/serve_favicon.hpp>
#include <crema/serve_index.hpp>
#include <crema/slow_down.hpp>
#include <crema/timeout.hpp>
#include <crema/vhost.hpp>

using namespace crema;

namespace {

const Value& folder() {
  static const Value name = process.env["FOLDER"];
  return name;
}

bool has(Value given, const char* name) { return given.get(name) != undefined; }

// An option of a C++ type, where it is given.
template <class T>
void take(T& option, Value given, const char* name) {
  Value value = given.get(name);
  if (typeof_(value) == "undefined") return;
  if constexpr (std::is_same_v<T, bool>) option = !!value;
  else if constexpr (std::is_same_v<T, std::string>) option = value.str();
  else if constexpr (std::is_same_v<T, int>) option = int(value);
  else option = value;
}

Value revived(Value value) {
  if (Array.isArray(value)) return value.map(revived);
  if (typeof_(value) != "object" || value == null || !has(value, "$regex")) return value;
  return Regex(value["$regex"].str(), (value["flags"] || "").str());
}

CorsOptions corsOptions(Value given) {
  CorsOptions options;
  Value origin = given["origin"];
  if (typeof_(origin.get("says")) != "undefined") {
    Value says = origin["says"];
    options.origin = [=](auto origin, auto callback) {
      if (says == "error") return callback(Error(format("not for {}", origin)));
      callback(null, revived(says));
    };
  } else if (typeof_(origin) != "undefined") {
    options.origin = revived(origin);
  }
  take(options.methods, given, "methods");
  take(options.allowedHeaders, given, "allowedHeaders");
  take(options.exposedHeaders, given, "exposedHeaders");
  take(options.credentials, given, "credentials");
  take(options.maxAge, given, "maxAge");
  take(options.preflightContinue, given, "preflightContinue");
  take(options.optionsSuccessStatus, given, "optionsSuccessStatus");
  return options;
}

CspOptions cspOptions(Value given) {
  CspOptions options;
  take(options.useDefaults, given, "useDefaults");
  take(options.reportOnly, given, "reportOnly");
  if (!given["directives"]) return options;
  Value directives = {spread(given["directives"])};
  for (auto entry : Object.entries(directives)) {
    Value name = entry[0], value = entry[1];
    if (value == "$disable") directives[name] = helmet.contentSecurityPolicy.dangerouslyDisableDefaultSrc;
    else if (Array.isArray(value)) {
      directives[name] = value.map([](auto one) -> Value {
        Value says = one.get("says");
        if (says == undefined) return one;
        return Function([=]() -> Value { return says; });
      });
    }
  }
  options.directives = directives;
  return options;
}

PolicyOptions policyOptions(Value given) {
  PolicyOptions options;
  take(options.policy, given, "policy");
  return options;
}
HstsOptions hstsOptions(Value given) {
  HstsOptions options;
  take(options.maxAge, given, "maxAge");
  take(options.includeSubDomains, given, "includeSubDomains");
  take(options.preload, given, "preload");
  return options;
}
AllowOptions allowOptions(Value given) {
  AllowOptions options;
  take(options.allow, given, "allow");
  return options;
}
FrameOptions frameOptions(Value given) {
  FrameOptions options;
  take(options.action, given, "action");
  return options;
}
CrossDomainOptions crossDomainOptions(Value given) {
  CrossDomainOptions options;
  take(options.permittedPolicies, given, "permittedPolicies");
  return options;
}

template <class T, class F>
void takePart(HelmetPart<T>& part, Value given, const char* name, F options) {
  Value value = given.get(name);
  if (typeof_(value) == "undefined") return;
  if (typeof_(value) == "boolean") part = !!value;
  else part = options(value);
}
void takePart(HelmetPart<void>& part, Value given, const char* name) {
  if (has(given, name)) part = !!given[name];
}

HelmetOptions helmetOptions(Value given) {
  HelmetOptions options;
  takePart(options.contentSecurityPolicy, given, "csp", cspOptions);
  takePart(options.crossOriginEmbedderPolicy, given, "crossOriginEmbedderPolicy", policyOptions);
  takePart(options.crossOriginOpenerPolicy, given, "crossOriginOpenerPolicy", policyOptions);
  takePart(options.crossOriginResourcePolicy, given, "crossOriginResourcePolicy", policyOptions);
  takePart(options.originAgentCluster, given, "originAgentCluster");
  takePart(options.referrerPolicy, given, "referrerPolicy", policyOptions);
  takePart(options.strictTransportSecurity, given, "strictTransportSecurity", hstsOptions);
  takePart(options.hsts, given, "hsts", hstsOptions);
  takePart(options.xContentTypeOptions, given, "xContentTypeOptions");
  takePart(options.noSniff, given, "noSniff");
  takePart(options.xDnsPrefetchControl, given, "xDnsPrefetchControl", allowOptions);
  takePart(options.dnsPrefetchControl, given, "dnsPrefetchControl", allowOptions);
  takePart(options.xDownloadOptions, given, "xDownloadOptions");
  takePart(options.ieNoOpen, given, "ieNoOpen");
  takePart(options.xFrameOptions, given, "xFrameOptions", frameOptions);
  takePart(options.frameguard, given, "frameguard", frameOptions);
  takePart(options.xPermittedCrossDomainPolicies, given, "xPermittedCrossDomainPolicies", crossDomainOptions);
  takePart(options.permittedCrossDomainPolicies, given, "permittedCrossDomainPolicies", crossDomainOptions);
  takePart(options.xPoweredBy, given, "xPoweredBy");
  takePart(options.hidePoweredBy, given, "hidePoweredBy");
  takePart(options.xXssProtection, given, "xXssProtection");
  takePart(options.xssFilter, given, "xssFilter");
  return options;
}

Value lines = Array();

void ownTokens() {
  morgan.token("word", [](auto& req, auto& res, auto argument) { return format("<{}>", argument); });
  morgan.token("nothing", [](auto& req) { return undefined; });
  morgan.token("number", [](auto& req) { return 7; });
  morgan.token("query", [](auto& req) { return req.query["q"]; });
  morgan.format("own", ":method [:word[of mine]] :status");
}

Handler morganOf(Value given) {
  MorganOptions options;
  take(options.immediate, given, "immediate");
  if (given["skip"] == "errors") options.skip = [](auto& req, auto& res) { return res.statusCode >= 400; };
  if (given["skip"] == "good") options.skip = [](auto& req, auto& res) { return res.statusCode < 400; };
  if (given["skip"] == "posts") options.skip = [](auto& req, auto& res) { return req.method == "POST"; };
  options.stream = {.write = [](auto line) { lines.push(line); }};
  if (given["own"] == "list") {
    auto list = [](auto& tokens, auto& req, auto& res) {
      return Array(tokens.method(req, res), tokens.url(req, res), tokens.status(req, res),
                   tokens.res(req, res, "content-length"), "-")
          .join(" ");
    };
    return morgan(list, options);
  }
  if (given["own"] == "json") {
    auto json = [](auto& tokens, auto& req, auto& res) {
      return JSON.stringify({{"method", tokens.method(req, res)},
                             {"status", tokens.status(req, res)},
                             {"agent", tokens["user-agent"](req, res)},
                             {"word", tokens["word"](req, res, "x")}});
    };
    return morgan(json, options);
  }
  if (given["own"] == "nothing") return morgan([](auto& tokens, auto& req, auto& res) { return undefined; }, options);
  return morgan(given["layout"], options);
}

Handler basicAuthOf(Value given) {
  BasicAuthOptions options;
  take(options.users, given, "users");
  take(options.challenge, given, "challenge");
  take(options.realm, given, "realm");
  take(options.unauthorizedResponse, given, "unauthorizedResponse");
  return basicAuth(options);
}

Handler compressionOf(Value given) {
  CompressionOptions options;
  if (given["filter"] == "all") options.filter = [](auto& req, auto& res) { return true; };
  else if (given["filter"] == "no") options.filter = [](auto& req, auto& res) { return false; };
  else if (given["filter"]) {
    options.filter = [](auto& req, auto& res) { return req.headers["x-no"] ? false : compression.filter(req, res); };
  }
  take(options.threshold, given, "threshold");
  take(options.level, given, "level");
  take(options.enforceEncoding, given, "enforceEncoding");
  take(options.memLevel, given, "memLevel");
  take(options.strategy, given, "strategy");
  take(options.windowBits, given, "windowBits");
  return compression(options);
}

Error errorOf(Value given) {
  auto err = Error(given["message"]);
  if (given["name"]) err.name = given["name"];
  for (auto [name, value] : Object.entries(given["members"])) err[name] = value;
  return err;
}

Handler errorhandlerOf(Value given) {
  ErrorhandlerOptions options = {.log = false};
  auto fail = [](auto& req, auto& res, auto next) {
    Value error = JSON.parse(req.get("X-Error"));
    if (has(error, "text")) return next(error["text"]);
    next(errorOf(error));
  };
  return {fail, errorhandler(options)};
}

Handler serveIndexOf(Value given) {
  ServeIndexOptions options;
  if (given["filter"] == "odd") options.filter = [](auto name, auto index) { return index % 2 == 1; };
  else if (given["filter"]) options.filter = [](auto name) { return !name.includes("a"); };
  take(options.hidden, given, "hidden");
  take(options.icons, given, "icons");
  take(options.view, given, "view");
  return serveIndex(given["root"] ? folder() + "/" + given["root"] : folder(), options);
}

Handler slowDownOf(Value given) {
  SlowDownOptions options;
  take(options.windowMs, given, "windowMs");
  take(options.delayAfter, given, "delayAfter");
  if (given["delay"] == "of") options.delayMs = [](auto used) { return used * 3; };
  else take(options.delayMs, given, "delay");
  take(options.maxDelayMs, given, "maxDelayMs");
  take(options.standardHeaders, given, "standardHeaders");
  take(options.legacyHeaders, given, "legacyHeaders");
  take(options.identifier, given, "identifier");
  take(options.requestPropertyName, given, "requestPropertyName");
  options.keyGenerator = [](auto& req) { return req.get("x-client") || "all"; };
  options.validate = false;
  return slowDown(options).handler();
}

Handler made(Value module, Value given) {
  if (module == "basicAuth") return basicAuthOf(given);
  if (module == "compression") return compressionOf(given);
  if (module == "cookieParser") return cookieParser(given["secret"]);
  if (module == "cors") {
    if (!given["each"]) return cors(corsOptions(given));
    Value each = given["each"];
    return cors([=](auto& req, auto callback) {
      if (req.get("X-Fail")) return callback(Error("no options"));
      callback(null, corsOptions(each));
    });
  }
  if (module == "errorhandler") return errorhandlerOf(given);
  if (module == "favicon") {
    FaviconOptions options;
    take(options.maxAge, given, "maxAge");
    return favicon(folder() + (given["missing"] ? "/nothing.ico" : "/icon.ico"), options);
  }
  if (module == "helmet") return helmet(helmetOptions(given));
  if (module == "csp") return helmet.contentSecurityPolicy(cspOptions(given));
  if (module == "methodOverride") {
    MethodOverrideOptions options;
    take(options.methods, given, "methods");
    Value own = given["own"];
    if (own) return methodOverride([=](auto& req, auto& res) { return req.get(own); }, options);
    return given["getter"] ? methodOverride(given["getter"], options)
                           : methodOverride("X-HTTP-Method-Override", options);
  }
  if (module == "morgan") return morganOf(given);
  if (module == "responseTime") {
    ResponseTimeOptions options;
    take(options.digits, given, "digits");
    take(options.header, given, "header");
    take(options.suffix, given, "suffix");
    return responseTime(options);
  }
  if (module == "serveIndex") return serveIndexOf(given);
  if (module == "slowDown") return slowDownOf(given);
  if (module == "timeout") {
    TimeoutOptions options;
    take(options.respond, given, "respond");
    return timeout(given["time"], options);
  }
  if (module == "vhost") {
    return vhost(revived(given["host"]), [](auto& req, auto& res) {
      res.json({spread(req["vhost"]), {"count", req["vhost"]["length"]}});
    });
  }
  return [](auto& req, auto& res, auto next) { next(); };
}

Router middleware(Value text) {
  static Map<Router> all;
  if (!all.has(text)) {
    Value asked = JSON.parse(text);
    auto router = express.Router();
    router.use(made(asked["module"], asked["options"]));
    all.set(text, router);
  }
  return all.get(text);
}

// The body in pieces.
Task<> write(Response res, Value given) {
  if (given["head"]) res.writeHead(int(given["status"] || 200), given["head"]);
  for (auto piece : given["pieces"]) {
    res.write(piece["text"].repeat(piece["times"]));
    if (piece["flush"]) res.flush();
    auto pause = [=](auto resolve) { setTimeout(resolve, piece["pause"]); };
    if (piece["pause"]) co_await Promise(pause);
  }
  if (given["last"]) res.end(given["last"]);
  else res.end();
}

void answer(Request& req, Response& res, Next next) {
  Value text = req.get("X-Answer");
  if (!text) return next();
  Value given = JSON.parse(text);
  if (given["status"]) res.status(int(given["status"]));
  for (auto field : given["headers"] || Array()) res.set(field[0], field[1]);
  if (given["remove"]) res.removeHeader(given["remove"]);
  if (given["pieces"]) return void(write(res, given));
  if (given["json"]) return res.json(given["json"]);
  if (given["sendStatus"]) return res.sendStatus(int(given["sendStatus"]));
  if (given["redirect"]) return res.redirect(given["redirect"]);
  if (given["file"]) return res.sendFile(folder() + "/" + given["file"]);
  if (given["error"]) {
    auto err = Error(given["error"]);
    err.status = 503;
    throw err;
  }
  Value body = given["text"].repeat(given["times"]);
  if (given["way"] == "end") return res.end(body);
  if (given["way"] == "late") {
    return void(setTimeout(
        [=] {
          if (!res.headersSent()) res.send(req["timedout"] ? Value("timed out") : body);
        },
        given["ms"]));
  }
  res.send(given["way"] == "buffer" ? Buffer.from(body) : body);
}

void told(Request& req, Response& res) {
  Value slow = req["slowDown"] && Value{spread(req["slowDown"]), {"resetTime", null}};
  res.json({
      {"method", req.method},
      {"original", req["originalMethod"]},
      {"url", req.url},
      {"cookies", req.cookies},
      {"signed", req.signedCookies},
      {"secret", req["secret"]},
      {"auth", req["auth"]},
      {"basic", basicAuth(req)},
      {"slow", slow},
      {"timedout", req["timedout"]},
  });
}

}  // namespace

int main() {
  ownTokens();
  auto app = express();
  app.set("env", "production");
  app.get("/lines", [](auto& req, auto& res) { res.json(lines.splice(0)); });
  app.use([](auto& req, auto& res, auto next) {
    for (auto field : JSON.parse(req.get("X-Before") || "[]")) res.append(field[0], field[1]);
    middleware(req.get("X-Lab") || R"({"module":"none"})")(req, res, next);
  });
  app.use(answer);
  app.use(told);
  app.use([](auto& err, auto& req, auto& res, auto next) {
    if (res.headersSent()) return next(err);
    res.status(err.status || 500)
        .json({{"name", err.name},
               {"message", err.message},
               {"code", err.code},
               {"timeout", err["timeout"]},
               {"before", Object.keys(res.getHeaders()).join()}});
  });
  app.listen(process.env["PORT"], "127.0.0.1", [] { console.log("up"); });
}
