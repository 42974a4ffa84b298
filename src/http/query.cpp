// Node's querystring.parse. A pair is decoded only if it holds '+' or '%': else its views point into the query.
#include "http/query.hpp"

#include <algorithm>

#include "http/percent.hpp"
#include "http/text.hpp"

namespace crema::http {
namespace {

bool has_escape(std::string_view text) noexcept {
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    if (text.size() - at >= 3 && hex_digit(text[at + 1]) >= 0 && hex_digit(text[at + 2]) >= 0) return true;
  }
  return false;
}

std::string_view decode(std::string_view text, std::string& scratch) {
  const bool plus = text.find('+') != std::string_view::npos;
  const bool escape = has_escape(text);
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
    key_ = decode(pair.substr(0, equals), key_scratch_);
    value_ = equals == pair.size() ? std::string_view() : decode(pair.substr(equals + 1), value_scratch_);
    return true;
  }
  return false;
}

}  // namespace crema::http
