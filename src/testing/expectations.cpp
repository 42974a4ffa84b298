// What a test expects of its answer, and supertest's sentences for what is otherwise.
#include <crema/buffer.hpp>
#include <crema/is_regex.hpp>
#include <crema/object.hpp>
#include <crema/regex.hpp>

#include <cmath>
#include <cstddef>
#include <exception>
#include <string>

#include "core/inspect.hpp"
#include "core/value_node.hpp"
#include "http/status.hpp"
#include "testing/test_state.hpp"

namespace crema::supertest {
namespace {

using detail::TestCheck;

std::string status_text(const Value& status) {
  const auto reason = http::reason(static_cast<int>(status.number()));
  return status.str() + " \"" + (reason.empty() ? "undefined" : std::string(reason)) + "\"";
}

bool matches(const Value& expression, const Value& text) { return Value(text.str()).search(expression) >= 0; }

struct StatusCheck final : TestCheck {
  explicit StatusCheck(int wanted) : status(wanted) {}
  Error run(TestResponse& res) override {
    if (res.status == status) return {};
    return Error("expected " + status_text(status) + ", got " + status_text(res.status));
  }
  int status;
};

struct StatusListCheck final : TestCheck {
  explicit StatusListCheck(Value wanted) : list(std::move(wanted)) {}
  Error run(TestResponse& res) override {
    if (list.includes(res.status)) return {};
    return Error("expected one of \"" + list.join(", ").str() + "\", got " + status_text(res.status));
  }
  Value list;
};

struct BodyCheck final : TestCheck {
  explicit BodyCheck(Value wanted) : body(std::move(wanted)) {}
  Error run(TestResponse& res) override {
    if (isRegex(body))
      return matches(body, res.text)
                 ? Error()
                 : other("expected body " + detail::inspect(res.text) + " to match " + body.str(), res.body);
    const auto kind = kind_of(body);
    if (kind == Kind::object || kind == Kind::array || kind == Kind::buffer || kind == Kind::null) {
      return deep_equal(body, res.body) ? Error() : not_equal(res.body, res.body);
    }
    const bool same = kind == kind_of(res.text) && body == res.text;
    return same ? Error() : not_equal(res.text, res.body);
  }
  Error not_equal(const Value& shown, const Value& got) const {
    return other("expected " + detail::inspect(body) + " response body, got " + detail::inspect(shown), got);
  }
  Error other(const std::string& message, const Value& got) const {
    Error err(message);
    err["expected"] = body;
    err["actual"] = got;
    err["showDiff"] = true;
    return err;
  }
  Value body;
};

struct FieldCheck final : TestCheck {
  FieldCheck(Value named, Value wanted) : name(std::move(named)), value(std::move(wanted)) {}
  Error run(TestResponse& res) override {
    const std::string quoted = "\"" + name.str() + "\"";
    const Value came = res.get(name);
    if (came == undefined) return Error("expected " + quoted + " header field");
    const std::string actual = came.str();
    if (isRegex(value)) {
      return matches(value, actual)
                 ? Error()
                 : Error("expected " + quoted + " matching " + value.str() + ", got \"" + actual + "\"");
    }
    if (value.str() == actual) return {};
    return Error("expected " + quoted + " of \"" + value.str() + "\", got \"" + actual + "\"");
  }
  Value name, value;
};

// The message with what helps to find the cause: the request, the place, the beginning of the body.
ExpectationError told(const Error& err, const detail::TestState& test, detail::Place at, const TestResponse& res) {
  constexpr std::size_t most = 300;
  std::string text = err.message.str() + "\n  " + test.method + " " + test.path + "\n  at " + at.file() + ":" +
                     std::to_string(at.line());
  std::string body = res.text == undefined ? detail::inspect(res.body) : res.text.str();
  if (body.size() > most) body = body.substr(0, most) + "…";
  if (!body.empty()) text += "\n  the answer: " + body;
  ExpectationError failed(err.message, std::move(text));
  for (const char* name : {"expected", "actual", "showDiff"})
    if (err[name] != undefined) failed[name] = err[name];
  return failed;
}

}  // namespace

TestCheck* status_check(int status) { return new StatusCheck(status); }
TestCheck* status_list_check(const Value& list) { return new StatusListCheck(list); }
TestCheck* body_check(const Value& body) { return new BodyCheck(body); }
TestCheck* field_check(const Value& field, const Value& value) { return new FieldCheck(field, value); }

bool deep_equal(const Value& a, const Value& b) {
  const auto kind = kind_of(a);
  if (kind != kind_of(b)) return false;
  if (kind == Kind::number)
    return a == b ? std::signbit(a.number()) == std::signbit(b.number())
                  : std::isnan(a.number()) && std::isnan(b.number());
  if (kind == Kind::array) {
    if (a.length() != b.length()) return false;
    for (int i = 0; i < a.length(); i++)
      if (!deep_equal(a[i], b[i])) return false;
    return true;
  }
  if (kind == Kind::buffer) return a.view() == b.view();
  if (kind != Kind::object) return a == b;
  const Value names = Object.keys(a);
  if (names.length() != Object.keys(b).length()) return false;
  return names.every([&](auto name) { return b.hasOwnProperty(name) && deep_equal(a[name], b[name]); });
}

Error failed_expectation(const detail::TestState& test, TestResponse& res) {
  for (const auto& [check, at] : test.expectations) {
    try {
      const Error err = static_cast<TestCheck*>(check.get())->run(res);
      if (err) return err.original() ? err : Error(told(err, test, at, res));
    } catch (...) {
      return Error::from_exception(std::current_exception());  // what a function threw stays what it is
    }
  }
  return {};
}

}  // namespace crema::supertest
