// Tokens by passport_jwt, with a strategy as each request's header X-Strategy describes it. The port of jwt_lab.js.
#include <crema/express.hpp>
#include <crema/map.hpp>
#include <crema/passport_jwt.hpp>

#include <vector>
using namespace crema;

namespace {

const Value& users() {
  static const Value all = {{"ann", {{"name", "ann"}, {"admin", true}}}, {"bob", {{"name", "bob"}}}};
  return all;
}

void verify(Value payload, Done done, Value path = {}) {
  Value sub = payload["sub"];
  if (sub == "fall") throw Error("verify fell");
  if (sub == "error") return done(Error("no database"));
  if (sub == "late") {
    auto answer = [=] { done(null, {spread(payload), {"path", path}}, {{"message", "Late."}}); };
    return void(setTimeout(answer, 1));
  }
  if (sub == "object") return done(null, false, {{"message", "No such user."}});
  if (sub == "status") return done(null, false, 403);
  Value user = users()[sub];
  if (!user) return done(null, false, "Bearer error=\"nobody\"");
  done(null, path ? Value{spread(user), {"path", path}} : user, payload);
}

JwtExtractor extractor(Value how) {
  Value kind = how[0], name = how[1];
  if (kind == "bearer") return ExtractJwt.fromAuthHeaderAsBearerToken();
  if (kind == "scheme") return ExtractJwt.fromAuthHeaderWithScheme(name);
  if (kind == "header") return ExtractJwt.fromHeader(name);
  if (kind == "body") return ExtractJwt.fromBodyField(name);
  if (kind == "query") return ExtractJwt.fromUrlQueryParameter(name);
  if (kind == "old") {
    return ExtractJwt.versionOneCompatibility(
        {.authScheme = name[0], .tokenBodyField = name[1], .tokenQueryParameterName = name[2]});
  }
  if (kind == "own") return [=](auto& req) { return req.get(name); };
  std::vector<JwtExtractor> list;
  for (auto one : name) list.push_back(extractor(one));
  return ExtractJwt.fromExtractors(list);
}

void found(Value provider, Value token, Callback<Error, Value> done) {
  if (provider.get("error")) return done(Error(provider["error"]));
  done(null, token.length() % 2 ? provider["odd"] : provider["even"]);
}

JwtVerifyOptions moreOf(Value given) {
  return {.complete = given.get("complete"),
          .jwtid = given.get("jwtid"),
          .ignoreNotBefore = given.get("ignoreNotBefore"),
          .subject = given.get("subject"),
          .clockTolerance = given.get("clockTolerance"),
          .maxAge = given.get("maxAge"),
          .clockTimestamp = given.get("clockTimestamp")};
}

JwtStrategy strategy(Value given) {
  Value audience = given["audience"], provider = given["provider"], later = given["later"];
  JwtStrategyOptions options = {
      .secretOrKey = given["key"],
      .issuer = given["issuer"],
      .audience = audience.get("$regex") ? Value(Regex(audience["$regex"].str())) : audience,
      .algorithms = given["algorithms"],
      .ignoreExpiration = !!given["ignoreExpiration"],
      .passReqToCallback = !!given["passReqToCallback"],
      .jsonWebTokenOptions = moreOf(given["jsonWebTokenOptions"]),
  };
  if (given["from"]) options.jwtFromRequest = extractor(given["from"]);
  if (provider) {
    options.secretOrKeyProvider = [=](auto& req, auto token, auto done) {
      if (!later) return found(provider, token, done);
      setTimeout([=] { found(provider, token, done); }, 1);
    };
  }
  if (!options.passReqToCallback) return {options, [](auto payload, auto done) { verify(payload, done); }};
  return {options, [](auto& req, auto payload, auto done) { verify(payload, done, req.path()); }};
}

Passport guard(Request& req) {
  static Map<Passport> guards;
  Value text = req.get("X-Strategy");
  if (!guards.has(text)) {
    Passport made;
    made.use(strategy(JSON.parse(text)));
    guards.set(text, made);
  }
  return guards.get(text);
}

Value told(Value what) {
  Value message = what.get("message");
  return message == undefined ? what : Value{{"message", message}, {"json", JSON.stringify(what)}};
}

}  // namespace

int main() {
  auto app = express();
  app.use({express.json({.limit = "1mb"}), express.urlencoded()});
  app.all(
      "/plain",
      [](auto& req, auto& res, auto next) { guard(req).authenticate("jwt", {.session = false})(req, res, next); },
      [](auto& req, auto& res) {
        res.json({{"user", req.user}, {"info", req.authInfo}});
      });
  app.all("/told", [](auto& req, auto& res, auto next) {
    auto answer = [=](auto err, auto user, auto info, auto status) {
      Value error = err ? told(err) : Value(null);
      res.json({{"err", error}, {"user", user}, {"info", told(info)}, {"status", status}});
    };
    guard(req).authenticate("jwt", {.session = false}, answer)(req, res, next);
  });
  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(500).json({{"name", err.name}, {"message", err.message}});
  });
  app.listen(process.env["PORT"], "127.0.0.1", [] { console.log("up"); });
}
