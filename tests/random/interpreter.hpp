// The words that a described application is made of: steps of handlers, expressions, options.
#pragma once
#include <crema/express.hpp>

namespace random_test {

// What a handler was called with. Without an exchange (settings, options) expressions may not read a request.
struct Context {
  crema::Request& req;
  crema::Response& res;
  crema::Next next;
  crema::Value err = {}, value = {}, name = {}, given = {};
};

/// The value that an expression stands for: JSON, and objects of one member whose name begins with a dollar sign.
crema::Value eval(const crema::Value& expression, const Context* c = nullptr);

void run_steps(const crema::Value& steps, const Context& c);
void run_step(const crema::Value& step, const Context& c);

/// A callback that goes on with these steps; they have its error, and what else it is given.
inline auto continued(const crema::Value& steps, const Context& c) {
  return [=, req = crema::Request(c.req), res = crema::Response(c.res), next = c.next, value = c.value, name = c.name](
             auto err, crema::Value given = {}) mutable {
    run_steps(steps, Context{req, res, next, crema::Value(err), value, name, given});
  };
}
/// One without arguments, for timers and events.
inline auto injected(const crema::Value& steps, const Context& c) {
  return [=, req = crema::Request(c.req), res = crema::Response(c.res), next = c.next, err = c.err, value = c.value,
          name = c.name, given = c.given]() mutable {
    run_steps(steps, Context{req, res, next, err, value, name, given});
  };
}

/// A step whose steps run later: files, views, timers, events, bodies, callbacks of sessions. Whether `step` is one.
bool run_later_step(const crema::Value& step, const Context& c);
/// What a connection has told so far, over its requests.
crema::Value journal(const Context& c);

/// A function of that name, as app.set and the options of cookies take it.
crema::Value function_of(const crema::Value& name);

/// What `req` tells by the name and the arguments of `read`.
crema::Value read_request(const crema::Request& req, const crema::Value& read);
crema::Value read_response(const crema::Response& res, const crema::Value& read);

crema::Handler parser(const crema::Value& kind, const crema::Value& options);
crema::Handler sessions(const crema::Value& options);
crema::Handler middleware(const crema::Value& name, const crema::Value& options);
crema::ViewEngine engine(const crema::Value& name);
crema::Handler static_files(const crema::Value& root, const crema::Value& options);
crema::SendFileOptions send_options(const crema::Value& options);

}  // namespace random_test
