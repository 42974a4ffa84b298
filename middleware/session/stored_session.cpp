// Sessions made of what a store gives: with a live cookie, and without members that have the names of methods.
#include <crema/json_text.hpp>
#include <crema/object.hpp>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "session_cookie.hpp"
#include "session_visit.hpp"

namespace crema::detail {
namespace {

// What `in` finds on JavaScript's Session.prototype: stored members of these names are left out.
bool is_reserved(std::string_view name) {
  static constexpr std::string_view names[] = {"id",     "req",     "save",       "touch",
                                               "reload", "destroy", "regenerate", "resetMaxAge"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names) || isObjectPrototypeMember(name);
}

}  // namespace

Value session_of(const Value& data, bool is_copy) {
  // A record without a cookie: "Cannot read properties of undefined (reading 'expires')".
  const Value expires = data["cookie"]["expires"];
  const Value session = is_copy ? data : Value{spread(data)};
  session["cookie"] = SessionCookie::restore(data.get("cookie"));
  drop_reserved(session);
  return session;
}

bool drop_reserved(const Value& session) {
  bool dropped = false;
  for (auto name : Object.keys(session)) {
    if (!is_reserved(name.view())) continue;
    delete_(session[name]);
    dropped = true;
  }
  return dropped;
}

}  // namespace crema::detail
