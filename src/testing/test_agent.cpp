// Agents: tests that share cookies and defaults.
#include "testing/test_state.hpp"

namespace crema {

TestAgent::TestAgent(TestTarget target) : target_(std::move(target)), state_(std::make_shared<detail::AgentState>()) {}

Test TestAgent::test(const Text& method, const Text& target) const {
  auto state = std::make_shared<detail::TestState>();
  state->target = target_.state;
  state->agent = state_;
  state->method = Value(method.value()).toUpperCase().str();
  state->path = target.str();
  Test test(std::move(state));
  if (!state_->host.empty()) test.set("Host", state_->host);
  for (const auto& change : state_->defaults) change(test);
  return test;
}

const TestAgent& TestAgent::host(const Text& name) const {
  state_->host = name.str();
  return *this;
}

const TestAgent& TestAgent::add(Callback<const Test&> change) const {
  state_->defaults.push_back(std::move(change));
  return *this;
}

const TestAgent& TestAgent::set(const Value& field, const Value& value) const {
  return add([=](const Test& test) { test.set(field, value); });
}
const TestAgent& TestAgent::query(const Value& what) const {
  return add([=](const Test& test) { test.query(what); });
}
const TestAgent& TestAgent::type(const Text& type) const {
  return add([name = type.str()](const Test& test) { test.type(name); });
}
const TestAgent& TestAgent::accept(const Text& type) const {
  return add([name = type.str()](const Test& test) { test.accept(name); });
}
const TestAgent& TestAgent::auth(const Value& user, const Value& password, const Value& options) const {
  return add([=](const Test& test) { test.auth(user, password, options); });
}
const TestAgent& TestAgent::redirects(int most) const {
  return add([=](const Test& test) { test.redirects(most); });
}
const TestAgent& TestAgent::timeout(const Value& ms) const {
  return add([=](const Test& test) { test.timeout(ms); });
}

Value TestJar::getCookie(const Text& name) const { return state_->jar.find(name); }
void TestJar::setCookie(const Text& cookie) const { state_->jar.add(cookie); }

}  // namespace crema
