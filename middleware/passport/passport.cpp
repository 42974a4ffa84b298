// passport: names, and what they stand for.
#include "passport.hpp"

#include <crema/object.hpp>

#include <utility>

#include "authentication.hpp"
#include "login_session.hpp"
#include "passport_state.hpp"

namespace crema {

Strategies::Strategies(const Value& names) : is_list_(Array.isArray(names)) {
  if (!is_list_) {
    all_.push_back({names, nullptr});
    return;
  }
  for (const auto& name : names) all_.push_back({name, nullptr});
}

Strategies::Strategies(std::initializer_list<Strategies> list) : is_list_(true) {
  for (const auto& one : list) all_.insert(all_.end(), one.all_.begin(), one.all_.end());
}

Passport::Passport() : state_(std::make_shared<detail::PassportState>()) {}

std::shared_ptr<detail::PassportState> Passport::shared_state() const {
  static const auto of_program = std::make_shared<detail::PassportState>();
  return state_ ? state_ : of_program;
}

const Passport& Passport::use(const StrategyHandle& strategy) const {
  const Value& name = strategy.strategy()->name;
  if (!name) throw Error("Authentication strategies must have a name");
  return use(name, strategy);
}

const Passport& Passport::use(const Text& name, const StrategyHandle& strategy) const {
  if (name.view().empty()) throw Error("Authentication strategies must have a name");
  state().change([&](auto& registry) { registry.strategies[name.str()] = strategy.strategy(); });
  return *this;
}

const Passport& Passport::unuse(const Text& name) const {
  state().change([&](auto& registry) { registry.strategies.erase(name.str()); });
  return *this;
}

Handler Passport::initialize(const InitializeOptions& options) const {
  return [passport = shared_state(), property = options.userProperty](Request& req, Response&, const Next& next) {
    detail::install_logins(req, passport, property);
    next();
  };
}

Handler Passport::session(const AuthenticateOptions& options) const { return authenticate("session", options); }

Handler Passport::authenticate(const Strategies& strategies, const AuthenticateOptions& options,
                               const AuthenticateCallback& callback) const {
  auto plan = std::make_shared<const detail::AuthenticationPlan>(
      detail::AuthenticationPlan{shared_state(), strategies, options, callback});
  return [plan = std::move(plan)](Request& req, Response&, const Next& next) {
    detail::install_logins(req, plan->passport);
    std::make_shared<detail::AuthenticationState>(plan, req, next)->attempt(0);
  };
}

Handler Passport::authorize(const Strategies& strategies, AuthenticateOptions options,
                            const AuthenticateCallback& callback) const {
  options.assignProperty = "account";
  return authenticate(strategies, options, callback);
}

void Passport::add_serializer(detail::UserStep step) const {
  state().change([&](auto& registry) { registry.serializers.push_back(std::move(step)); });
}
void Passport::add_deserializer(detail::UserStep step) const {
  state().change([&](auto& registry) { registry.deserializers.push_back(std::move(step)); });
}
void Passport::add_transformer(detail::UserStep step) const {
  state().change([&](auto& registry) { registry.transformers.push_back(std::move(step)); });
}

}  // namespace crema
