// ensure_login.hpp — pages for those who have logged in. Included by passport.hpp.                     npm: connect-ensure-login 0.1
#pragma once
#include <crema/handler.hpp>
#include <crema/value.hpp>

namespace crema {

/// Options of ensureLoggedIn() and ensureLoggedOut().
/// npm: https://github.com/jaredhanson/connect-ensure-login#readme
struct EnsureLoginOptions {
  Value redirectTo = {};    // Where the others are sent. Default: "/login"; of ensureLoggedOut(): "/".
  bool setReturnTo = true;  // Whether req.session.returnTo is set, for `successReturnToOrRedirect`. Default: true.
};

/// Middleware that sends those who have not logged in to the login page, and keeps in the session where they wanted to go.
Handler ensureLoggedIn(const EnsureLoginOptions& options = {});
Handler ensureLoggedIn(const Text& redirectTo);
/// Middleware that sends those who have logged in elsewhere.
Handler ensureLoggedOut(const EnsureLoginOptions& options = {});
Handler ensureLoggedOut(const Text& redirectTo);

}  // namespace crema
