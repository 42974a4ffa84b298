// req.login() and its kin, and how a login gets into the session.
#pragma once
#include <crema/error.hpp>
#include <crema/request.hpp>
#include <crema/value.hpp>

#include <memory>
#include <string>

namespace crema::detail {

struct PassportState;

// Gives the request login(), logout(), isAuthenticated() … where it has none. Logins are kept by `passport`; an empty
// `user_property` leaves that as it is.
void install_logins(Request& req, const std::shared_ptr<PassportState>& passport,
                    const std::string& user_property = {});

// The property of the request that has the user.
Value user_property(const Request& req);

// What is said where logins are to be kept and there is no session.
Error no_session();

}  // namespace crema::detail
