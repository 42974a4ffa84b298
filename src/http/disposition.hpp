// http/disposition.hpp — the Content-Disposition field: npm's content-disposition 2.
#pragma once

#include <string>
#include <string_view>

namespace crema::http {

/// `attachment; filename=a.txt`. The name is taken as it is (a caller that has a path strips it); it is quoted if need
/// be, and what is not ASCII gets a fallback with `?` and `filename*=UTF-8''…` (RFC 6266, RFC 8187).
std::string content_disposition(std::string_view filename, std::string_view type = "attachment");

}  // namespace crema::http
