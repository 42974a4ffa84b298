// crema/testing.hpp — tests over HTTP, as supertest writes them.                                   npm: supertest 7
#pragma once
#include <crema/callback.hpp>
#include <crema/error.hpp>
#include <crema/handler.hpp>
#include <crema/server.hpp>
#include <crema/task.hpp>
#include <crema/text.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <coroutine>
#include <memory>
#include <string>
#include <utility>

namespace crema {

class Test;
class TestAgent;
class TestResponse;

namespace detail {

struct TestState;
struct TestTargetState;
struct AgentState;

// Where an expectation stands in the source. What std::source_location does, which clang 14 has not.
class Place {
 public:
  static constexpr Place here(const char* file = __builtin_FILE(), unsigned line = __builtin_LINE()) noexcept {
    return Place(file, line);
  }
  const char* file() const noexcept { return file_; }
  unsigned line() const noexcept { return line_; }

 private:
  constexpr Place(const char* file, unsigned line) noexcept : file_(file), line_(line) {}
  const char* file_;
  unsigned line_;
};

// A function that looks at the answer; what it throws or gives as an Error is the failure.
struct TestCheck : Closure {
  virtual Error run(TestResponse& res) = 0;
};

template <class F>
Error check_result(F&& check) {
  if constexpr (std::convertible_to<decltype(check()), const Error&>) return check();
  else return (void)check(), Error();
}

template <class F>
concept ChecksResponse = !std::derived_from<F, Value> && (std::invocable<F&, TestResponse&> || std::invocable<F&>);

template <class F>
concept HearsResponse = !std::derived_from<F, Value> &&
                        (std::invocable<F&, Error&, TestResponse&> || std::invocable<F&, Error&> || std::invocable<F&>);

}  // namespace detail

/// What .expect() throws. `message` is supertest's sentence; what() says where the expectation stands, too, and what came.
/// `expected` and `actual` are properties where bodies are compared.
struct ExpectationError : Error {
  ExpectationError(const Value& text, std::string told) : Error(text), told_(std::move(told)) {}
  const char* what() const noexcept override { return told_.c_str(); }

 private:
  std::string told_;
};

/// The answer to a Test. superagent: https://forwardemail.github.io/superagent/#response-properties
class TestResponse {
 public:
  Value status = 0, statusCode = 0, statusType = 0;  // 404, 404, 4
  Value text;     // Of all bodies but pictures, sound and the like (and with buffer(false)), whose text is undefined.
  Value body;     // Parsed: of JSON and forms; a Buffer where there is no text; else {}.
  Value headers;  // By their names in lower case; set-cookie is an array.
  Value header;   // The same object.
  Value type, charset;                                 // Of Content-Type: "text/html", "utf-8".
  Value links;                                         // Of Link: {next: "/?page=2"}.
  Value redirects;                                     // The URLs that were followed.
  Value info, ok, redirect, clientError, serverError;  // 1xx to 5xx: true or false.
  Value created, accepted, noContent, badRequest, unauthorized, notAcceptable, forbidden, notFound, unprocessableEntity;
  Error error;  // "cannot GET /x (404)" from 400 on; else none, and false.

  /// A field, by its name in any case; undefined if there is none.
  Value get(const Text& field) const;
};

/// One request and what is expected of its answer: built by a chain of calls, sent by `co_await`, by `.end(callback)`, by
/// `.end()`, or at the end of the statement. A handle: copies are the same test.
class [[maybe_unused]] Test {
 public:
  explicit Test(std::shared_ptr<detail::TestState> state) : state_(std::move(state)) {}
  Test(const Test&) = default;
  Test& operator=(const Test&) = delete;
  /// The last handle of a test that nobody has sent sends it and waits, and throws what failed. In a coroutine or a callback of
  /// the loop waiting is impossible: there it throws an Error that says so.
  ~Test() noexcept(false);

