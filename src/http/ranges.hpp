// http/ranges.hpp — the Range field: npm's range-parser.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace crema::http {

/// Bytes (or other units) from `start` to `end`, both included.
struct Range {
  std::int64_t start = 0;
  std::int64_t end = 0;
  bool operator==(const Range&) const = default;
};

struct Ranges {
  enum class Result { ok = 0, unsatisfiable = -1, malformed = -2 };

  Result result = Result::malformed;
  std::string_view unit;    // "bytes"; a view of the field
  std::vector<Range> list;  // not empty when the result is ok
};

/// Reads a Range field for a representation of `size` units. With `combine`, overlapping and adjacent ranges become
/// one.
Ranges parse_ranges(std::int64_t size, std::string_view header, bool combine = false);

}  // namespace crema::http
