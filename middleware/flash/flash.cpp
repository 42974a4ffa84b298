// flash(): one function for all requests, which works on the session of its own.
#include "flash.hpp"

#include <crema/error.hpp>
#include <crema/object.hpp>
#include <crema/request.hpp>
#include <crema/util.hpp>

namespace crema {
namespace {

// The list of a type, made where there is none.
Value list_of(const Value& messages, const Value& type) {
  Value list = messages[type];
  if (!list) messages[type] = list = Array();
  return list;
}

Value take(const Value& messages, const Value& type) {
  const Value list = messages[type];
  delete_(messages[type]);
  return list || Array();
}

Value add(const Value& messages, const Value& type, const Value& message) {
  if (!Array.isArray(message)) return list_of(messages, type).push(message);
  for (const auto& one : message) list_of(messages, type).push(one);
  return Value(messages[type]).length();
}

bool given(const Value& v) { return typeof_(v) != "undefined"; }

Value run(const Request& req, const Value& type, const Value& message, const Value& a, const Value& b, const Value& c) {
  if (!given(req.session)) throw Error("req.flash() requires sessions");
  Value messages = req.session["flash"];
  if (!messages) messages = Object();
  if (type && message) {
    req.session["flash"] = messages;
    if (given(c)) return list_of(messages, type).push(util.format(message, a, b, c));
    if (given(b)) return list_of(messages, type).push(util.format(message, a, b));
    if (given(a)) return list_of(messages, type).push(util.format(message, a));
    return add(messages, type, message);
  }
  req.session["flash"] = type ? messages : Object();
  return type ? take(messages, type) : messages;
}

}  // namespace

Handler flash(FlashOptions options) {
  const Value function = Function([](Request& req, const Value& type, const Value& message, const Value& a,
                                     const Value& b, const Value& c) { return run(req, type, message, a, b, c); });
  return [function, replaces = options.unsafe](Request& req, Response&, const Next& next) {
    if (replaces || !req["flash"]) req["flash"] = function;
    next();
  };
}

}  // namespace crema
