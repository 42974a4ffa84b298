// http/freshness.hpp — conditional requests (RFC 9110 §13): npm's fresh 2, and what send tests before a file.
#pragma once

#include <string_view>

namespace crema::http {

/// The fields of a conditional request; empty if absent.
struct Conditions {
  std::string_view if_match;
  std::string_view if_unmodified_since;
  std::string_view if_none_match;
  std::string_view if_modified_since;
  std::string_view cache_control;
  std::string_view if_range;
};

/// The validators that the response carries; empty if absent.
struct Validators {
  std::string_view etag;
  std::string_view last_modified;
};

/// Whether the client's copy is still good, so that a 304 will do.
bool is_fresh(const Conditions& asked, const Validators& have) noexcept;

/// Whether If-Match or If-Unmodified-Since fails (412).
bool precondition_failed(const Conditions& asked, const Validators& have) noexcept;

/// Whether the Range field may be honoured in view of If-Range.
bool is_range_fresh(const Conditions& asked, const Validators& have) noexcept;

}  // namespace crema::http
