// basicAuth(): users are compared all, whichever is the right one.
#include "basic_auth.hpp"

#include <crema/basic_credentials.hpp>
#include <crema/cookie.hpp>
#include <crema/error.hpp>
#include <crema/object.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crema {
namespace {

std::optional<BasicCredentials> read_field(const Value& field) {
  if (typeof_(field) != "string") return std::nullopt;
  return basicCredentials(field.view());
}

using Users = std::vector<std::pair<std::string, std::string>>;

Users users_of(const Value& users) {
  if (!users) return {};
  if (typeof_(users) != "object") {
    Error error("Expected an object for the basic auth users, found " + typeof_(users).str() + " instead");
    error.name = "AssertionError";
    error.code = "ERR_ASSERTION";
    throw error;
  }
  Users list;
  for (auto [name, password] : Object.entries(users)) {
    if (typeof_(password) != "string")
      throw TypeError("the password of the basic auth user '" + name.str() + "' must be a string, found " +
                      typeof_(password).str());
    list.emplace_back(name.str(), password.str());
  }
  return list;
}

struct Guard {
  explicit Guard(BasicAuthOptions given) : options(std::move(given)), users(users_of(options.users)) {}

  BasicAuthOptions options;
  Users users;

  bool knows(const BasicCredentials& who) const {
    int found = 0;
    for (const auto& [name, password] : users)
      found |= int{sameText(who.name, name)} & int{sameText(who.pass, password)};
    return found != 0;
  }
};

using GuardPtr = std::shared_ptr<const Guard>;

// The value of an option that may be a function of the request; errors go to next.
void with_option(const ValueOr<Request&>& option, Request& req, const Next& next, Callback<Value> go_on) {
  if (!option.function()) {
    Value value = option.value();
    return go_on(value);
  }
  const auto answer = [=](auto& err, auto& value) { err ? next(err) : go_on(value); };
  option.function().get(answer, req);
}

void send_refusal(const GuardPtr& guard, Request& req, const Response& res, const Next& next) {
  with_option(guard->options.unauthorizedResponse.option(), req, next, [res](auto body) {
    res.status(401);
    if (typeof_(body) == "string" || body == null) return res.send(body || "");
    res.json(body);
  });
}

void refuse(const GuardPtr& guard, Request& req, const Response& res, const Next& next) {
  if (!guard->options.challenge) return send_refusal(guard, req, res, next);
  with_option(guard->options.realm, req, next, [guard, asked = Request(req), res, next](auto realm) mutable {
    res.set("WWW-Authenticate", realm ? "Basic realm=\"" + realm.str() + "\"" : std::string("Basic"));
    send_refusal(guard, asked, res, next);
  });
}

void ask_authorizer(const GuardPtr& guard, const Value& name, const Value& password, const Request& req,
                    const Response& res, const Next& next) {
  const auto answer = [=, asked = req](auto& err, auto& approved) mutable {
    if (err) return next(err);
    approved ? next() : refuse(guard, asked, res, next);
  };
  if (!guard->options.authorizeAsync) return guard->options.authorizer.get(answer, name, password, {});
  // It says so by its callback; what it returns is of no interest, what it throws is.
  const auto thrown = [next](auto& err) {
    if (err) next(err);
  };
  guard->options.authorizer.get(thrown, name, password, answer);
}

}  // namespace

namespace detail {

Handler BasicAuth::operator()(BasicAuthOptions options) const {
  return [guard = std::make_shared<const Guard>(std::move(options))](Request& req, Response& res, const Next& next) {
    const auto who = read_field(req.headers["authorization"]);
    if (!who) return refuse(guard, req, res, next);
    const Value name = who->name, password = who->pass;
    req["auth"] = Value{{"user", name}, {"password", password}};
    if (guard->options.authorizer) return ask_authorizer(guard, name, password, req, res, next);
    guard->knows(*who) ? next() : refuse(guard, req, res, next);
  };
}

Value BasicAuth::operator()(const Request& req) const { return parse(req.headers["authorization"]); }

Value BasicAuth::parse(const Value& field) const {
  const auto who = read_field(field);
  if (!who) return {};
  return Value{{"name", who->name}, {"pass", who->pass}};
}

int BasicAuth::safeCompare(const Text& input, const Text& secret) const {
  return sameText(input.view(), secret.view());
}

}  // namespace detail
}  // namespace crema
