// The fields by which a client hears of its limit.
#pragma once
#include <crema/response.hpp>
#include <crema/value.hpp>

#include <cstdint>
#include <string_view>

namespace crema::detail {

enum class Draft : std::uint8_t { none, six, seven, eight };

// What a client has left.
struct Quota {
  Value limit;
  double remaining;
  double reset_at;  // ms since 1970; NaN: the store knows none
  double window_ms;

  // Until the window ends; a whole window where the store does not know.
  double reset_seconds() const;
  double window_seconds() const;
};

void set_legacy_fields(const Response& res, const Quota& quota);
void set_draft6_fields(const Response& res, const Quota& quota);
void set_draft7_fields(const Response& res, const Quota& quota);
void set_draft8_fields(const Response& res, const Quota& quota, const Value& name, std::string_view key);
void set_retry_after(const Response& res, const Quota& quota, const Value& seconds);

// "100-in-15min": the name of a limit that has none.
Value usual_identifier(const Quota& quota);

}  // namespace crema::detail
