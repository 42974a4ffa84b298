// The way of a test: its server listens, the request goes out, redirects are followed, the server closes, expectations are met or
// not. Invariant: whatever happens, `done` is called once, after the server has closed.
#include <crema/http_text.hpp>
#include <crema/object.hpp>

#include <exception>
#include <string>

#include "core/value_node.hpp"
#include "http/percent.hpp"
#include "net/loop.hpp"
#include "testing/test_state.hpp"

namespace crema::detail {
namespace {

using Pointer = std::shared_ptr<TestState>;

// supertest's words for what a connection comes to.
Error connection_error(const Error& err) {
  if (err["syscall"] != "connect") return err;
  const std::string code = err.code.str();
  const char* text = code == "ECONNREFUSED" ? "Connection refused"
                     : code == "ECONNRESET" ? "Connection reset by peer"
                     : code == "EPIPE"      ? "Broken pipe"
                     : code == "ETIMEDOUT"  ? "Operation timed out"
                                            : nullptr;
  if (!text) return err;
  Error told(code + ": " + text);
  told.code = err.code;
  return told;
}

void tell(const Pointer& test, const Error& err, TestResponse* res) {
  const auto done = std::exchange(test->done, {});
  if (!res) return done(connection_error(err));
  Error failed = supertest::failed_expectation(*test, *res);
  if (!failed) failed = err;
  if (failed) done(failed, *res);
  else done(null, *res);
}

void finish(const Pointer& test, const Error& err, std::shared_ptr<TestResponse> res) {
  if (!test->own_server) return tell(test, err, res.get());
  const Server server = *std::exchange(test->own_server, {});
  server.close([=] { tell(test, err, res.get()); });
}

// The body, and the Content-Type that goes with a form.
std::string body_of(TestState& test) {
  if (test.form) {
    if (!test.field("Content-Type")) test.set_field("Content-Type", test.form->content_type());
    return test.form->body();
  }
  if (test.data == undefined) return {};
  if (const auto bytes = text_view(test.data)) return std::string(*bytes);
  const auto* field = test.field("Content-Type");
  const std::string type = field ? lowerCase(trimBlanks(field->substr(0, field->find(';')))) : "";
  if (type == "application/x-www-form-urlencoded") return supertest::query_text(test.data);
  if (type.ends_with("/json") || type.ends_with("+json") || type == "application/csp-report")
    return JSON.stringify(test.data).str();
  throw TypeError("A body of the type '" + type + "' is a text or a Buffer");
}

std::string request_bytes(TestState& test) {
  std::string body;
  if (test.method != "HEAD") body = body_of(test);
  std::string out = test.method + " " + test.at.target + " HTTP/1.1\r\n";
  const auto add = [&](std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
  };
  if (!test.field("Host")) add("Host", test.at.origin().substr(7));
  if (test.accepts_packed && test.method != "HEAD" && !test.field("Accept-Encoding"))
    add("Accept-Encoding", "gzip, deflate");
  std::string cookies = test.agent ? test.agent->jar.field(test.at) : "";
  for (const auto& [name, value] : test.fields) {
    if (!equalInAnyCase(name, "Cookie")) add(name, value);
    else cookies = value + (cookies.empty() ? "" : "; ") + cookies;
  }
  if (!cookies.empty()) add("Cookie", cookies);
  const bool has_body = !body.empty() || (test.method != "GET" && test.method != "HEAD" && test.method != "DELETE" &&
                                          test.method != "OPTIONS");
  if (has_body && !test.field("Content-Length") && !test.field("Transfer-Encoding"))
    add("Content-Length", std::to_string(body.size()));
  if (!test.field("Connection")) add("Connection", "close");
  return out + "\r\n" + body;
}

void send(const Pointer& test);

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// Where the next request goes, and what of this one it takes along.
void redirect(const Pointer& test, const supertest::Answer& answer, const std::string& location) {
  const auto next = supertest::resolve_url(test->at, location);
  if (!next) {
    Error err("Invalid redirect location: " + location);
    err.code = "EINVALIDREDIRECT";
    return finish(test, err, nullptr);
  }
  if (answer.status < 307) {
    if (test->method != "HEAD") test->method = "GET";
    test->data = undefined;
    test->form.reset();
    for (const char* name : {"Content-Type", "Content-Length", "Transfer-Encoding"}) test->remove_field(name);
  }
  test->remove_field("Host");
  if (!next->same_origin(test->at)) {
    test->remove_field("Authorization");
    test->remove_field("Cookie");
  }
  test->at = *next;
  test->redirects.push(next->str());
  send(test);
}

void answered(const Pointer& test, const supertest::Answer& answer) {
  std::string location;
  for (const auto& [name, value] : answer.fields) {
    if (equalInAnyCase(name, "Set-Cookie") && test->agent) test->agent->jar.take(value, test->at);
    if (equalInAnyCase(name, "Location")) location = value;
  }
  if (is_redirect(answer.status) && test->redirects.length() < test->most_redirects) {
    if (location.empty()) return finish(test, "No location header for redirect", nullptr);
    return redirect(test, answer, location);
  }
  try {
    finish(test, {}, std::make_shared<TestResponse>(supertest::make_response(answer, *test)));
  } catch (...) {
    finish(test, Error::from_exception(std::current_exception()), nullptr);
  }
}

void send(const Pointer& test) {
  try {
    supertest::Question question{test->at.host,          test->at.port,     request_bytes(*test),
                                 test->method == "HEAD", test->response_ms, test->deadline_ms};
    supertest::ask(std::move(question), [test](Error& err, supertest::Answer& answer) {
      if (err) finish(test, err, nullptr);
      else answered(test, answer);
    });
  } catch (...) {
    finish(test, Error::from_exception(std::current_exception()), nullptr);
  }
}

// The address of the server, which is made to listen if it does not.
std::string base_url(TestState& test) {
  auto& target = *test.target;
  if (!target.url.empty()) return target.url;
  const Server server = target.server ? *target.server : Server(target.handler);
  if (!server.listening()) {
    server.listen({.port = 0, .host = "127.0.0.1"}, [](auto) {});
    test.own_server = server;
  }
  const Value address = server.address();
  std::string host = address["address"].str();
  if (host == "::" || host == "0.0.0.0") host = "127.0.0.1";
  return "http://" + (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + address["port"].str();
}

std::string target_of(const TestState& test) {
  std::string target = test.path.substr(0, test.path.find('#'));
  std::string query = test.query;
  if (const auto more = supertest::query_text(test.query_object); !more.empty())
    query += (query.empty() ? "" : "&") + more;
  if (!query.empty()) target += (target.find('?') == std::string::npos ? "?" : "&") + query;
  return http::encode_url(target);
}

}  // namespace

void start_test(const Pointer& test) {
  if (test->started) throw Error(".end() was called twice. This is not supported in superagent");
  test->started = true;
  // In a turn, so that the server that begins to listen does not wait for its end here.
  net::Loop::current().turn([&] {
    try {
      if (test->wrong) throw Error(test->wrong);
      const auto url = supertest::parse_url(base_url(*test) + target_of(*test));
      if (!url) throw Error("A test goes to http://host:port, and not to " + test->target->url);
      test->at = *url;
      send(test);
    } catch (...) {
      finish(test, Error::from_exception(std::current_exception()), nullptr);
    }
  });
}

}  // namespace crema::detail
