// testing/test_state.hpp — what a Test is made of: the request as it was written, what is expected, and how far it has come.
#pragma once
#include <crema/testing.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "testing/cookie_jar.hpp"
#include "testing/form_data.hpp"
#include "testing/http_client.hpp"
#include "testing/urls.hpp"

namespace crema::detail {

struct TestTargetState {
  std::string url;  // of one that runs elsewhere; else empty
  Handler handler;  // else one of these two
  std::optional<Server> server;
};

struct AgentState {
  supertest::CookieJar jar;
  std::string host;                             // instead of the server's
  std::vector<Callback<const Test&>> defaults;  // what set() and the like were told
};

struct TestState {
  // -- as it was written
  std::shared_ptr<TestTargetState> target;
  std::shared_ptr<AgentState> agent;
  std::string method, path;
  std::vector<std::pair<std::string, std::string>> fields;
  Value query_object;
  std::string query;
  Value data;
  std::optional<supertest::FormData> form;
  int most_redirects = 0;
  double deadline_ms = 0, response_ms = 0;
  bool buffered = true, binary = false, accepts_packed = true;
  Error wrong;  // what cannot be sent: told when it is
  struct Expectation {
    ClosurePtr check;  // a TestCheck
    Place at;
  };
  std::vector<Expectation> expectations;

  // -- on its way
  bool started = false;
  std::optional<Server> own_server;  // listens for this test alone
  supertest::Url at;
  Value redirects = Array();
  Callback<Error, TestResponse> done;

  std::string* field(std::string_view name);
  void set_field(std::string_view name, std::string_view value);
  void remove_field(std::string_view name);
};

// Sends it, follows redirects, and calls `done` once.
void start_test(const std::shared_ptr<TestState>& test);

}  // namespace crema::detail

namespace crema::supertest {

// The answer as tests look at it. Throws a SyntaxError for what says it is JSON and is none.
TestResponse make_response(const Answer& answer, const detail::TestState& test);

// The first expectation that `res` does not meet, or no error.
Error failed_expectation(const detail::TestState& test, TestResponse& res);

// The checks behind expect(what) and expect(field, value).
detail::TestCheck* status_check(int status);
detail::TestCheck* status_list_check(const Value& list);
detail::TestCheck* body_check(const Value& body);
detail::TestCheck* field_check(const Value& field, const Value& value);

// What assert.deepStrictEqual takes for equal.
bool deep_equal(const Value& a, const Value& b);

}  // namespace crema::supertest
