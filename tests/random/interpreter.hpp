// The words that a described application is made of: steps of handlers, expressions, options.
#pragma once
#include <crema/express.hpp>

namespace random_test {

// What a handler was called with. Without an exchange (settings, options) expressions may not read a request.
struct Context {
  crema::Request& req;
  crema::Response& res;
  crema::Next next;
  crema::Value err = {}, value = {}, name = {};
};

/// The value that an expression stands for: JSON, and objects of one member whose name begins with a dollar sign.
crema::Value eval(const crema::Value& expression, const Context* c = nullptr);

void run_steps(const crema::Value& steps, const Context& c);
void run_step(const crema::Value& step, const Context& c);

/// A function of that name, as app.set and the options of cookies take it.
crema::Value function_of(const crema::Value& name);

/// What `req` tells by the name and the arguments of `read`.
crema::Value read_request(const crema::Request& req, const crema::Value& read);
crema::Value read_response(const crema::Response& res, const crema::Value& read);

crema::Handler parser(const crema::Value& kind, const crema::Value& options);
crema::Handler static_files(const crema::Value& root, const crema::Value& options);
crema::SendFileOptions send_options(const crema::Value& options);

}  // namespace random_test
