// What npm's authenticate does with what a strategy says, in npm's order.
#include "authentication.hpp"

#include <crema/http_text.hpp>
#include <crema/object.hpp>
#include <crema/response.hpp>

#include <exception>
#include <string>
#include <utility>

#include "login_session.hpp"
#include "passport_state.hpp"

namespace crema {

// ---- what strategies call

void Authentication::success(const Value& user, const Value& info) const { state_->success(user, info); }
void Authentication::fail(const Value& challenge, const Value& status) const {
  state_->fail(index_, challenge, status);
}
void Authentication::redirect(const Value& url, const Value& status) const { state_->redirect(url, status); }
void Authentication::pass() const { state_->pass(); }
void Authentication::error(const Error& err) const { state_->error(err); }
const detail::PassportState& Authentication::passport() const { return *state_->plan->passport; }

AuthenticationError::AuthenticationError(const Value& text, const Value& given) : Error(text) {
  name = "AuthenticationError";
  status = given || 401;
}

namespace detail {
namespace {

bool is_text(const Value& v) { return typeof_(v) == "string"; }

// {message} of what was said, or that itself.
Value message_of(const Value& said) { return said.get("message") || said; }

// What is given is an object's member, or nothing of a text or `true`.
Value member_of(const Value& option, const char* name) {
  return typeof_(option) == "object" ? Value(option.get(name)) : Value();
}

int code_of(const Value& status) {
  const double code = status.number();
  return code >= 0 && code < 1000 ? static_cast<int>(code) : 0;
}

}  // namespace

void AuthenticationState::attempt(std::size_t index) {
  const auto& all = plan->strategies.all();
  if (index >= all.size() || (!all[index].strategy && !all[index].name)) return all_failed();
  auto strategy = all[index].strategy;
  if (!strategy) {
    const auto registry = plan->passport->registry();
    const auto found = registry->strategies.find(all[index].name.str());
    if (found == registry->strategies.end())
      return next(Error("Unknown authentication strategy \"" + all[index].name.str() + "\""));
    strategy = found->second;
  }
  used_.push_back(strategy);
  call(*strategy, index);
}

// What a strategy throws while the one before it is still being called is that one's, as in JavaScript: a LocalStrategy takes it for
// an error of its `verify`.
void AuthenticationState::call(Strategy& strategy, std::size_t index) {
  const Authentication self(shared_from_this(), index);
  const bool outermost = !std::exchange(calling_, true);
  try {
    strategy.authenticate(req, plan->options, self);
    if (outermost) calling_ = false;
  } catch (...) {
    if (!outermost) throw;
    calling_ = false;
    next(error_of(std::current_exception()));
  }
}

void AuthenticationState::redirect(const Value& url, const Value& status) const {
  const Response& res = req.res;
  res.statusCode = status || 302;
  res.setHeader("Location", url);
  res.setHeader("Content-Length", "0");
  res.end();
}

void AuthenticationState::pass() const { next(); }

void AuthenticationState::error(const Error& err) const {
  if (plan->callback) return plan->callback(err, {}, {}, {});
  next(err);
}

// ---- nobody was found

void AuthenticationState::fail(std::size_t index, const Value& challenge, const Value& status) {
  if (typeof_(challenge) == "number") failures_.push_back({Value(), challenge});
  else failures_.push_back({challenge, status});
  attempt(index + 1);
}

void AuthenticationState::all_failed() const {
  if (plan->callback) return tell_callback();
  const auto& options = plan->options;
  const Value challenge = (failures_.empty() ? Value() : failures_.front().challenge) || Object();
  say_flash(options.failureFlash, "error", challenge);
  say_message(options.failureMessage, challenge);
  if (options.failureRedirect) return req.res.redirect(options.failureRedirect);
  refuse();
}

void AuthenticationState::tell_callback() const {
  if (!plan->strategies.is_list()) return plan->callback({}, false, failures_.at(0).challenge, failures_.at(0).status);
  const Value challenges = Array(), statuses = Array();
  for (const auto& failure : failures_) {
    challenges.push(failure.challenge);
    statuses.push(failure.status);
  }
  plan->callback({}, false, challenges, statuses);
}

void AuthenticationState::refuse() const {
  const Response& res = req.res;
  const Value challenges = Array();
  Value status;
  for (const auto& failure : failures_) {
    if (!status) status = failure.status;
    if (is_text(failure.challenge)) challenges.push(failure.challenge);
  }
  res.statusCode = status || 401;
  if (res.statusCode == 401 && challenges.length() > 0) res.setHeader("WWW-Authenticate", challenges);
  const auto phrase = reasonPhrase(code_of(res.statusCode));
  if (plan->options.failWithError) return next(AuthenticationError(phrase, status));
  phrase.empty() ? res.end() : res.end(phrase);
}

// ---- what is said to the user, on this page or the next

void AuthenticationState::say_flash(const Value& option, const char* type, const Value& said) const {
  if (!option) return;
  const bool is_object = typeof_(option) == "object";
  const Value kind = is_object || is_text(option) ? member_of(option, "type") : said.get("type");
  const Value message = is_text(option) ? option : member_of(option, "message") || message_of(said);
  if (is_text(message)) req.flash(kind || type, message);
}

void AuthenticationState::say_message(const Value& option, const Value& said) const {
  if (!option) return;
  const Value message = typeof_(option) == "boolean" ? message_of(said) : option;
  if (!is_text(message)) return;
  if (!req.session["messages"]) req.session["messages"] = Array();
  req.session["messages"].push(message);
}

// ---- somebody was found

void AuthenticationState::success(const Value& user, const Value& given) {
  if (plan->callback) return plan->callback({}, user, given, {});
  const Value info = given || Object();
  const auto& options = plan->options;
  say_flash(options.successFlash, "success", info);
  say_message(options.successMessage, info);
  if (options.assignProperty) {
    req[options.assignProperty] = user;
    return with_info(info, [self = shared_from_this()] { self->next(); });
  }
  try {
    req.logIn(user, {.session = options.session, .keepSessionInfo = options.keepSessionInfo},
              [self = shared_from_this(), info](auto& err) {
                if (err) return self->next(err);
                self->with_info(info, [self] { self->welcome(); });
              });
  } catch (...) {
    next(error_of(std::current_exception()));
  }
}

template <class F>
void AuthenticationState::with_info(const Value& info, F then) {
  if (!plan->options.authInfo) return then();
  plan->passport->transform(req, info, [self = shared_from_this(), then](auto& err, auto& changed) {
    if (err) return self->next(err);
    self->req.authInfo = changed;
    then();
  });
}

void AuthenticationState::welcome() const {
  const auto& options = plan->options;
  if (!options.successReturnToOrRedirect) {
    if (options.successRedirect) return req.res.redirect(options.successRedirect);
    return next();
  }
  Value url = options.successReturnToOrRedirect;
  if (req.session && req.session["returnTo"]) {
    url = req.session["returnTo"];
    delete_(req.session["returnTo"]);
  }
  req.res.redirect(url);
}

}  // namespace detail
}  // namespace crema
