// The other fields that clients send: Content-Type, Range, dates, conditions, durations and sizes.
#include <string>

#include "fuzz.hpp"
#include "http/content_type.hpp"
#include "http/dates.hpp"
#include "http/disposition.hpp"
#include "http/freshness.hpp"
#include "http/percent.hpp"
#include "http/ranges.hpp"
#include "http/text.hpp"
#include "http/units.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crema::http;
  fuzz::Input input(data, size);
  const auto first = input.line();
  const auto rest = input.rest();

  const ContentType type = parse_content_type(first);
  if (const auto text = format_content_type(type)) {
    fuzz::check(parse_content_type(*text).type == type.type, "a Content-Type that was written reads the same");
  }
  (void)content_type_is(first, rest);
  (void)content_type_parameter(first, "charset");

  constexpr std::int64_t whole = 1000;
  const Ranges ranges = parse_ranges(whole, first, true);
  for (const auto& range : ranges.list) {
    fuzz::check(range.start >= 0 && range.start <= range.end && range.end < whole, "a range lies within the whole");
  }

  if (const auto moment = parse_date(first); moment && *moment >= 0 && *moment <= date_limit) {
    std::string iso;
    append_iso_date(iso, *moment);
    fuzz::check(parse_date(iso) == moment, "a date that was written reads the same");
  }

  const Conditions asked{first, rest, first, rest, rest, first};
  const Validators have{"\"etag\"", "Sun, 06 Nov 1994 08:49:37 GMT"};
  (void)is_fresh(asked, have);
  (void)precondition_failed(asked, have);
  (void)is_range_fresh(asked, have);

  (void)parse_duration(first);
  (void)parse_size(first);
  std::string decoded;
  if (decode_uri_component(first, decoded)) {
    const auto encoded = encode_uri_component(decoded);
    std::string again;
    if (encoded) fuzz::check(decode_uri_component(*encoded, again), "what was encoded can be decoded");
  }
  fuzz::check(is_field_value(content_disposition(first)), "a Content-Disposition is a field value");
  return 0;
}
