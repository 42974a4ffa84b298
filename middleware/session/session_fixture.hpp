// What the session tests share: a browser that keeps one cookie, and a store that notes its calls and answers when it is told.
#pragma once
#include <crema/express.hpp>
#include <crema/session.hpp>
#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../../tests/unit/pump.hpp"

namespace session_test {

using namespace crema;

struct Answer {
  int status = 0;
  std::string head, body;
  std::vector<std::string> cookies;  // the Set-Cookie fields

  bool complete() const { return status != 0; }
};

// Of the bytes that an answer with Content-Length, or without a body, came in.
inline Answer parse_answer(std::string_view bytes) {
  Answer answer;
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return answer;
  answer.head = bytes.substr(0, end + 2);
  answer.body = bytes.substr(end + 4);
  answer.status = std::stoi(answer.head.substr(9, 3));
  constexpr std::string_view field = "\r\nSet-Cookie: ";
  for (auto at = answer.head.find(field); at != std::string::npos; at = answer.head.find(field, at + 1)) {
    const auto from = at + field.size();
    answer.cookies.push_back(answer.head.substr(from, answer.head.find("\r\n", from) - from));
  }
  return answer;
}

// One visitor. `cookie` is "name=value", as the last answer set it; `fields` are sent with each request.
struct Browser {
  explicit Browser(Handler a) : app(std::move(a)) {}

  Answer get(const std::string& path, const std::string& more_fields = {}) {
    std::string request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + fields + more_fields;
    if (!cookie.empty()) request += "Cookie: " + cookie + "\r\n";
    Answer answer = parse_answer(ask(app, request + "\r\n"));
    if (!answer.cookies.empty()) cookie = answer.cookies.back().substr(0, answer.cookies.back().find(';'));
    return answer;
  }
  // The id in the cookie: between "s%3A" and the dot.
  std::string id() const {
    const auto from = cookie.find("=s%3A") + 5;
    return cookie.substr(from, cookie.find('.') - from);
  }

  Handler app;
  std::string cookie, fields;
};

// Keeps texts, as a database does. Calls are answered at once, or by release() when `holds` is set.
struct NotingStore : SessionStore {
  void note(const char* call) { calls += calls.empty() ? call : std::string(", ") + call; }
  std::string take_calls() { return std::exchange(calls, {}); }
  void answer(std::function<void()> call) {
    if (holds) held.push_back(std::move(call));
    else call();
  }
  void release() {
    for (auto& call : std::exchange(held, {})) call();
  }
  Error failure(const char* call) const { return fails == call ? Error(std::string(call) + " fails") : Error(); }

  void get(Value sid, Callback<Error, Value> cb) override {
    note("get");
    const auto found = records.find(sid.str());
    const Value data = found == records.end() ? null : JSON.parse(found->second);
    answer([cb, data, err = failure("get")] { err ? cb(err) : cb(null, data); });
  }
  void set(Value sid, Value session, Callback<Error> cb) override {
    note("set");
    if (fails != "set") records[sid.str()] = JSON.stringify(session).str();
    answer([cb, err = failure("set")] { cb(err); });
  }
  void destroy(Value sid, Callback<Error> cb) override {
    note("destroy");
    if (fails != "destroy") records.erase(sid.str());
    answer([cb, err = failure("destroy")] { cb(err); });
  }
  void touch(Value, Value, Callback<Error> cb) override {
    note("touch");
    answer([cb, err = failure("touch")] { cb(err); });
  }

  std::map<std::string, std::string> records;
  std::vector<std::function<void()>> held;
  std::string calls, fails;
  bool holds = false;
};

// An app with one route for each thing that a handler does to its session.
inline App session_app(SessionOptions options) {
  auto app = express();
  if (options.secret.empty()) options.secret = "my-secret";
  app.use(session(options));
  app.get("/read", [](auto& req, auto& res) { res.send(format("views {}", req.session["views"] || 0)); });
  app.get("/write", [](auto& req, auto& res) {
    req.session["views"] = (req.session["views"] || 0) + 1;
    res.send(format("views {}", req.session["views"]));
  });
  app.get("/save", [](auto& req, auto& res, auto next) {
    req.session["saved"] = (req.session["saved"] || 0) + 1;
    req.session.save([=](auto err) { err ? next(err) : res.send("saved"); });
  });
  app.get("/reload", [](auto& req, auto& res, auto next) {
    req.session["views"] = 1000;
    req.session.reload([=](auto err) { err ? next(err) : res.send(format("views {}", req.session["views"])); });
  });
  app.get("/regenerate", [](auto& req, auto& res, auto next) {
    req.session.regenerate([=](auto err) { err ? next(err) : res.send(format("views {}", req.session["views"] || 0)); });
  });
  app.get("/destroy", [](auto& req, auto& res, auto next) {
    req.session.destroy([=](auto err) { err ? next(err) : res.send(format("destroyed {}", req.session == undefined)); });
  });
  app.get("/null", [](auto& req, auto& res) {
    req.session = null;
    res.send("unset");
  });
  app.get("/long", [](auto& req, auto& res) {
    req.session.cookie().maxAge = 3600000;
    res.send("only the cookie");
  });
  app.get("/redirect", [](auto& req, auto& res) {
    req.session["user"] = "ann";
    res.redirect("/read");
  });
  app.get("/has", [](auto& req, auto& res) { res.send(req.session ? "a session" : "none"); });
  app.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(err.message); });
  return app;
}

}  // namespace session_test
