// npm's session manager. A login and a logout begin a new session, so that an id from before is worth nothing.
#include "login_session.hpp"

#include <crema/function.hpp>
#include <crema/object.hpp>
#include <crema/slot.hpp>

#include <utility>

#include "passport_state.hpp"

namespace crema::detail {
namespace {

// What passport knows of a request.
struct LoginVisit {
  std::shared_ptr<PassportState> passport;  // where sessions are kept; null until it is known
  Value property = "user";
  bool installed = false;
};

bool is_function(const Value& v) { return typeof_(v) == "function"; }

void keep_members(const Request& req, const Value& previous, const Value& options) {
  if (!options["keepSessionInfo"]) return;
  for (const auto& key : Object.keys(previous)) req.session[key] = previous[key];
}

void begin_session(PassportState& passport, Request& req, const Value& user, const Value& options,
                   const Callback<Error>& cb) {
  if (!req.session) return cb(no_session());
  const Value previous = req.session;
  const auto serialized = [&req, keep = req, previous, options, cb](auto& err, auto& kept) {
    if (err) return cb(err);
    keep_members(req, previous, options);
    if (!req.session[session_key]) req.session[session_key] = Object();
    req.session[session_key]["user"] = kept;
    req.session.save([cb](auto& failed) { cb(failed); });
  };
  req.session.regenerate([&passport, &req, keep = req, user, serialized, cb](auto& err) {
    if (err) return cb(err);
    passport.serialize(req, user, serialized);
  });
}

void end_session(Request& req, const Value& options, const Callback<Error>& cb) {
  if (!req.session) return cb(no_session());
  if (req.session[session_key]) delete_(req.session[session_key]["user"]);
  const Value previous = req.session;
  req.session.save([keep = req, previous, options, cb](auto& err) {
    if (err) return cb(err);
    keep.session.regenerate([=](auto& failed) {
      if (failed) return cb(failed);
      keep_members(keep, previous, options);
      cb();
    });
  });
}

void log_in(Request& req, const Value& user, Value options, Value done) {
  if (is_function(options)) done = std::exchange(options, Value());
  const auto& visit = slot<LoginVisit>(req);
  req[visit.property] = user;
  const Value lasts = options ? Value(options["session"]) : Value();
  if ((typeof_(lasts) != "undefined" && !lasts) || !visit.passport) {
    if (done) done();
    return;
  }
  if (!is_function(done)) throw Error("req#login requires a callback function");
  begin_session(*visit.passport, req, user, options || Object(),
                [keep = req, property = visit.property, done](auto& err) {
                  if (!err) return void(done());
                  keep[property] = null;
                  done(err);
                });
}

void log_out(Request& req, Value options, Value done) {
  if (is_function(options)) done = std::exchange(options, Value());
  const auto& visit = slot<LoginVisit>(req);
  req[visit.property] = null;
  if (!visit.passport) {
    if (done) done();
    return;
  }
  if (!is_function(done)) throw Error("req#logout requires a callback function");
  end_session(req, options || Object(), [keep = req, done](auto& err) { err ? void(done(err)) : void(done()); });
}

bool is_authenticated(const Request& req) { return static_cast<bool>(req[user_property(req)]); }

// One function for all requests, which works on the request that it is called of.
struct LoginFunctions {
  Value log_in = Function([](Request& req, const Value& user, const Value& options, const Value& done) {
    detail::log_in(req, user, options, done);
  });
  Value log_out =
      Function([](Request& req, const Value& options, const Value& done) { detail::log_out(req, options, done); });
  Value is_authenticated = Function([](Request& req) -> Value { return detail::is_authenticated(req); });
  Value is_unauthenticated = Function([](Request& req) -> Value { return !req.isAuthenticated(); });
};

const LoginFunctions& functions() {
  static const LoginFunctions all;
  return all;
}

void install(const Request& req, const char* name, const Value& function) {
  if (!req[name]) req[name] = function;
}

}  // namespace

Error no_session() {
  return Error("Login sessions require session support. Did you forget to use `express-session` middleware?");
}

Value user_property(const Request& req) { return slot<LoginVisit>(req).property; }

void install_logins(Request& req, const std::shared_ptr<PassportState>& passport, const std::string& property) {
  auto& visit = slot<LoginVisit>(req);
  visit.passport = passport;
  if (!property.empty()) visit.property = property;
  if (std::exchange(visit.installed, true)) return;
  const auto& all = functions();
  install(req, "logIn", all.log_in);
  req["login"] = req["logIn"];
  install(req, "logOut", all.log_out);
  req["logout"] = req["logOut"];
  install(req, "isAuthenticated", all.is_authenticated);
  install(req, "isUnauthenticated", all.is_unauthenticated);
}

}  // namespace crema::detail
