// Node's querystring.parse. A pair is decoded only if it holds '+' or '%': else its views point into the query.
#include "http/query.hpp"

#include <algorithm>

#include "http/percent.hpp"
#include "http/text.hpp"

namespace crema::http {
namespace {

// Where the first escape stands.
std::size_t find_escape(std::string_view text) noexcept {
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    if (text.size() - at >= 3 && hex_digit(text[at + 1]) >= 0 && hex_digit(text[at + 2]) >= 0) return at;
  }
  return std::string_view::npos;
}

std::string_view decode(std::string_view text, bool escape, std::string& scratch) {
  const bool plus = text.find('+') != std::string_view::npos;
  if (!plus && !escape) return text;
  if (!plus) {
    decode_leniently(text, scratch);
    return scratch;
  }
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  if (escape) {
    decode_leniently(spaced, scratch);
  } else {
    scratch.swap(spaced);
  }
  return scratch;
}

}  // namespace

bool QueryReader::next() {
  while (!rest_.empty() && (!limited_ || left_ != 0)) {
    --left_;
    const std::size_t end = std::min(rest_.find('&'), rest_.size());
    const std::string_view pair = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view key = pair.substr(0, equals), value = pair.substr(std::min(equals + 1, pair.size()));
    const std::size_t escape = find_escape(key);
    const bool escaped = escape != std::string_view::npos;
    // Node takes a second escape in the key for one of the value's.
    const bool twice = escaped && find_escape(key.substr(escape + 3)) != std::string_view::npos;
    key_ = decode(key, escaped, key_scratch_);
    value_ = decode(value, twice || find_escape(value) != std::string_view::npos, value_scratch_);
    return true;
  }
  return false;
}

}  // namespace crema::http
