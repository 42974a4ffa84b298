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

#include "pump.hpp"

namespace session_test {

using namespace crema;
using crema::testing::Pump;

struct Answer : crema::testing::Answer {
  explicit Answer(crema::testing::Answer answer)
      : crema::testing::Answer(std::move(answer)), cookies(headers("Set-Cookie")) {}
  std::vector<std::string> cookies;
};

struct Site final : Pump {
  using Pump::Pump;
};

// One visitor of a site. `cookie` is "name=value", as the last answer set it.
class Browser {
 public:
  explicit Browser(Handler app) : pump_(std::make_shared<Site>(std::move(app))) {}

  Browser another_visitor() const { return Browser(pump_); }
  // Goes to another site with the cookie of this one.
  void visit(Handler app) {
    pump_.reset();
    pump_ = std::make_shared<Site>(std::move(app));
  }
  Pump& pump() const { return *pump_; }
  std::string request(const std::string& page, const std::string& fields = {}) const {
    return "GET " + page + " HTTP/1.1\r\nHost: localhost\r\n" + fields +
           (cookie.empty() ? "" : "Cookie: " + cookie + "\r\n") + "\r\n";
  }
  Answer get(const std::string& page, const std::string& fields = {}) {
    Answer answer(pump_->ask(request(page, fields)));
    if (!answer.cookies.empty()) cookie = answer.cookies.back().substr(0, answer.cookies.back().find(';'));
    return answer;
  }
  // The id in the cookie: between "s%3A" and the dot.
  std::string id() const {
    const auto from = cookie.find("=s%3A") + 5;
    return cookie.substr(from, cookie.find('.', from) - from);
  }

  std::string cookie;

 private:
  explicit Browser(std::shared_ptr<Pump> pump) : pump_(std::move(pump)) {}
  std::shared_ptr<Pump> pump_;
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
    req.session.regenerate(
        [=](auto err) { err ? next(err) : res.send(format("views {}", req.session["views"] || 0)); });
  });
  app.get("/destroy", [](auto& req, auto& res, auto next) {
    req.session.destroy(
        [=](auto err) { err ? next(err) : res.send(format("destroyed {}", req.session == undefined)); });
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

inline SessionOptions quiet() { return {.resave = false, .saveUninitialized = false}; }

// What one request came to: store calls, and "cookie" when the answer sets one.
inline std::string effect(Browser& browser, NotingStore& store, const std::string& page) {
  store.take_calls();
  const Answer answer = browser.get(page);
  std::string calls = store.take_calls();
  if (!answer.cookies.empty()) calls += calls.empty() ? "cookie" : ", cookie";
  return calls;
}

}  // namespace session_test