  /// A field of the request, or several: set("Accept", "text/html"), set({{"X-A", 1}}).
  const Test& set(const Value& field, const Value& value = {}) const;
  const Test& unset(const Text& field) const;
  /// Appended to the path: {{"q", "x"}} or "q=x".
  const Test& query(const Value& what) const;
  /// The body. Objects are merged and become JSON (or a form, after type("form")); texts are a form, unless there is a type.
  const Test& send(const Value& body = {}) const;
  /// Content-Type and Accept: "json", "form", "text/plain".
  const Test& type(const Text& type) const;
  const Test& accept(const Text& type) const;
  /// auth("user", "password"), auth(token, {{"type", "bearer"}})
  const Test& auth(const Value& user, const Value& password = {}, const Value& options = {}) const;
  const Test& bearer(const Text& token) const;
  /// A field of a form in multipart/form-data; an array becomes several, an object has several.
  const Test& field(const Value& name, const Value& value = {}) const;
  /// A file of such a form: a path, or a Buffer; `options` is its name, or {filename, contentType}.
  const Test& attach(const Text& field, const Value& file, const Value& options = {}) const;
  /// How many redirects are followed. Default: 0.
  const Test& redirects(int most) const;
  /// Milliseconds to the end of the answer; or {response, deadline}. Default: none.
  const Test& timeout(const Value& ms) const;
  /// false leaves the body alone: res.text is undefined, res.body is {}. Default: true.
  const Test& buffer(bool on = true) const;
  /// Any: res.body is a Buffer.
  const Test& responseType(const Text& type) const;

  /// A status, several of which one will do ({200, 404}), or a body: a text, an expression, an object or array.
  const Test& expect(const Value& what, detail::Place at = detail::Place::here()) const;
  /// A field with its value (a text, a number, an expression), or a status and a body.
  const Test& expect(const Value& field, const Value& value, detail::Place at = detail::Place::here()) const;
  /// A function of the answer, which throws, or gives an Error, if something is wrong: [](auto& res) { … }
  template <class F>
    requires detail::ChecksResponse<F>
  const Test& expect(F check, detail::Place at = detail::Place::here()) const {
    struct Held final : detail::TestCheck {
      explicit Held(F&& g) : f(std::move(g)) {}
      Error run(TestResponse& res) override {
        if constexpr (std::invocable<F&, TestResponse&>)
          return detail::check_result([&]() -> decltype(auto) { return f(res); });
        else return detail::check_result(f);
      }
      F f;
    };
    return add(new Held(std::move(check)), at);
  }
  /// The same, and then end(done).
  template <class F>
    requires detail::HearsResponse<F>
  const Test& expect(const Value& what, F done, detail::Place at = detail::Place::here()) const {
    return expect(what, at).end(std::move(done));
  }
  template <class F>
    requires detail::HearsResponse<F>
  const Test& expect(const Value& field, const Value& value, F done, detail::Place at = detail::Place::here()) const {
    return expect(field, value, at).end(std::move(done));
  }

  /// Sends. The callback is called as (err, res): with the first expectation that failed, or none.
  const Test& end(Callback<Error, TestResponse> done) const;
  /// Sends, waits for the answer, and throws what failed. Not in a coroutine or a callback of the loop.
  TestResponse end() const;
  /// Sends; the task gives the answer or throws what failed.
  Task<TestResponse> run() const;

  class Awaiter {
   public:
    explicit Awaiter(Task<TestResponse> task) : task_(std::move(task)) {}
    bool await_ready() const noexcept { return task_.done(); }
    void await_suspend(std::coroutine_handle<> waiting) const noexcept {
      task_.operator co_await().await_suspend(waiting);
    }
    TestResponse await_resume() const { return task_.operator co_await().await_resume(); }

   private:
    Task<TestResponse> task_;
  };
  Awaiter operator co_await() const { return Awaiter(run()); }
  /// As a promise's.
  template <class F>
  Task<Value> then(F f) const {
    return run().then(std::move(f));
  }
  template <class F>
  Task<Value> catch_(F f) const {
    return run().catch_(std::move(f));
  }

