// http/url.hpp — a request target (RFC 9112 §3.2) split as npm's parseurl and the router do.
#pragma once

#include <string>
#include <string_view>

namespace crema::http {

/// The parts of a target that Express looks at.
struct Target {
  std::string_view path;   // without the query; valid if has_path
  std::string_view query;  // after '?'; valid if has_query
  bool has_path = false;   // false: authority-form, or a target that makes no sense (JavaScript's null)
  bool has_query = false;  // false: null, as opposed to the empty query of "/x?"
};

/// Splits a target. Origin form ("/x?y") gives views of `target`; the odd forms (absolute, `*`, with '#', blanks or
/// backslashes) may need `scratch`, of which the parts are views then.
Target parse_target(std::string_view target, std::string& scratch);

/// The scheme and authority of an absolute-form target ("http://host" of "http://host/path"), else empty.
std::string_view protohost(std::string_view url) noexcept;

}  // namespace crema::http
