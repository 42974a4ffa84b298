// The Range field (RFC 9110 §14.2) as npm's range-parser reads it: a suffix longer than the representation is
// unsatisfiable, and one broken range spoils the field. Combining sorts, so the cost is n log n in the number of
// ranges.
#include "http/ranges.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "http/text.hpp"

namespace crema::http {
namespace {

// Digits only; what exceeds any size stays a huge number.
std::optional<std::int64_t> position(std::string_view text) noexcept {
  constexpr std::int64_t most = std::int64_t{1} << 62;
  std::int64_t value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    value = value > (most - 9) / 10 ? most : value * 10 + (c - '0');
  }
  if (text.empty()) return std::nullopt;
  return value;
}

std::vector<Range> combined(const std::vector<Range>& ranges) {
  struct Placed {
    Range range;
    std::size_t place;
  };
  std::vector<Placed> ordered;
  ordered.reserve(ranges.size());
  for (std::size_t i = 0; i < ranges.size(); ++i) ordered.push_back({ranges[i], i});
  std::ranges::stable_sort(ordered, {}, [](const Placed& placed) { return placed.range.start; });
  std::size_t last = 0;
  for (std::size_t i = 1; i < ordered.size(); ++i) {
    Placed& current = ordered[last];
    if (ordered[i].range.start > current.range.end + 1) {
      ordered[++last] = ordered[i];
    } else if (ordered[i].range.end > current.range.end) {
      current.range.end = ordered[i].range.end;
      current.place = std::min(current.place, ordered[i].place);
    }
  }
  ordered.resize(last + 1);
  std::ranges::sort(ordered, {}, &Placed::place);
  std::vector<Range> result;
  result.reserve(ordered.size());
  for (const Placed& placed : ordered) result.push_back(placed.range);
  return result;
}

}  // namespace

Ranges parse_ranges(std::int64_t size, std::string_view header, bool combine) {
  Ranges ranges;
  const std::size_t equals = header.find('=');
  if (equals == std::string_view::npos) return ranges;
  ranges.unit = header.substr(0, equals);
  for (std::string_view rest = header.substr(equals + 1);;) {
    const std::size_t comma = rest.find(',');
    const std::string_view item = rest.substr(0, comma);
    const std::size_t dash = item.find('-');
    if (dash == std::string_view::npos) return ranges;
    const std::string_view first = trim(item.substr(0, dash));
    const std::string_view last = trim(item.substr(dash + 1));
    std::optional<std::int64_t> start = position(first);
    std::optional<std::int64_t> end = position(last);
    if (first.empty()) {  // the last so many
      if (!end) return ranges;
      start = size - *end;
      end = size - 1;
    } else if (last.empty()) {
      end = size - 1;
    }
    if (!start || !end) return ranges;
    end = std::min(*end, size - 1);
    if (*start <= *end && *start >= 0) ranges.list.push_back({*start, *end});
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  ranges.result = ranges.list.empty() ? Ranges::Result::unsatisfiable : Ranges::Result::ok;
  if (combine && ranges.list.size() > 1) ranges.list = combined(ranges.list);
  return ranges;
}

}  // namespace crema::http