 private:
  const Test& add(detail::TestCheck* check, detail::Place at) const;
  std::shared_ptr<detail::TestState> state_;
};

/// What is tested: an app, a router or a function of (req, res), for which a server on a free port of 127.0.0.1 listens during
/// each request; a Server, which is made to listen for as long, unless it does; or the URL ("http://…") of one that runs.
class TestTarget {
 public:
  TestTarget(const Server& server);
  TestTarget(const Value& url);
  template <detail::Chars T>
  TestTarget(const T& url) : TestTarget(Value(url)) {}
  template <class F>
    requires(!std::derived_from<F, Server> && !std::derived_from<F, Value> && !detail::Chars<F> &&
             !std::same_as<F, TestTarget>)
  TestTarget(const F& app) : TestTarget(Handler(app)) {}
  TestTarget(const Handler& handler);

  std::shared_ptr<detail::TestTargetState> state;
};

/// What request(app) gives: a Test for each request.
class TestClient {
 public:
  explicit TestClient(TestTarget target) : target_(std::move(target)) {}
  Test get(const Text& target) const { return test("GET", target); }
  Test head(const Text& target) const { return test("HEAD", target); }
  Test post(const Text& target) const { return test("POST", target); }
  Test put(const Text& target) const { return test("PUT", target); }
  Test patch(const Text& target) const { return test("PATCH", target); }
  Test delete_(const Text& target) const { return test("DELETE", target); }
  Test del(const Text& target) const { return test("DELETE", target); }
  Test options(const Text& target) const { return test("OPTIONS", target); }
  /// Any method: request(app)["purge"]("/x").
  auto operator[](const Text& method) const {
    return [self = *this, name = method.str()](const Text& target) { return self.test(name, target); };
  }

 private:
  Test test(const Text& method, const Text& target) const;
  TestTarget target_;
};

/// The cookies of an agent.
class TestJar {
 public:
  explicit TestJar(std::shared_ptr<detail::AgentState> state) : state_(std::move(state)) {}
  /// {name, value, path, secure, expires} of the first cookie of that name; undefined if there is none.
  Value getCookie(const Text& name) const;
  /// As a Set-Cookie field has it: "theme=dark; Path=/".
  void setCookie(const Text& cookie) const;

 private:
  std::shared_ptr<detail::AgentState> state_;
};

/// What request.agent(app) gives: a browser that keeps its cookies. What set, query, auth … say goes for all of its requests.
class TestAgent {
 public:
  explicit TestAgent(TestTarget target);
  Test get(const Text& target) const { return test("GET", target); }
  Test head(const Text& target) const { return test("HEAD", target); }
  Test post(const Text& target) const { return test("POST", target); }
  Test put(const Text& target) const { return test("PUT", target); }
  Test patch(const Text& target) const { return test("PATCH", target); }
  Test delete_(const Text& target) const { return test("DELETE", target); }
  Test del(const Text& target) const { return test("DELETE", target); }
  Test options(const Text& target) const { return test("OPTIONS", target); }
  auto operator[](const Text& method) const {
    return [self = *this, name = method.str()](const Text& target) { return self.test(name, target); };
  }

  const TestAgent& host(const Text& name) const;
  const TestAgent& set(const Value& field, const Value& value = {}) const;
  const TestAgent& query(const Value& what) const;
  const TestAgent& type(const Text& type) const;
  const TestAgent& accept(const Text& type) const;
  const TestAgent& auth(const Value& user, const Value& password = {}, const Value& options = {}) const;
  const TestAgent& redirects(int most) const;
  const TestAgent& timeout(const Value& ms) const;

 private:
  Test test(const Text& method, const Text& target) const;
  const TestAgent& add(Callback<const Test&> change) const;
  TestTarget target_;
  std::shared_ptr<detail::AgentState> state_;

 public:
  TestJar jar{state_};
};

namespace detail {

struct TestRequest {
  TestClient operator()(const TestTarget& target) const { return TestClient(target); }
  /// One that keeps its cookies from request to request.
  TestAgent agent(const TestTarget& target) const { return TestAgent(target); }
};

}  // namespace detail

/// supertest: `request(app).get("/").expect(200);`
inline constexpr detail::TestRequest request{};

}  // namespace crema
