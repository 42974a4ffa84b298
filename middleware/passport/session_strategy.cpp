#include "session_strategy.hpp"

#include <crema/object.hpp>

#include "login_session.hpp"
#include "passport_state.hpp"

namespace crema::detail {

void SessionStrategy::authenticate(Request& req, const AuthenticateOptions&, Authentication self) {
  if (!req.session) return self.error(no_session());
  const Value of_passport = req.session[session_key];
  const Value kept = of_passport ? Value(of_passport["user"]) : Value();
  if (!kept && !(typeof_(kept) == "number" && kept == 0)) return self.pass();
  self.passport().deserialize(req, kept, [&req, self](auto& err, auto& user) {
    if (err) return self.error(err);
    if (user) req[user_property(req)] = user;
    else delete_(req.session[session_key]["user"]);
    self.pass();
  });
}

}  // namespace crema::detail
