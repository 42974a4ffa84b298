// crema/ms.hpp — lengths of time as text and as milliseconds.                                                 npm: ms 2.1
#pragma once
#include <crema/value.hpp>

namespace crema {

/// Options of ms() for a number.
struct MsOptions {
  bool long_ = false;  // "2 days" instead of "2d". Default: false.
};

namespace detail {

struct MsLibrary {
  /// Of a text ("2 days", "1.5h", "100") the milliseconds, or undefined when it is no length of time; of milliseconds a text in the
  /// largest unit that fits, rounded. Error for anything else.
  Value operator()(const Value& value, const MsOptions& options = {}) const;
};

}  // namespace detail

/// `ms("2 days")` is 172800000, `ms(60000)` "1m", `ms(60000, {.long_ = true})` "1 minute".
/// npm: https://github.com/vercel/ms
inline constexpr detail::MsLibrary ms{};

}  // namespace crema
