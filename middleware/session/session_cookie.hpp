// The cookie of a session as an object in a Value: req.session["cookie"]. Its maxAge counts down, and setting maxAge sets expires.
// Invariant: originalMaxAge is what was given, to the millisecond; the clock is read for expires alone.
#pragma once
#include <crema/cookie.hpp>
#include <crema/host_object.hpp>
#include <crema/session.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace crema::detail {

// What a cookie's JSON says.
struct CookieState {
  bool dated = false;     // expires is a date: expires_at; otherwise it is `expires`
  double expires_at = 0;  // ms since 1970; NaN is an invalid date
  Value expires = null;
  Value original_max_age = null;
  Value path = "/", http_only = true;
  Value partitioned, priority, secure, domain, same_site;

  // Milliseconds since 1970 when it is over; NaN for never.
  double end() const noexcept;
  void append_json(std::string& out) const;
};

class SessionCookie final : public HostObject {
 public:
  /// As `new Cookie()`: path "/", httpOnly, until the browser closes.
  SessionCookie() = default;
  /// `origin`: what it was made of, kept by the caller.
  explicit SessionCookie(CookieState state, std::shared_ptr<const CookieState> origin = {})
      : state_(std::move(state)), origin_(std::move(origin)) {}
  explicit SessionCookie(const SessionCookieOptions& options);
  /// Of an object with any keys, in its order. Throws TypeError when it is no object, or maxAge no number.
  explicit SessionCookie(const Value& options);
  /// The cookie of stored data: its expires may be a text, its originalMaxAge stays as it is.
  static Value restore(const Value& stored);

  const CookieState& state() const noexcept { return state_; }
  /// What the constructor was given, while nothing but the moment of its end has changed; else null.
  const std::shared_ptr<const CookieState>& origin() const noexcept { return origin_; }
  /// Its life begins again: maxAge is originalMaxAge.
  void touch();
  /// JavaScript's `cookie.expires != null`.
  bool has_expiry() const { return state_.dated || state_.expires != null; }
  bool secure() const { return static_cast<bool>(state_.secure); }
  void set_secure(const Value& v) {
    origin_ = nullptr;
    state_.secure = v;
  }
  void set_same_site(const Value& v) {
    origin_ = nullptr;
    state_.same_site = v;
  }
  /// Appends the Set-Cookie field. Throws TypeError when an attribute may not stand there.
  void serialize(std::string& out, std::string_view name, std::string_view value) const;

  Value get(std::string_view key) const override;
  bool set(std::string_view key, const Value& value) override;
  bool remove(std::string_view key) override;
  Value keys() const override;
  Value to_json(std::string_view key) const override;
  std::string_view class_name() const override { return "Cookie"; }

 private:
  Value max_age() const;
  Value expires() const;
  void set_max_age(const Value& ms);
  void set_expires(const Value& date);
  void expire_at(double ms_since_1970) noexcept;
  const Value* member(std::string_view key) const noexcept;

  CookieState state_;
  std::shared_ptr<const CookieState> origin_;
  Value others_;  // an object of keys that mean nothing here; undefined without any
};

}  // namespace crema::detail
