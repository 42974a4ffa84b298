// requestID(): a name from the client, or one of our own.
#include <crema/request_id.hpp>

#include <crema/crypto.hpp>
#include <crema/error.hpp>
#include <crema/http_text.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>

#include <utility>

namespace crema {

Handler requestID(RequestIDOptions options) {
  if (!isToken(options.headerName))
    throw TypeError("requestID(): \"" + options.headerName + "\" is no name of a field");
  return [options = std::move(options)](Request& req, Response& res, const Next& next) {
    Value id = req.get(options.headerName);
    if (id == undefined) id = options.generator ? options.generator(req) : crypto.randomUUID();
    if (options.setHeader) res.set(options.headerName, id);
    req["id"] = id;
    next();
  };
}

}  // namespace crema
