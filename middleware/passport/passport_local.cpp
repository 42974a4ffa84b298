// LocalStrategy: where the name and the password are, and whom `verify` knows.
#include "passport_local.hpp"

#include <crema/error.hpp>
#include <crema/object.hpp>
#include <crema/request.hpp>

#include <exception>

namespace crema {
namespace {

// "user[name]" of {user: {name}}; null where there is none.
Value look_up(const Value& fields, const std::string& field) {
  if (!fields) return null;
  Value at = fields;
  for (const auto& part : Value(field).split("]").join("").split("[")) {
    const Value found = at[part];
    const Value type = typeof_(found);
    if (type == "undefined") return null;
    if (type != "object") return found;
    at = found;
  }
  return null;
}

Value credential(const Request& req, const std::string& field) {
  const Value found = look_up(req.body, field);
  return found ? found : look_up(req.query, field);
}

}  // namespace

void LocalStrategy::begin(bool with_request) {
  name = "local";
  if (with_request != options_.passReqToCallback) {
    throw TypeError(with_request ? "LocalStrategy: verify takes four parameters, the first of them the request: write "
                                   ".passReqToCallback = true"
                                 : "LocalStrategy: with .passReqToCallback verify is [](auto& req, auto username, auto "
                                   "password, auto done)");
  }
  if (options_.usernameField.empty()) options_.usernameField = "username";
  if (options_.passwordField.empty()) options_.passwordField = "password";
}

void LocalStrategy::authenticate(Request& req, const AuthenticateOptions& options, Authentication self) {
  const Value username = credential(req, options_.usernameField), password = credential(req, options_.passwordField);
  if (!username || !password) {
    return self.fail({{"message", options.badRequestMessage || "Missing credentials"}}, 400);
  }
  try {
    verify_(req, username, password, [self](auto& err, auto& user, auto& info) {
      if (err) return self.error(err);
      if (!user) return self.fail(info);
      self.success(user, info);
    });
  } catch (...) {
    self.error(detail::error_of(std::current_exception()));
  }
}

}  // namespace crema
