// Whether a client's copy is still good (RFC 9110 §13.1), and whether its preconditions hold. Entity tags compare
// weakly, as fresh and send do; a date that cannot be read fails its test.
#include "http/freshness.hpp"

#include "http/dates.hpp"
#include "http/text.hpp"

namespace crema::http {
namespace {

// Weak comparison: "W/" is a remark about the validator, not part of it.
bool same_tag(std::string_view a, std::string_view b) noexcept {
  if (a == b) return true;
  return a.size() < b.size() ? b.starts_with("W/") && b.substr(2) == a : a.starts_with("W/") && a.substr(2) == b;
}

bool names(std::string_view list, std::string_view etag) noexcept {
  ListReader tags(list);
  for (std::string_view tag; tags.next(tag);) {
    if (same_tag(tag, etag)) return true;
  }
  return false;
}

bool not_later(std::string_view date, std::string_view limit) noexcept {
  const auto moment = parse_date(date);
  if (!moment) return false;
  const auto last = parse_date(limit);
  return last && *moment <= *last;
}

bool has_no_cache(std::string_view cache_control) noexcept {
  while (true) {
    const std::size_t comma = cache_control.find(',');
    if (trim(cache_control.substr(0, comma)) == "no-cache") return true;
    if (comma == std::string_view::npos) return false;
    cache_control.remove_prefix(comma + 1);
  }
}

}  // namespace

bool is_fresh(const Conditions& asked, const Validators& have) noexcept {
  if (asked.if_none_match.empty() && asked.if_modified_since.empty()) return false;
  if (has_no_cache(asked.cache_control)) return false;  // a reload by the user: the whole answer
  if (!asked.if_none_match.empty()) {                   // decides alone, even when a date disagrees
    if (asked.if_none_match == "*") return true;
    return !have.etag.empty() && names(asked.if_none_match, have.etag);
  }
  return !have.last_modified.empty() && not_later(have.last_modified, asked.if_modified_since);
}

bool precondition_failed(const Conditions& asked, const Validators& have) noexcept {
  if (!asked.if_match.empty()) {
    return have.etag.empty() || (asked.if_match != "*" && !names(asked.if_match, have.etag));
  }
  if (asked.if_unmodified_since.empty() || !parse_date(asked.if_unmodified_since)) return false;
  return have.last_modified.empty() || !not_later(have.last_modified, asked.if_unmodified_since);
}

bool is_range_fresh(const Conditions& asked, const Validators& have) noexcept {
  if (asked.if_range.empty()) return true;
  if (asked.if_range.find('"') != std::string_view::npos) {
    return !have.etag.empty() && asked.if_range.find(have.etag) != std::string_view::npos;
  }
  return !have.last_modified.empty() && not_later(have.last_modified, asked.if_range);
}

}  // namespace crema::http
