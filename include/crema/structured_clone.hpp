// crema/structured_clone.hpp — a deep copy.
#pragma once
#include <crema/value.hpp>

namespace crema {

namespace detail {
struct StructuredClone {
  Value operator()(const Value& v) const;
};
}  // namespace detail

/// A copy of arrays, objects, buffers and dates and of what they hold, cycles too. Throws Error for a function.
inline constexpr detail::StructuredClone structuredClone{};

}  // namespace crema
