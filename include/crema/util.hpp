// crema/util.hpp — Node's util: format and inspect.
#pragma once
#include <crema/console.hpp>
#include <crema/value.hpp>

#include <cstddef>

namespace crema {

/// Options of util.inspect().
struct InspectionOptions {
  Value depth = 2;           // Levels below the outermost that are shown; null: all. Default: 2.
  bool showHidden = false;   // Whether the length of arrays is shown. Default: false.
  int maxArrayLength = 100;  // Elements of an array that are shown. Default: 100.
  int breakLength = 80;      // Characters, behind which an object goes on in another line. Default: 80.
};

namespace detail {

struct UtilLibrary {
  /// The text that console.log prints of these: a first text may hold %s, %d, %i, %f, %j, %o, %O and %%, which the next replace.
  template <class... A>
  Value format(const A&... what) const {
    const Value all[] = {printable(what)..., Value()};
    return format_list(all, sizeof...(what));
  }
  /// A Value as console.log shows it inside another.
  Value inspect(const Value& v, const InspectionOptions& options = {}) const;

 private:
  Value format_list(const Value* what, std::size_t count) const;
};

}  // namespace detail

/// Node: https://nodejs.org/api/util.html
inline constexpr detail::UtilLibrary util{};

}  // namespace crema
