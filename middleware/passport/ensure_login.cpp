#include "ensure_login.hpp"

#include <crema/object.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>

namespace crema {
namespace {

// A program without passport has no req.isAuthenticated.
bool is_logged_in(const Request& req) { return req["isAuthenticated"] && req.isAuthenticated(); }

}  // namespace

Handler ensureLoggedIn(const EnsureLoginOptions& options) {
  return [url = options.redirectTo || "/login", keeps = options.setReturnTo](Request& req, Response& res,
                                                                             const Next& next) {
    if (is_logged_in(req)) return next();
    if (keeps && req.session) req.session["returnTo"] = req.originalUrl || req.url;
    res.redirect(url);
  };
}

Handler ensureLoggedIn(const Text& redirectTo) {
  return ensureLoggedIn(EnsureLoginOptions{.redirectTo = redirectTo.value()});
}

Handler ensureLoggedOut(const EnsureLoginOptions& options) {
  return [url = options.redirectTo || "/"](Request& req, Response& res, const Next& next) {
    is_logged_in(req) ? res.redirect(url) : next();
  };
}

Handler ensureLoggedOut(const Text& redirectTo) {
  return ensureLoggedOut(EnsureLoginOptions{.redirectTo = redirectTo.value()});
}

}  // namespace crema
