// Dates: any text on the first line; eight bytes behind it are a moment. What is printed is what the C library prints, and reads
// as it was; an IMF-fixdate and an ISO date read as the C library reads them; what is no date is told, whatever it looks like.
#include <cstring>
#include <string>

#include "fuzz.hpp"
#include "http/dates.hpp"
#include "slow_date.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crema::http;
  fuzz::Input input(data, size);
  const auto text = input.line();
  const auto read = parse_date(text);
  if (const auto expected = slow::imf_date(text))
    fuzz::check(read == *expected * 1000, "an IMF-fixdate is the C library's");
  if (const auto expected = slow::iso_date(text)) {
    const bool fits = *expected >= -date_limit && *expected <= date_limit;
    fuzz::check(fits ? read == *expected : !read, "an ISO date is the C library's");
  }
  if (read) {
    fuzz::check(*read >= -date_limit && *read <= date_limit, "a date is one that a Date can hold");
    std::string iso;
    append_iso_date(iso, *read);
    fuzz::check(iso.size() <= date_room && parse_date(iso) == read, "an ISO date that was written reads the same");
  }

  std::int64_t ms = 0;
  const auto bytes = input.rest().substr(0, sizeof ms);
  std::memcpy(&ms, bytes.data(), bytes.size());
  ms %= date_limit + 1;
  std::string iso, http;
  append_iso_date(iso, ms);
  fuzz::check(parse_date(iso) == ms, "an ISO date of a moment reads the same");
  const std::int64_t seconds = ms / 1000 - (ms % 1000 < 0 ? 1 : 0);
  append_date(http, seconds);
  fuzz::check(http.size() <= date_room, "a date fits the room for dates");
  constexpr std::int64_t year_1000 = -30'610'224'000, year_10000 = 253'402'300'800;
  if (seconds >= year_1000 && seconds < year_10000) {
    fuzz::check(http == slow::imf_text(seconds), "a date is printed as by the C library");
    fuzz::check(parse_date(http) == seconds * 1000, "a date that was written reads the same");
  }
  return 0;
}
