// crema/flash.hpp — messages for the next page, kept in the session.                                  npm: connect-flash 0.1
#pragma once
#include <crema/handler.hpp>

namespace crema {

/// Options of flash().
struct FlashOptions {
  bool unsafe = false;  // Whether a req.flash() that is there already is replaced. Default: false.
};

/// Middleware that gives requests `req.flash()`. Stands behind the session.
///   req.flash("info", "saved")                     adds a message, or each of a list; gives how many there are
///   req["flash"]("info", "sent to %s", name)       the same, put together as util.format does, of three parts at most
///   req.flash("info")                              gives the messages of that type, and forgets them
///   req.flash()                                    gives all, an object by type, and forgets them
/// Error "req.flash() requires sessions" where there is no session.
/// npm: https://github.com/jaredhanson/connect-flash#usage
Handler flash(FlashOptions options = {});

}  // namespace crema
