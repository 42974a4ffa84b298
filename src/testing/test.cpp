// Test: the request as it is written, and the ways to send it.
#include <crema/buffer.hpp>
#include <crema/fs.hpp>
#include <crema/http_text.hpp>
#include <crema/is_regex.hpp>
#include <crema/object.hpp>

#include <exception>
#include <optional>
#include <string>

#include "core/value_node.hpp"
#include "http/base64.hpp"
#include "http/mime.hpp"
#include "net/loop.hpp"
#include "testing/test_state.hpp"

namespace crema {

namespace detail {

std::string* TestState::field(std::string_view name) {
  for (auto& [known, value] : fields)
    if (equalInAnyCase(known, name)) return &value;
  return nullptr;
}

void TestState::set_field(std::string_view name, std::string_view value) {
  if (auto* known = field(name)) *known = value;
  else fields.emplace_back(name, value);
}

void TestState::remove_field(std::string_view name) {
  std::erase_if(fields, [&](const auto& one) { return equalInAnyCase(one.first, name); });
}

}  // namespace detail

namespace {

std::string media_type(std::string_view type) {
  if (type == "form" || type == "urlencoded" || type == "form-data") return "application/x-www-form-urlencoded";
  if (type.find('/') != std::string_view::npos) return std::string(type);
  const auto found = http::mime_lookup(type);
  if (found.empty()) throw TypeError("There is no media type for '" + std::string(type) + "'");
  return std::string(found);
}

bool is_plain_object(const Value& v) { return kind_of(v) == Kind::object || kind_of(v) == Kind::array; }

// A field's line must stay one line.
void refuse_line_breaks(std::string_view name, std::string_view value) {
  if (!isToken(name)) throw TypeError("Header name must be a valid HTTP token [\"" + std::string(name) + "\"]");
  if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos)
    throw TypeError("Invalid character in header content [\"" + std::string(name) + "\"]");
}

// What was thrown or came, of a test that somebody waits for here.
struct Outcome {
  bool done = false;
  Error err;
  std::optional<TestResponse> res;
};

TestResponse wait_for(const std::shared_ptr<detail::TestState>& test) {
  auto& loop = net::Loop::current();
  if (loop.in_turn() || loop.running())
    throw Error("A test cannot be waited for in a coroutine or a callback: write co_await request(app)." +
                lowerCase(test->method) + "(…), or .end(callback)");
  auto outcome = std::make_shared<Outcome>();
  test->done = [outcome, &loop](Error& err, TestResponse& res) {
    outcome->err = err;
    outcome->res = res;
    outcome->done = true;
    loop.recheck();
  };
  detail::start_test(test);
  loop.run_until([&] { return outcome->done || loop.finished(); });
  if (!outcome->done) throw Error("The program was told to end before the answer had come");
  if (outcome->err) std::rethrow_exception(outcome->err.exception());
  return *std::move(outcome->res);
}

}  // namespace

Test::~Test() noexcept(false) {
  if (!state_ || state_.use_count() > 1 || state_->started || std::uncaught_exceptions() > 0) return;
  wait_for(state_);
}

const Test& Test::set(const Value& field, const Value& value) const {
  if (is_plain_object(field)) {
    for (auto [name, one] : Object.entries(field)) set(name, one);
    return *this;
  }
  const std::string name = field.str(), text = value.str();
  refuse_line_breaks(name, text);
  state_->set_field(name, text);
  return *this;
}

const Test& Test::unset(const Text& field) const {
  state_->remove_field(field);
  if (equalInAnyCase(field, "Accept-Encoding")) state_->accepts_packed = false;
  return *this;
}

const Test& Test::query(const Value& what) const {
  if (is_plain_object(what)) {
    if (state_->query_object == undefined) state_->query_object = Object();
    Object.assign(state_->query_object, what);
  } else if (what) {
    state_->query += (state_->query.empty() ? "" : "&") + what.str();
  }
  return *this;
}

const Test& Test::send(const Value& body) const {
  if (state_->form)
    throw Error(
        ".send() can't be used if .attach() or .field() is used. Please use only .send() or only .field() & .attach()");
  auto& data = state_->data;
  const bool object = is_plain_object(body);
  if (body && kind_of(data) == Kind::buffer) throw Error("Can't merge these send calls");
  if (object && is_plain_object(data)) {
    Object.assign(data, body);
  } else if (object) {
    data = kind_of(body) == Kind::array ? Value{spread(body)} : Object.assign(Object(), body);
  } else if (kind_of(body) == Kind::text) {
    if (!state_->field("Content-Type")) type("form");
    const bool form = equalInAnyCase(*state_->field("Content-Type"), "application/x-www-form-urlencoded");
    data = data == undefined ? body : Value(data.str() + (form ? "&" : "") + body.str());
  } else {
    data = body;
  }
  if (object && !state_->field("Content-Type")) type("json");
  return *this;
}

