// http/dates.hpp — IMF-fixdate and ISO 8601 out, everything that JavaScript's Date.parse takes in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crema::http {

/// Room that format_date and format_iso_date may need; a year of four digits takes 29 and 24 characters.
inline constexpr std::size_t date_room = 40;

/// The farthest moment, in ms from 1970 either way, that a JavaScript Date can hold.
inline constexpr std::int64_t date_limit = 8'640'000'000'000'000;

/// Writes `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7) at `out`, which has date_room characters; returns the end.
char* format_date(char* out, std::int64_t unix_seconds) noexcept;
void append_date(std::string& out, std::int64_t unix_seconds);

/// Writes `1994-11-06T08:49:37.000Z` (Date.prototype.toISOString) at `out`, which has date_room characters; returns the
/// end. The moment is within date_limit.
char* format_iso_date(char* out, std::int64_t unix_ms) noexcept;
void append_iso_date(std::string& out, std::int64_t unix_ms);

/// Milliseconds since 1970 of a date text, as Date.parse reads it: ISO 8601, the three formats of HTTP, and the looser
/// forms that V8 takes ("Nov 6 1994", "6 Nov 1994 08:49 +0100"). A time without a zone is local time.
std::optional<std::int64_t> parse_date(std::string_view text) noexcept;

}  // namespace crema::http
