// Conditional requests and ranges, on a line each: entity tags, a date, ranges, If-Range; the rest is our own entity tag. Each
// is judged as slow readers judge it.
#include <algorithm>
#include <ctime>
#include <optional>
#include <string>
#include <vector>

#include "fuzz.hpp"
#include "http/freshness.hpp"
#include "http/ranges.hpp"
#include "slow.hpp"
#include "slow_date.hpp"

namespace {

using namespace crema::http;

constexpr std::string_view modified = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr std::int64_t modified_seconds = 784'111'777;

std::string opaque(const std::string& tag) { return tag.starts_with("W/") ? tag.substr(2) : tag; }

bool slow_names(std::string_view list, const std::string& tag) {
  for (const auto& item : slow::split(list, ',')) {
    const auto one = slow::trimmed(item, " ");
    // Of two weak tags the whole is compared, as npm's fresh does: "W/W/x" is no tag.
    if (one == tag || (one.starts_with("W/") != tag.starts_with("W/") && opaque(one) == opaque(tag))) return true;
    if (one == "W/" + tag || "W/" + one == tag) return true;
  }
  return false;
}

// Digits alone; what is greater than any size is one number for all.
std::optional<long> slow_number(const std::string& text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  const auto digits = text.substr(std::min(text.find_first_not_of('0'), text.size() - 1));
  return digits.size() > 12 ? 1'000'000'000'000 : std::stol(digits);
}

struct SlowRanges {
  Ranges::Result result = Ranges::Result::malformed;
  std::vector<std::pair<long, long>> list;
};

SlowRanges slow_ranges(long size, std::string_view field) {
  SlowRanges ranges;
  const auto equals = field.find('=');
  if (equals == std::string_view::npos) return ranges;
  for (const auto& item : slow::split(field.substr(equals + 1), ',')) {
    const auto dash = item.find('-');
    if (dash == std::string::npos) return ranges;
    const auto first = slow::trimmed(item.substr(0, dash), " \t\n\v\f\r"),
               last = slow::trimmed(item.substr(dash + 1), " \t\n\v\f\r");
    const auto from = slow_number(first), to = slow_number(last);
    if ((first.empty() ? !to : !from) || (!last.empty() && !to)) return ranges;
    long start = from.value_or(0), end = to.value_or(size - 1);
    if (first.empty()) start = size - *to, end = size - 1;
    end = std::min(end, size - 1);
    if (start >= 0 && start <= end) ranges.list.emplace_back(start, end);
  }
  ranges.result = ranges.list.empty() ? Ranges::Result::unsatisfiable : Ranges::Result::ok;
  return ranges;
}

void check_ranges(std::string_view field) {
  constexpr long whole = 300;
  const auto expected = slow_ranges(whole, field);
  const Ranges plain = parse_ranges(whole, field), joined = parse_ranges(whole, field, true);
  fuzz::check(plain.result == expected.result && joined.result == expected.result, "a result is the slow reader's");
  if (expected.result == Ranges::Result::malformed) return;
  fuzz::check(plain.list.size() == expected.list.size(), "ranges are as many as the slow reader's");
  bool covered[whole] = {}, in_joined[whole] = {};
  for (std::size_t i = 0; i < plain.list.size(); i++) {
    const auto& range = plain.list[i];
    fuzz::check(range.start == expected.list[i].first && range.end == expected.list[i].second,
                "a range is the slow reader's");
    for (auto at = range.start; at <= range.end; at++) covered[at] = true;
  }
  for (const auto& range : joined.list) {
    fuzz::check(range.start >= 0 && range.start <= range.end && range.end < whole, "a range lies within the whole");
    for (auto at = range.start; at <= range.end; at++) {
      fuzz::check(!in_joined[at], "what was combined does not overlap");
      in_joined[at] = true;
    }
    fuzz::check(range.start == 0 || !covered[range.start - 1], "what was combined does not adjoin");
  }
  fuzz::check(std::equal(covered, covered + whole, in_joined), "combining loses nothing");
}

bool slow_no_cache(std::string_view field) {
  for (const auto& item : slow::split(field, ',')) {
    if (slow::trimmed(item, " \t\n\v\f\r") == "no-cache") return true;
  }
  return false;
}

void check_conditions(std::string_view tags, std::string_view date, std::string_view cache_control,
                      const std::string& etag) {
  Conditions asked;
  asked.if_none_match = tags;
  asked.cache_control = cache_control;
  const Validators have{etag, modified};
  const bool reload = slow_no_cache(cache_control);
  if (!tags.empty()) {
    const bool expected = !reload && (tags == "*" || (!etag.empty() && slow_names(tags, etag)));
    fuzz::check(is_fresh(asked, have) == expected, "If-None-Match is judged as by the slow reader");
    asked.if_modified_since = date;
    fuzz::check(is_fresh(asked, have) == expected, "If-None-Match decides alone");
    Conditions match;
    match.if_match = tags;
    const bool failed = etag.empty() || (tags != "*" && !slow_names(tags, etag));
    fuzz::check(precondition_failed(match, have) == failed, "If-Match is judged as by the slow reader");
  }
  const auto moment = slow::imf_date(date);
  if (!moment) return;
  Conditions dated;
  dated.if_modified_since = date;
  dated.cache_control = cache_control;
  fuzz::check(is_fresh(dated, have) == (!reload && modified_seconds <= *moment), "If-Modified-Since compares seconds");
  Conditions unmodified;
  unmodified.if_unmodified_since = date;
  fuzz::check(precondition_failed(unmodified, have) == (modified_seconds > *moment),
              "If-Unmodified-Since compares seconds");
  Conditions range;
  range.if_range = date;
  fuzz::check(is_range_fresh(range, have) == (modified_seconds <= *moment), "If-Range takes a date");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto tags = input.line(), date = input.line(), ranges = input.line(), if_range = input.line();
  const std::string etag(input.rest());
  check_ranges(ranges);
  // An entity tag of ours holds no commas or blanks at its ends.
  const bool plausible = etag.find(',') == std::string::npos && slow::trimmed(etag, " ") == etag;
  check_conditions(tags, date, if_range, plausible ? etag : "\"etag\"");
  const Conditions all{tags, date, tags, date, if_range, if_range};
  const Validators have{etag, modified};
  (void)is_fresh(all, have);
  (void)precondition_failed(all, have);
  (void)is_range_fresh(all, have);
  return 0;
}