const Test& Test::type(const Text& type) const { return set("Content-Type", media_type(type)); }
const Test& Test::accept(const Text& type) const { return set("Accept", media_type(type)); }

const Test& Test::auth(const Value& user, const Value& password, const Value& options) const {
  const bool second = kind_of(password) == Kind::object;
  const Value how = second ? password : options;
  if (how.get("type") == "bearer") return bearer(user);
  std::string field = "Basic ";
  http::append_base64(field, user.str() + ":" + (second || password == undefined ? "" : password.str()));
  return set("Authorization", field);
}

const Test& Test::bearer(const Text& token) const { return set("Authorization", "Bearer " + token.str()); }

const Test& Test::field(const Value& name, const Value& value) const {
  if (name == undefined) throw Error(".field(name, val) name can not be empty");
  if (state_->data)
    throw Error(".field() can't be used if .send() is used. Please use only .send() or only .field() & .attach()");
  if (is_plain_object(name)) {
    for (auto [key, one] : Object.entries(name)) field(key, one);
    return *this;
  }
  if (Array.isArray(value)) {
    for (const auto one : value) field(name, one);
    return *this;
  }
  if (value == undefined) throw Error(".field(name, val) val can not be empty");
  if (!state_->form) state_->form.emplace();
  state_->form->field(name.str(), value.str());
  return *this;
}

const Test& Test::attach(const Text& field, const Value& file, const Value& options) const {
  if (!file) return *this;
  if (state_->data) throw Error("superagent can't mix .send() and .attach()");
  if (!state_->form) state_->form.emplace();
  if (Buffer.isBuffer(file)) {
    state_->form->file(field, file.view(), options, "");
    return *this;
  }
  try {
    const Value content = fs.readFileSync(file);
    state_->form->file(field, content.view(), options, file.str());
  } catch (Error& err) {
    if (!state_->wrong) state_->wrong = err;  // told when the request is sent, as superagent does
  }
  return *this;
}

const Test& Test::redirects(int most) const {
  state_->most_redirects = most;
  return *this;
}

const Test& Test::timeout(const Value& ms) const {
  const auto number = [](const Value& v) { return v ? Duration(v).ms() : 0; };
  if (is_plain_object(ms)) {
    if (ms["deadline"] != undefined) state_->deadline_ms = number(ms["deadline"]);
    if (ms["response"] != undefined) state_->response_ms = number(ms["response"]);
  } else {
    state_->deadline_ms = number(ms);
    state_->response_ms = 0;
  }
  return *this;
}

const Test& Test::buffer(bool on) const {
  state_->buffered = on;
  return *this;
}

const Test& Test::responseType(const Text&) const {
  state_->binary = true;
  return *this;
}

const Test& Test::add(detail::TestCheck* check, detail::Place at) const {
  state_->expectations.push_back({detail::ClosurePtr(check), at});
  return *this;
}

const Test& Test::expect(const Value& what, detail::Place at) const {
  if (kind_of(what) == Kind::number) return add(supertest::status_check(static_cast<int>(what.number())), at);
  const bool statuses =
      Array.isArray(what) && what.length() > 0 && what.every([](auto one) { return kind_of(one) == Kind::number; });
  return add(statuses ? supertest::status_list_check(what) : supertest::body_check(what), at);
}

const Test& Test::expect(const Value& field, const Value& value, detail::Place at) const {
  if (kind_of(field) == Kind::number) return expect(field, at).add(supertest::body_check(value), at);
  const auto kind = kind_of(value);
  if (kind == Kind::text || kind == Kind::number || isRegex(value))
    return add(supertest::field_check(field, value), at);
  return add(supertest::body_check(field), at);
}

const Test& Test::end(Callback<Error, TestResponse> done) const {
  state_->done = std::move(done);
  detail::start_test(state_);
  return *this;
}

TestResponse Test::end() const { return wait_for(state_); }

Task<TestResponse> Test::run() const {
  struct Arrival : detail::Closure {
    std::optional<TestResponse> res;
  };
  const detail::ClosurePtr deferred(new detail::Deferred), arrival(new Arrival);
  state_->done = [deferred, arrival](Error& err, TestResponse& res) {
    static_cast<Arrival*>(arrival.get())->res = res;
    auto& waits = *static_cast<detail::Deferred*>(deferred.get());
    if (err) waits.reject(err.exception());
    else waits.resolve({});
  };
  detail::start_test(state_);
  co_await detail::AwaitDeferred{deferred};
  co_return *static_cast<Arrival*>(arrival.get())->res;
}

}  // namespace crema
