// crema/value_walk.hpp — walking through Values, for modules that write them in a format of their own.
#pragma once
#include <crema/value.hpp>

#include <memory>
#include <string_view>
#include <type_traits>

namespace crema {

/// What a Value holds. Throws what is pending.
Kind kindOf(const Value& v);

/// Where the array, object or other shared thing in a Value is kept: the same address means the same thing. Null for what is
/// copied: numbers, texts and the like.
const void* sharedAddress(const Value& v);

namespace detail {
using MemberVisit = void (*)(void* visitor, std::string_view key, const Value& value);
void visit_members(const Value& object, MemberVisit visit, void* visitor);
}  // namespace detail

/// Calls f(std::string_view key, const Value& value) for each member of an object (Kind::object) in JavaScript's order. f must
/// not change the object.
template <class F>
void eachMember(const Value& object, F&& f) {
  using Visitor = std::remove_reference_t<F>;
  detail::visit_members(
      object,
      [](void* visitor, std::string_view key, const Value& value) { (*static_cast<Visitor*>(visitor))(key, value); },
      const_cast<void*>(static_cast<const void*>(std::addressof(f))));
}

}  // namespace crema
