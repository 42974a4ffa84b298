// Sessions of what a store or a cookie holds: a byte of choices, a line for the cookie, then what is stored. Whatever it is, there
// is one answer; nobody gets a session by a cookie that we have not signed; and what is stored again reads as it was.
#include <crema/cookie.hpp>
#include <crema/cookie_session.hpp>
#include <crema/express.hpp>
#include <crema/json_text.hpp>
#include <crema/keygrip.hpp>
#include <crema/object.hpp>
#include <crema/session.hpp>

#include <optional>
#include <string>
#include <vector>

#include "connection.hpp"
#include "http/base64.hpp"
#include "http/percent.hpp"

namespace {

using namespace crema;

std::vector<std::string> asked;

// -- express-session

struct {
  std::string data;                      // what the store has, for any id
  std::optional<std::string> looked_up;  // the id that it was asked for
  std::string kept;                      // what it was given
} stored;

struct FuzzedStore : SessionStore {
  void get(Value sid, Callback<Error, Value> cb) override {
    stored.looked_up = sid.str();
    Value data;
    try {
      data = parseJson(stored.data);
    } catch (const SyntaxError& error) {
      return cb(error, Value());
    }
    cb(Error(), data);
  }
  void set(Value, Value session, Callback<Error> cb) override {
    stored.kept.clear();
    appendJson(stored.kept, session);
    cb(Error());
  }
  void destroy(Value, Callback<Error> cb) override { cb(Error()); }
  void touch(Value, Value, Callback<Error> cb) override { cb(Error()); }
};

App stored_app() {
  auto app = express();
  app.set("env", "test");
  app.use([](auto& req, auto& res, auto& next) {
    asked.push_back(req.method.str());
    res.set("X-Request", std::to_string(asked.size() - 1));
    next();
  });
  app.use(session(
      {.secret = {"new", "old"}, .resave = true, .saveUninitialized = false, .store = FuzzedStore(), .rolling = true}));
  app.get("/read", [](auto& req, auto& res) { res.json(req.session); });
  app.get("/write", [](auto& req, auto& res) {
    req.session["views"] = req.session["views"] + 1;
    res.send("written");
  });
  app.get("/age", [](auto& req, auto& res) {
    req.session.cookie().maxAge = 60000;
    res.json({{"left", req.session.cookie().originalMaxAge}});
  });
  return app;
}

std::string answer_to(net::Loop& loop, detail::Service& service, std::string_view path, std::string_view cookie) {
  static const h1::Settings settings;
  asked.clear();
  fuzz::Memory connection(loop, service, settings);
  connection.feed("GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\nCookie: " + std::string(cookie) + "\r\n\r\n");
  fuzz::Answers answers(connection.answer(), asked, true);
  answers.read();
  fuzz::check(answers.count() == 1, "there is one answer");
  const auto status = connection.answer().substr(9, 3);
  fuzz::check(status == "200" || status == "500", "an answer is the handler's or an error's");
  return connection.answer();
}

std::string signed_cookie(std::string_view id) {
  static const CookieKeys keys(Texts("old"));
  std::string text = "s:";
  keys.sign(id, text);
  return "connect.sid=" + http::encode_uri_component(text).value_or("");
}

// What is kept, without the cookie: its moment moves.
std::string without_cookie(const std::string& text) {
  std::string out;
  appendJsonWithout(out, parseJson(text), "cookie");
  return out;
}

void check_stored(net::Loop& loop, unsigned choice, std::string_view id, std::string_view data) {
  static detail::Service service{stored_app()};
  static constexpr std::string_view paths[] = {"/read", "/write", "/age", "/read"};
  const auto path = paths[choice % 4];
  stored = {std::string(data), std::nullopt, ""};
  if (http::is_field_value(id)) {
    answer_to(loop, service, path, "connect.sid=" + std::string(id));
    fuzz::check(!stored.looked_up, "nobody has signed this id");
  }
  if (!http::encode_uri_component(id) || id.empty()) return;
  std::string valid;
  http::append_utf8(valid, id);
  stored = {std::string(data), std::nullopt, ""};
  answer_to(loop, service, path, signed_cookie(valid));
  fuzz::check(stored.looked_up == valid, "the session of an id that we have signed is looked up");
  if (stored.kept.empty()) return;
  const std::string once = stored.kept;
  stored = {once, std::nullopt, ""};
  answer_to(loop, service, "/read", signed_cookie(valid));
  fuzz::check(!stored.kept.empty() && without_cookie(stored.kept) == without_cookie(once),
              "what is stored again reads as it was");
}

// -- cookie-session

std::optional<std::string> held;  // the session as the handler sees it

App cookie_app() {
  auto app = express();
  app.set("env", "test");
  app.use([](auto& req, auto& res, auto& next) {
    asked.push_back(req.method.str());
    res.set("X-Request", std::to_string(asked.size() - 1));
    next();
  });
  app.use(cookieSession({.keys = {"new", "old"}}));
  app.get("/read", [](auto& req, auto& res) {
    if (!req.session.isNew()) appendJson(held.emplace(), req.session);
    res.send("read");
  });
  app.get("/write", [](auto& req, auto& res) {
    req.session["views"] = req.session["views"] + 1;
    res.send("written");
  });
  return app;
}

void check_cookie_session(net::Loop& loop, unsigned choice, std::string_view text, std::string_view data) {
  static detail::Service service{cookie_app()};
  static const Keygrip keys({"old"});
  const std::string_view path = (choice & 1) != 0 ? "/read" : "/write";
  held.reset();
  if (http::is_field_value(text) && http::is_field_value(data)) {
    answer_to(loop, service, path, "session=" + std::string(data) + "; session.sig=" + std::string(text));
    fuzz::check(!held, "nobody has signed this session");
  }
  std::string value;
  http::append_base64(value, data, http::Base64::padded);
  const std::string signature = keys.sign("session=" + value).str();
  answer_to(loop, service, path, "session=" + value + "; session.sig=" + signature);
  if (held) fuzz::check(held->starts_with('{') && held->ends_with('}'), "a session is an object");
  held.reset();
  answer_to(loop, service, path, "session=" + value + "A; session.sig=" + signature);
  fuzz::check(!held, "another value has another signature");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static net::ManualClock clock;
  static net::Loop loop(clock);
  static const net::Loop::Scope scope(loop);
  // The whole of a head has to fit into its limit.
  if (size > 3000) return 0;
  fuzz::Input input(data, size);
  const unsigned choice = input.byte();
  const auto cookie = input.line();
  if ((choice & 0x80) == 0) check_stored(loop, choice, cookie, input.rest());
  else check_cookie_session(loop, choice, cookie, input.rest());
  return 0;
}
