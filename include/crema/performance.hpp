// crema/performance.hpp — Node's performance: a clock of milliseconds that never goes back.
#pragma once
#include <crema/value.hpp>

namespace crema {

namespace detail {

struct PerformanceLibrary {
  /// Milliseconds since the program began, with fractions.
  Value now() const;
  /// Milliseconds from 1970 to the moment when the program began.
  Value timeOrigin() const;
  /// {timeOrigin, now}
  Value toJSON() const;
  /// Notes this moment: {name, entryType: "mark", startTime, duration: 0, detail}. Options: startTime, detail.
  Value mark(const Value& name, const Value& options = {}) const;
  /// From one mark to another, or to now; without marks from the beginning: {name, entryType: "measure", startTime, duration}. Marks
  /// are names or milliseconds. An Error of the name SyntaxError for a mark that nobody has made.
  Value measure(const Value& name, const Value& from = {}, const Value& to = {}) const;
  /// All marks and measures, by their startTime; those of a name; those of an entryType.
  Value getEntries() const;
  Value getEntriesByName(const Value& name, const Value& type = {}) const;
  Value getEntriesByType(const Value& type) const;
  /// Forgets those of a name, or all.
  void clearMarks(const Value& name = {}) const;
  void clearMeasures(const Value& name = {}) const;
};

}  // namespace detail

/// Node: https://nodejs.org/api/perf_hooks.html
inline constexpr detail::PerformanceLibrary performance{};

}  // namespace crema
