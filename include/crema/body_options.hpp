// crema/body_options.hpp — options of the body parsers.
#pragma once
#include <crema/callback.hpp>
#include <crema/value.hpp>

#include <string>

namespace crema {

class Request;
class Response;

/// Called with the raw body before it is parsed; what it throws becomes a 403.
using Verify = Callback<Request&, Response&, Value, Value>;

/// Options of express.json(). Express: https://expressjs.com/en/5x/api.html#express.json
struct JsonOptions {
  bool inflate = true;                          // Take gzip, deflate and br. Default: true.
  Value limit = "100kb";                        // Most bytes of a body, inflated. Default: "100kb".
  Callback<Value(Value, Value)> reviver = {};   // As JSON.parse's. Default: none.
  bool strict = true;                           // Only objects and arrays. Default: true.
  ValueOr<Request&> type = "application/json";  // Types that are parsed. Default: "application/json".
  Verify verify = {};                           // Default: none.
};

/// Options of express.urlencoded().
struct UrlencodedOptions {
  bool extended = false;                                         // Nested objects, as npm's qs. Default: false.
  bool inflate = true;                                           // Default: true.
  Value limit = "100kb";                                         // Default: "100kb".
  Value parameterLimit = 1000;                                   // Most pairs; more is 413. Default: 1000.
  Value depth = 32;                                              // Deepest nesting; deeper is 400. Default: 32.
  ValueOr<Request&> type = "application/x-www-form-urlencoded";  // Default: "application/x-www-form-urlencoded".
  Verify verify = {};                                            // Default: none.
  std::string defaultCharset = "utf-8";                          // "utf-8" or "iso-8859-1". Default: "utf-8".
  bool charsetSentinel = false;           // Whether a field utf8=✓ decides the charset. Default: false.
  bool interpretNumericEntities = false;  // &#9786; in iso-8859-1 forms. Default: false.
};

/// Options of express.text().
struct TextOptions {
  std::string defaultCharset = "utf-8";   // Default: "utf-8".
  bool inflate = true;                    // Default: true.
  Value limit = "100kb";                  // Default: "100kb".
  ValueOr<Request&> type = "text/plain";  // Default: "text/plain".
  Verify verify = {};                     // Default: none.
};

/// Options of express.raw().
struct RawOptions {
  bool inflate = true;                                  // Default: true.
  Value limit = "100kb";                                // Default: "100kb".
  ValueOr<Request&> type = "application/octet-stream";  // Default: "application/octet-stream".
  Verify verify = {};                                   // Default: none.
};

}  // namespace crema
