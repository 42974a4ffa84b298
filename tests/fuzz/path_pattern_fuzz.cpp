// Paths: a pattern on the first line, a path behind it. A bad pattern is a TypeError, a match lies within the path, and the
// prefixes that a route index files a pattern under leave out no path that it matches.
#include <crema/error.hpp>

#include <algorithm>
#include <string>

#include "core/path_pattern.hpp"
#include "fuzz.hpp"
#include "http/text.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crema;
  fuzz::Input input(data, size);
  const unsigned choice = input.byte();
  const auto text = input.line().substr(0, 1024);  // written by the programmer, not by a client
  const auto path = input.rest();
  detail::PathOptions options;
  options.sensitive = (choice & 1) != 0;
  options.strict = (choice & 2) != 0;
  options.end = (choice & 4) != 0;
  detail::PathPattern pattern;
  try {
    pattern = detail::PathPattern(Value(text), options);
  } catch (const TypeError&) {
    return 0;
  }
  detail::PathMatch match;
  if (!pattern.match(path, match)) return 0;
  fuzz::check(match.length <= path.size(), "a match is no longer than the path");
  for (const auto& capture : match.captures) {
    fuzz::check(
        capture.raw.data() >= path.data() && capture.raw.data() + capture.raw.size() <= path.data() + path.size(),
        "a capture lies within the path");
  }
  const auto prefixes = pattern.literal_prefixes();
  const std::string folded = http::to_lower(path);
  fuzz::check(
      std::any_of(prefixes.begin(), prefixes.end(), [&](const auto& prefix) { return folded.starts_with(prefix); }),
      "a path that matches has one of the pattern's prefixes");
  return 0;
}
