// req.session: hands its methods to whatever a session module has installed.
#include <crema/error.hpp>
#include <crema/session_handle.hpp>

#include <string>
#include <utility>

#include "core/exchange.hpp"
#include "core/value_node.hpp"

namespace crema {

Session::Session(const Session& other) : Value(other), exchange_(other.exchange_), owns_(true) { exchange_->retain(); }

Session::~Session() {
  if (owns_) exchange_->release();
}

SessionSlot& Session::slot(const char* member) const {
  const Value& data = *this;
  if (data == null || !exchange_->touched_extras || !exchange_->extras->session) {
    throw TypeError("Cannot read properties of " + data.str() + " (reading '" + member + "')");
  }
  return *exchange_->extras->session;
}

const Session& Session::save(Callback<Error> cb) const {
  slot("save").save(std::move(cb));
  return *this;
}
const Session& Session::reload(Callback<Error> cb) const {
  slot("reload").reload(std::move(cb));
  return *this;
}
const Session& Session::regenerate(Callback<Error> cb) const {
  slot("regenerate").regenerate(std::move(cb));
  return *this;
}
const Session& Session::destroy(Callback<Error> cb) const {
  slot("destroy").destroy(std::move(cb));
  return *this;
}
const Session& Session::touch() const {
  slot("touch").touch();
  return *this;
}
Value Session::id() const { return slot("id").id(); }
Value Session::isNew() const { return slot("isNew").isNew(); }
Value Session::isChanged() const { return slot("isChanged").isChanged(); }
Value Session::isPopulated() const { return slot("isPopulated").isPopulated(); }

Session::Cookie Session::cookie() const { return Cookie((*this)["cookie"]); }

Session::Cookie::Cookie(const Value& cookie)
    : Value(cookie),
      maxAge(cookie, "maxAge"),
      expires(cookie, "expires"),
      originalMaxAge(cookie, "originalMaxAge"),
      path(cookie, "path"),
      domain(cookie, "domain"),
      httpOnly(cookie, "httpOnly"),
      secure(cookie, "secure"),
      sameSite(cookie, "sameSite") {}

Session::Cookie::Member::Member(const Value& cookie, const char* key) : Ref(cookie[key]), cookie_(cookie), key_(key) {}

const Session::Cookie::Member& Session::Cookie::Member::operator=(const Value& v) const {
  cookie_[key_] = v;
  return *this;
}

}  // namespace crema
