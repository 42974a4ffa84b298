// JwtStrategy and ExtractJwt, against what npm's passport-jwt 4 does.
#include <crema/express.hpp>
#include <crema/passport_jwt.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using crema::testing::Fields;
using crema::testing::Pump;

namespace {

Fields bearer(const Value& token) { return {{"Authorization", "Bearer " + token.str()}}; }

App site(const Passport& guard) {
  auto app = express();
  app.set("env", "test");
  app.use(express.json());
  app.all("/", guard.authenticate("jwt", {.session = false}), [](auto& req, auto& res) { res.send(req.user["name"]); });
  app.get("/why",
          guard.authenticate("jwt", {.session = false}, [](auto, auto, auto info) { throw Error(info["message"]); }));
  app.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(err.message); });
  return app;
}

const auto known = [](auto payload, auto done) {
  if (payload["sub"] == "fall") throw Error("fell");
  payload["sub"] == "zoe" ? done(null, false, "nobody") : done(null, {{"name", payload["sub"]}});
};

}  // namespace

TEST_CASE("a good token lets its user in, any other is 401") {
  Passport guard;
  guard.use(JwtStrategy({.jwtFromRequest = ExtractJwt.fromAuthHeaderAsBearerToken(),
                         .secretOrKey = "s",
                         .issuer = "me",
                         .audience = "us"},
                        known));
  Pump pump(site(guard));
  const auto token = [](const Value& sub, const char* key = "s", const char* issuer = "me", Value expires = 60) {
    return jwt.sign({{"sub", sub}}, key, {.expiresIn = expires, .audience = "us", .issuer = issuer});
  };
  CHECK(pump.get("/", bearer(token("ann"))).body == "ann");
  CHECK(pump.get("/", {{"Authorization", "bEARER   " + token("ann").str()}}).body == "ann");
  CHECK(pump.get("/", bearer(token("fall"))).body == "fell");
  const auto none = pump.get("/");
  CHECK(none.status == 401);
  CHECK(none.body == "Unauthorized");
  CHECK(!none.has("WWW-Authenticate"));
  CHECK(pump.get("/", bearer(token("zoe"))).header("WWW-Authenticate") == "nobody");
  const auto why = [&](const Fields& fields) { return pump.get("/why", fields).body; };
  CHECK(why({}) == "No auth token");
  CHECK(why({{"Authorization", "Basic abc"}}) == "No auth token");
  CHECK(why({{"Authorization", "Bearer"}}) == "No auth token");
  CHECK(why(bearer("x")) == "jwt malformed");
  CHECK(why(bearer(token("ann", "other"))) == "invalid signature");
  CHECK(why(bearer(token("ann", "s", "you"))) == "jwt issuer invalid. expected: me");
  CHECK(why(bearer(token("ann", "s", "me", -5))) == "jwt expired");
}

TEST_CASE("tokens are found where the extractors look, and keys where the provider does") {
  Passport guard;
  guard.use(JwtStrategy(
      {.jwtFromRequest = ExtractJwt.fromExtractors({ExtractJwt.fromHeader("x-token"), ExtractJwt.fromBodyField("token"),
                                                    ExtractJwt.fromUrlQueryParameter("token"),
                                                    ExtractJwt.fromAuthHeaderWithScheme("JWT"),
                                                    [](auto& req) { return req.query["own"] || null; }}),
       .secretOrKeyProvider = [](auto& req, auto token,
                                 auto done) { req.query["lost"] ? done(Error("no key")) : done(null, "s"); },
       .algorithms = {"HS256", "HS512"},
       .ignoreExpiration = true,
       .passReqToCallback = true},
      [](auto& req, auto payload, auto done) -> Task<> {
        if (req.query["late"]) throw Error("late");
        done(null, {{"name", payload["sub"]}});
        co_return;
      }));
  Pump pump(site(guard));
  const std::string token = jwt.sign({{"sub", "ann"}}, "s", {.expiresIn = -5}).str();
  CHECK(pump.get("/", {{"X-Token", token}}).body == "ann");
  CHECK(pump.get("/", {{"Authorization", "jwt " + token}}).body == "ann");
  CHECK(pump.get("/?token=" + token).body == "ann");
  CHECK(pump.get("/?own=" + token).body == "ann");
  CHECK(pump.post("/", "{\"token\":\"" + token + "\"}", {{"Content-Type", "application/json"}}).body == "ann");
  CHECK(pump.get("/?late=1&token=" + token).body == "late");
  CHECK(pump.get("/why?lost=1&token=" + token).body == "no key");
  CHECK(pump.get("/why?token=" + jwt.sign({{"sub", "ann"}}, "s", {.algorithm = "HS384"}).str()).body ==
        "invalid algorithm");
}

TEST_CASE("wrong options are TypeErrors") {
  const auto from = ExtractJwt.fromAuthHeaderAsBearerToken();
  CHECK_THROWS_WITH_AS(JwtStrategy({.jwtFromRequest = from}, known), "JwtStrategy requires a secret or key", TypeError);
  CHECK_THROWS_AS(JwtStrategy({.secretOrKey = "s"}, known), TypeError);
  CHECK_THROWS_AS(JwtStrategy({.jwtFromRequest = from, .secretOrKey = "s", .passReqToCallback = true}, known),
                  TypeError);
}

TEST_CASE("versionOneCompatibility looks into Authorization, the body and the query") {
  const Value token = jwt.sign({{"sub", "ann"}}, "s");
  const auto site_of = [](const JwtExtractor& where) {
    Passport guard;
    guard.use(JwtStrategy({.jwtFromRequest = where, .secretOrKey = "s"}, known));
    return site(guard);
  };
  Pump usual(site_of(ExtractJwt.versionOneCompatibility()));
  CHECK(usual.get("/", {{"Authorization", "JWT " + token.str()}}).body == "ann");
  CHECK(usual.get("/?auth_token=" + token.str()).body == "ann");
  CHECK(usual.get("/", bearer(token)).status == 401);
  Pump own(site_of(ExtractJwt.versionOneCompatibility({.authScheme = "Bearer", .tokenQueryParameterName = "t"})));
  CHECK(own.get("/", bearer(token)).body == "ann");
  CHECK(own.get("/?t=" + token.str()).body == "ann");
  CHECK(own.get("/?auth_token=" + token.str()).status == 401);
}

TEST_CASE("between scheme and token stand JavaScript's blanks") {
  Passport guard;
  guard.use(JwtStrategy({.jwtFromRequest = ExtractJwt.fromAuthHeaderAsBearerToken(), .secretOrKey = "s"}, known));
  Pump pump(site(guard));
  const auto token = jwt.sign({{"sub", "ann"}}, "s").str();
  for (const char* blanks : {" ", "\t  ", "\xa0", " \xa0\t"})
    CHECK(pump.get("/", {{"Authorization", "Bearer" + (blanks + token)}}).body == "ann");
  CHECK(pump.get("/", {{"Authorization", "Bearer" + token}}).status == 401);
}
