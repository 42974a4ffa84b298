// http/units.hpp — "2 hours" in ms and "100kb" in bytes: npm's ms and bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace crema::http {

/// Milliseconds of a duration ("1d", "2 hours", "-3.5 min", "500"); nothing if it is none. Years have 365.25 days.
std::optional<double> parse_duration(std::string_view text) noexcept;

/// Bytes of a size ("100kb", "1.5 MB", "512"): powers of 1,024, floored. A number with something else behind it counts
/// as bytes.
std::optional<std::int64_t> parse_size(std::string_view text) noexcept;  // the nearest that an int64 holds
std::optional<double> parse_exact_size(std::string_view text) noexcept;

}  // namespace crema::http
