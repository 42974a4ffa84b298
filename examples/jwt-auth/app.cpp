// Accounts, and JSON Web Tokens that say who calls and what he may do.
#include <crema/bcrypt.hpp>
#include <crema/express.hpp>
#include <crema/jsonwebtoken.hpp>
using namespace crema;

const Value JWT_SECRET = process.env["JWT_SECRET"] || "change me";

// In place of a database.
Value users = Array();
Value posts = {
    {{"id", 1}, {"author", "ann"}, {"title", "First post"}},
    {{"id", 2}, {"author", "bob"}, {"title", "Second post"}},
};

void authenticateToken(Request& req, Response& res, Next next) {
  Value authHeader = req.headers["authorization"];
  Value token = authHeader && authHeader.split(" ")[1];
  if (!token) return res.status(401).json({{"message", "No token provided"}});

  jwt.verify(token, JWT_SECRET, [=](auto err, auto user) {
    if (err) return res.status(403).json({{"message", err.message}});
    req.user = user;
    next();
  });
}

Handler authorize(Value role) {
  return [=](auto& req, auto& res, auto next) {
    if (req.user["role"] != role) return res.status(403).json({{"message", "Forbidden"}});
    next();
  };
}

int main() {
  auto app = express();
  auto PORT = process.env["PORT"] || 3000;

  app.use(express.json());

  app.post("/register", [](auto& req, auto& res) -> Task<> {
    Value username = req.body["username"], password = req.body["password"];
    if (!username || !password) co_return res.status(400).json({{"message", "Username and password are required"}});
    if (users.find([=](auto user) { return user["username"] == username; }))
      co_return res.status(409).json({{"message", "User already exists"}});

    Value hashedPassword = co_await bcrypt.hash(password, 10);
    Value user = {{"id", users.length() + 1},
                  {"username", username},
                  {"password", hashedPassword},
                  {"role", users.length() == 0 ? "admin" : "user"}};
    users.push(user);
    res.status(201).json({{"id", user["id"]}, {"username", user["username"]}, {"role", user["role"]}});
  });

  app.post("/login", [](auto& req, auto& res) -> Task<> {
    Value username = req.body["username"], password = req.body["password"];
    Value user = users.find([=](auto user) { return user["username"] == username; });
    if (!user) co_return res.status(401).json({{"message", "Invalid credentials"}});

    auto isMatch = co_await bcrypt.compare(password, user["password"]);
    if (!isMatch) co_return res.status(401).json({{"message", "Invalid credentials"}});

    Value token = jwt.sign({{"id", user["id"]}, {"username", user["username"]}, {"role", user["role"]}}, JWT_SECRET,
                           {.expiresIn = "1h"});
    res.json({{"token", token}});
  });

  app.get("/me", authenticateToken, [](auto& req, auto& res) {
    Value iat = req.user["iat"], exp = req.user["exp"],
          user = {spread(req.user), {"iat", undefined}, {"exp", undefined}};
    res.json({{"user", user}, {"secondsToLive", exp - iat}});
  });

  app.get("/posts", authenticateToken, [](auto& req, auto& res) {
    res.json(posts.filter([=](auto post) { return post["author"] == req.user["username"]; }));
  });

  app.post("/posts", authenticateToken, [](auto& req, auto& res) {
    Value post = {{"id", posts.length() + 1}, {"author", req.user["username"]}, spread(req.body)};
    posts.push(post);
    res.status(201).json(post);
  });

  app.get("/admin/users", authenticateToken, authorize("admin"), [](auto& req, auto& res) {
    res.json(users.map([](auto user) { return Value{spread(user), {"password", undefined}}; }));
  });

  // What verify throws without a callback tells by its name what is wrong.
  app.get("/verify", [](auto& req, auto& res) {
    try {
      Value username = jwt.verify(req.query["token"], JWT_SECRET, {.algorithms = "HS256"})["username"];
      res.json({{"valid", true}, {"username", username}});
    } catch (Error& err) {
      res.status(400).json({{"valid", false}, {"error", err.name}, {"message", err.message}});
    }
  });

  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500).json({{"message", err.message}});
  });

  app.listen(PORT, [=] { console.log(format("Server started on port {}", PORT)); });
}
