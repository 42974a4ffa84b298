// crema/method_override.hpp — PUT and DELETE for clients that only POST.                              npm: method-override 3.0
#pragma once
#include <crema/callback.hpp>
#include <crema/duration.hpp>
#include <crema/handler.hpp>
#include <crema/value.hpp>

namespace crema {

/// Options of methodOverride().
/// npm: https://github.com/expressjs/method-override#methodoverridegetter-options
struct MethodOverrideOptions {
  Texts methods = "POST";  // Methods that may be replaced; null: all. Default: "POST".
};

/// Middleware that makes `req.method` what the client names instead: in a field, if `getter` begins with "X-", else in the
/// query, or what the function `getter(req, res)` gives. Methods that Node does not know are ignored. `req["originalMethod"]` is
/// what it was. Stands before whoever looks at the method: routes, csurf.
/// npm: https://github.com/expressjs/method-override#methodoverridegetter-options
Handler methodOverride(ValueOr<Request&, Response&> getter = "X-HTTP-Method-Override",
                       MethodOverrideOptions options = {});

}  // namespace crema
