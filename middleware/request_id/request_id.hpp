// crema/request_id.hpp — a name for each request.                                                      npm: express-request-id 3
#pragma once
#include <crema/callback.hpp>
#include <crema/handler.hpp>

#include <string>

namespace crema {

/// Options of requestID(). npm: https://github.com/floatdrop/express-request-id#options
struct RequestIDOptions {
  Callback<Value(Request&)> generator = {};  // Names a request that comes without a name. Default: a random UUID.
  std::string headerName = "X-Request-Id";   // The field, of the request and of the answer. Default: "X-Request-Id".
  bool setHeader = true;                     // Whether the answer says the name. Default: true.
};

/// Middleware that puts the name of each request into `req["id"]`: what its field says, else what `generator` gives. TypeError for a
/// field that is none.
Handler requestID(RequestIDOptions options = {});

}  // namespace crema
