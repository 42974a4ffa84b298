// One request's way through passport.authenticate(): the strategies in turn, until one of them has decided.
#pragma once
#include <cstddef>
#include <memory>
#include <vector>

#include "passport.hpp"

namespace crema::detail {

// What authenticate() was asked for; constant, and shared by all requests.
struct AuthenticationPlan {
  std::shared_ptr<PassportState> passport;
  Strategies strategies;
  AuthenticateOptions options;
  AuthenticateCallback callback;
};

// Lives as long as somebody has an Authentication of it.
struct AuthenticationState : std::enable_shared_from_this<AuthenticationState> {
  AuthenticationState(std::shared_ptr<const AuthenticationPlan> of, Request& request, Next go_on)
      : plan(std::move(of)), keep(request), req(request), next(std::move(go_on)) {}

  void attempt(std::size_t index);
  void success(const Value& user, const Value& info);
  void fail(std::size_t index, const Value& challenge, const Value& status);
  void redirect(const Value& url, const Value& status) const;
  void pass() const;
  void error(const Error& err) const;

  std::shared_ptr<const AuthenticationPlan> plan;

 private:
  struct Failure {
    Value challenge, status;
  };

  void call(Strategy& strategy, std::size_t index);
  void all_failed() const;
  void tell_callback() const;
  void refuse() const;
  void say_flash(const Value& option, const char* type, const Value& said) const;
  void say_message(const Value& option, const Value& said) const;
  template <class F>
  void with_info(const Value& info, F then);
  void welcome() const;

  Request keep;
  Request& req;  // the exchange's own
  Next next;
  std::vector<Failure> failures_;
  bool calling_ = false;                         // a strategy's authenticate() has not returned
  std::vector<std::shared_ptr<Strategy>> used_;  // somebody may take them away meanwhile
};

}  // namespace crema::detail
