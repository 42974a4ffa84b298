// Request targets: their parts lie in the target or in what was made of it, origin form is split as a slow reader does, and what
// goes into a Location field is a field value that stays as it is when it is made again.
#include <string>

#include "fuzz.hpp"
#include "http/percent.hpp"
#include "http/text.hpp"
#include "http/url.hpp"
#include "slow.hpp"

namespace {

bool lies_in(std::string_view part, std::string_view whole) {
  return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

// "//user@host" in front of a path is an authority for Node, and the path begins behind it.
bool is_plain(std::string_view target) {
  return target.starts_with('/') && target.find_first_of("# \t\n\v\f\r") == std::string_view::npos;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crema::http;
  const auto text = fuzz::Input(data, size).rest();
  std::string scratch;
  const Target target = parse_target(text, scratch);
  fuzz::check(target.has_path || target.path.empty(), "what has no path has none");
  fuzz::check(target.has_query || target.query.empty(), "what has no query has none");
  for (const auto part : {target.path, target.query}) {
    // "http:host" has the path of its own that every host has.
    fuzz::check(part == "/" || lies_in(part, text) || lies_in(part, scratch),
                "a part lies in the target, or in what was made of it");
    fuzz::check(part.find('#') == std::string_view::npos, "the fragment is no part");
  }
  fuzz::check(target.path.find('?') == std::string_view::npos, "a path ends before the query");
  if (is_plain(text)) {
    const auto mark = text.find('?');
    fuzz::check(target.path == text.substr(0, mark), "the path of origin form is what stands before the query");
    fuzz::check(target.has_query == (mark != std::string_view::npos), "there is a query where there is a mark");
    if (target.has_query)
      fuzz::check(target.query == text.substr(mark + 1), "the query is what stands behind the mark");
  }
  const auto host = protohost(text);
  fuzz::check(text.starts_with(host), "scheme and authority stand in front");
  if (!host.empty()) {
    fuzz::check(host.find("://") != std::string_view::npos && text.substr(host.size()).starts_with('/'),
                "the path follows on the authority");
  }

  const auto location = encode_url(text);
  fuzz::check(is_field_value(location) && location.find(' ') == std::string::npos, "a Location is a field value");
  fuzz::check(encode_url(location) == location, "what was encoded stays as it is");

  bool all_good = true;
  const auto bytes = slow::percent_decoded(text, &all_good);
  std::string decoded;
  const bool good = decode_uri_component(text, decoded);
  if (slow::is_ascii(text)) {
    fuzz::check(good == (all_good && slow::is_utf8(bytes)), "what cannot be decoded is told");
    if (good) fuzz::check(decoded == bytes, "escapes are decoded as by the slow decoder");
  }
  if (slow::is_utf8(text)) {
    const auto encoded = encode_uri_component(text);
    fuzz::check(encoded && decode_uri_component(*encoded, decoded) && decoded == text,
                "a component comes back as it was");
  }
  std::string valid;
  append_utf8(valid, text);
  fuzz::check(slow::is_utf8(valid) && (!slow::is_utf8(text) || valid == text),
              "what is no UTF-8 is replaced, and nothing else");
  const auto html = escape_html(text);
  fuzz::check(html.find_first_of("<>\"'") == std::string::npos, "escaped HTML holds no tags or quotes");
  return 0;
}
