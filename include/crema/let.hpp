// crema/let.hpp — a variable that an inner function changes. Included by value.hpp.
#pragma once
#include <crema/value.hpp>

namespace crema {

/// let x = 0, changed by an inner function: a variable that its copies share, so that [=] captures the variable, not
/// its value. A copy of what it holds is a Value: Value before = text;
class Let : public Value {
 public:
  Let();
  template <std::convertible_to<Value> T>
    requires(!std::derived_from<T, Let>)
  Let(const T& v) : Let() { set(v); }
  Let(const Let& o) noexcept;
  const Let& operator=(const Value& v) const { return set(v); }
  const Let& operator=(const Let& v) const { return set(v); }
  template <std::convertible_to<Value> T>
    requires(!std::derived_from<T, Value>)
  const Let& operator=(const T& v) const { return set(v); }
  const Let& operator+=(const Value& v) const;
  const Let& operator-=(const Value& v) const { return set(*this - v); }
  const Let& operator*=(const Value& v) const { return set(*this * v); }
  const Let& operator/=(const Value& v) const { return set(*this / v); }
  const Let& operator%=(const Value& v) const { return set(*this % v); }
  const Let& operator&=(const Value& v) const { return set(*this & v); }
  const Let& operator|=(const Value& v) const { return set(*this | v); }
  const Let& operator^=(const Value& v) const { return set(*this ^ v); }
  const Let& operator<<=(const Value& v) const { return set(*this << v); }
  const Let& operator>>=(const Value& v) const { return set(*this >> v); }
  const Let& operator++() const { return set(number() + 1); }
  const Let& operator--() const { return set(number() - 1); }
  Value operator++(int) const;
  Value operator--(int) const;

 private:
  const Let& set(const Value& v) const;
};
}  // namespace crema
