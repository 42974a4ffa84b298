// Short access tokens, and a refresh token in a cookie that scripts cannot read. Each refresh token is good for one use.
#include <crema/bcrypt.hpp>
#include <crema/cookie_parser.hpp>
#include <crema/express.hpp>
#include <crema/jsonwebtoken.hpp>
using namespace crema;

const Value ACCESS_SECRET = process.env["ACCESS_SECRET"] || "access secret";
const Value REFRESH_SECRET = process.env["REFRESH_SECRET"] || "refresh secret";

Value users = {
    {{"id", 1}, {"name", "ann"}, {"password", bcrypt.hashSync("secret", 8)}},
    {{"id", 2}, {"name", "bob"}, {"password", bcrypt.hashSync("hunter2", 8)}},
};

// The refresh tokens that are good, by their ids.
Map<> refreshTokens;
Value nextId = 1;

const CookieOptions cookieOptions = {
    .maxAge = 7 * 24 * 60 * 60 * 1000, .httpOnly = true, .sameSite = "strict", .path = "/auth"};

Value generateAccessToken(Value user) {
  return jwt.sign({{"sub", String(user["id"])}, {"name", user["name"]}}, ACCESS_SECRET, {.expiresIn = "15m"});
}

void issueTokens(Response res, Value user) {
  Value id = String(nextId++);
  Value refreshToken = jwt.sign({{"name", user["name"]}}, REFRESH_SECRET,
                                {.expiresIn = "7d", .jwtid = id, .subject = String(user["id"])});
  refreshTokens.set(id, user["id"]);
  res.cookie("refreshToken", refreshToken, cookieOptions);
  res.json({{"accessToken", generateAccessToken(user)}});
}

void auth(Request& req, Response& res, Next next) {
  Value header = req.get("Authorization") || "";
  if (!header.startsWith("Bearer ")) return res.sendStatus(401);
  try {
    req.user = jwt.verify(header.slice(7), ACCESS_SECRET);
  } catch (Error& err) {
    return res.status(401).json({{"error", err.message}});
  }
  next();
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.use(express.json());
  app.use(cookieParser());

  app.post("/auth/login", [](auto& req, auto& res) -> Task<> {
    auto user = users.find([=](auto user) { return user["name"] == req.body["name"]; });
    if (!user) co_return res.sendStatus(401);
    auto ok = co_await bcrypt.compare(String(req.body["password"]), user["password"]);
    if (!ok) co_return res.sendStatus(401);
    issueTokens(res, user);
  });

  app.post("/auth/refresh", [](auto& req, auto& res) {
    Value token = req.cookies["refreshToken"];
    if (!token) return res.sendStatus(401);
    jwt.verify(token, REFRESH_SECRET, [=](auto err, auto payload) {
      if (err) return res.clearCookie("refreshToken", cookieOptions).sendStatus(403);
      auto user = users.find([=](auto user) { return String(user["id"]) == payload["sub"]; });

      // Used twice: somebody has stolen it. All of this user's tokens are worth nothing from now on.
      if (!refreshTokens.delete_(payload["jti"])) {
        for (auto [id, owner] : refreshTokens) {
          if (owner == user["id"]) refreshTokens.delete_(id);
        }
        return res.status(403).json({{"error", "Token reuse detected"}});
      }
      issueTokens(res, user);
    });
  });

  app.post("/auth/logout", [](auto& req, auto& res) {
    Value payload = jwt.decode(req.cookies["refreshToken"] || "");
    if (payload) refreshTokens.delete_(payload["jti"]);
    res.clearCookie("refreshToken", cookieOptions);
    res.sendStatus(204);
  });

  app.get("/profile", auth, [](auto& req, auto& res) {
    res.json({{"id", Number(req.user["sub"])}, {"name", req.user["name"]}, {"sessions", refreshTokens.size()}});
  });

  app.listen(port, [=] { console.log(format("Auth server on port {}", port)); });
}
