// crema/body_or.hpp — an option that is what is answered: a body, or a function that gives one. For modules.
#pragma once
#include <crema/callback.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <utility>

namespace crema {

/// A text, an object or list for JSON, or a function of A…, which may be async. As ValueOr, and an object of one member may be written
/// as any literal is: `.message = {{"error", "slow down"}}`.
template <class... A>
class BodyOr {
 public:
  BodyOr() = default;
  template <detail::Single T>
  BodyOr(const T& v) : option_(Value(v)) {}
  BodyOr(const Pair& only) : option_(Value(Item(only)).at(0)) {}  // an item by itself makes a list
  BodyOr(const Item& a, const Item& b, const Item& c = detail::no_item, const Item& d = detail::no_item,
         const Item& e = detail::no_item, const Item& f = detail::no_item, const Item& g = detail::no_item,
         const Item& h = detail::no_item)
      : option_(Value(a, b, c, d, e, f, g, h)) {}
  template <class F>
    requires(detail::Callable<F> && !detail::Single<F> && !std::derived_from<F, BodyOr>)
  BodyOr(F f) : option_(std::move(f)) {}

  const Value& value() const { return option_.value(); }
  const Callback<Value(A...)>& function() const { return option_.function(); }
  explicit operator bool() const { return static_cast<bool>(option_); }
  const ValueOr<A...>& option() const { return option_; }

 private:
  ValueOr<A...> option_;
};

}  // namespace crema
