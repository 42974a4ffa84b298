// Cookies: pairs are those that a slow reader finds, and what a Set-Cookie says can be read back.
#include <string>
#include <utility>
#include <vector>

#include "fuzz.hpp"
#include "http/cookies.hpp"
#include "http/text.hpp"
#include "slow.hpp"

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs slow_pairs(std::string_view field) {
  Pairs pairs;
  if (field.size() < 2) return pairs;
  for (const auto& piece : slow::split(field, ';')) {
    const auto equals = piece.find('=');
    if (equals == std::string::npos) continue;
    const auto name = slow::trimmed(piece.substr(0, equals), " \t");
    auto value = slow::trimmed(piece.substr(equals + 1), " \t");
    if (name == "__proto__") continue;
    if (value.size() > 1 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    else if (value == "\"") value.clear();
    bool all_good = true;
    const auto decoded = slow::percent_decoded(value, &all_good);
    // Bytes that were sent as they are need not be UTF-8; those of escapes must be.
    if (slow::is_ascii(value) && all_good && slow::is_utf8(decoded)) value = decoded;
    pairs.emplace_back(name, value);
  }
  return pairs;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crema::http;
  fuzz::Input input(data, size);
  const auto name = input.line();
  const auto field = input.rest();
  Pairs pairs;
  visit_cookies(field, [&](std::string_view key, std::string_view value) { pairs.emplace_back(key, value); });
  std::string scratch;
  if (slow::is_ascii(field)) {
    const auto expected = slow_pairs(field);
    fuzz::check(pairs == expected, "pairs are the slow reader's");
    const auto found = find_cookie(field, name, scratch);
    std::optional<std::string> first;
    for (const auto& [key, value] : expected) {
      if (!first && key == name) first = value;
    }
    fuzz::check(found.has_value() == first.has_value() && (!found || *found == *first), "the first of a name counts");
  }

  SetCookie cookie;
  cookie.name = name;
  cookie.value = field;
  std::string out;
  if (append_set_cookie(out, cookie).empty()) {
    fuzz::check(is_field_value(out) && out.find(';') == std::string::npos, "a Set-Cookie is a field value");
    const auto read = find_cookie(out, name, scratch);
    // What is no UTF-8 was replaced on the way.
    if (slow::is_utf8(field) && name != "__proto__")
      fuzz::check(read && *read == field, "a cookie comes back as it was set");
  } else {
    fuzz::check(out.empty(), "a refused cookie leaves nothing");
  }
  // Attributes of the client's making can add no others.
  SetCookie attributes;
  attributes.name = "n";
  attributes.value = "v";
  attributes.path = field;
  attributes.domain = name;
  std::string line;
  if (append_set_cookie(line, attributes).empty()) {
    fuzz::check(is_field_value(line), "attributes are a field value");
    const auto pieces = slow::split(line, ';');
    fuzz::check(pieces.size() == 1u + (name.empty() ? 0u : 1u) + (field.empty() ? 0u : 1u),
                "an attribute is one attribute");
  }
  return 0;
}
