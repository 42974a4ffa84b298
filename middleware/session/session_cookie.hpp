// The cookie of a session as an object in a Value: req.session["cookie"]. Its maxAge counts down, and setting maxAge sets expires.
// Invariant: originalMaxAge is what was given, to the millisecond; the clock is read for expires alone.
#pragma once
#include <crema/cookie.hpp>
#include <crema/host_object.hpp>
#include <crema/session.hpp>

#include <string>
#include <string_view>

namespace crema::detail {

class SessionCookie final : public HostObject {
 public:
  /// As `new Cookie()`: path "/", httpOnly, until the browser closes.
  SessionCookie();
  SessionCookie(const SessionCookie&);  // a cookie of its own with the same attributes
  explicit SessionCookie(const SessionCookieOptions& options);
  /// Of an object with any keys, in its order. Throws TypeError when it is no object, or maxAge no number.
  explicit SessionCookie(const Value& options);
  /// The cookie of stored data: its expires may be a text, its originalMaxAge stays as it is.
  static Value restore(const Value& stored);

  /// Its life begins again: maxAge is originalMaxAge.
  void touch();
  /// Milliseconds since 1970 when it expires; NaN without a date, and when the date is invalid.
  double expires_at() const noexcept { return expires_at_; }
  /// JavaScript's `cookie.expires != null`.
  bool has_expiry() const;
  bool secure() const { return static_cast<bool>(secure_); }
  void set_secure(const Value& v) { secure_ = v; }
  void set_same_site(const Value& v) { same_site_ = v; }
  /// Appends the Set-Cookie field. Throws TypeError when an attribute may not stand there.
  void serialize(std::string& out, std::string_view name, std::string_view value) const;
  /// Appends the JSON text.
  void append_json(std::string& out) const;

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

  bool dated_ = false;  // expires is a date: expires_at_; otherwise it is expires_
  double expires_at_;
  Value expires_ = null;
  Value original_max_age_ = null;
  Value path_ = "/", http_only_ = true;
  Value partitioned_, priority_, secure_, domain_, same_site_;
  Value others_;  // an object of keys that mean nothing here; undefined without any
};

}  // namespace crema::detail
