// The strategy "session", which each Passport has: who the session says that it is.
#pragma once
#include "passport_strategy.hpp"

namespace crema::detail {

class SessionStrategy final : public Strategy {
 public:
  SessionStrategy() { name = "session"; }
  void authenticate(Request& req, const AuthenticateOptions& options, Authentication self) override;
};

}  // namespace crema::detail
