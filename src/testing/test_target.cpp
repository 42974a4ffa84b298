// What is tested, and the tests that request(app) makes.
#include "testing/test_state.hpp"

namespace crema {

TestTarget::TestTarget(const Server& server) : state(std::make_shared<detail::TestTargetState>()) {
  state->server.emplace(server);
}

TestTarget::TestTarget(const Value& url) : state(std::make_shared<detail::TestTargetState>()) {
  state->url = url.str();
  while (state->url.ends_with('/')) state->url.pop_back();
  if (!supertest::parse_url(state->url))
    throw TypeError("request() takes an app, a server or a URL like http://localhost:3000, and not " + url.str());
}

TestTarget::TestTarget(const Handler& handler) : state(std::make_shared<detail::TestTargetState>()) {
  state->handler = handler;
}

Test TestClient::test(const Text& method, const Text& target) const {
  auto state = std::make_shared<detail::TestState>();
  state->target = target_.state;
  state->method = Value(method.value()).toUpperCase().str();
  state->path = target.str();
  return Test(std::move(state));
}

}  // namespace crema
