// JSON: taken and refused as nlohmann/json does, with the same values; what was parsed prints as JSON that gives the same text
// again.
#include <crema/error.hpp>
#include <crema/json_text.hpp>
#include <crema/object.hpp>

#include <nlohmann/json.hpp>
#include <string>

#include "core/value_node.hpp"
#include "fuzz.hpp"
#include "slow.hpp"

namespace {

using namespace crema;
using nlohmann::json;

bool same(const Value& ours, const json& theirs) {
  switch (theirs.type()) {
    case json::value_t::null:
      return kind_of(ours) == Kind::null;
    case json::value_t::boolean:
      return typeof_(ours) == "boolean" && static_cast<bool>(ours) == theirs.get<bool>();
    case json::value_t::string:
      return typeof_(ours) == "string" && ours.view() == theirs.get_ref<const std::string&>();
    case json::value_t::number_integer:
    case json::value_t::number_unsigned:
    case json::value_t::number_float:
      return typeof_(ours) == "number" && ours.number() == theirs.get<double>();
    case json::value_t::array: {
      if (!Array.isArray(ours) || ours.length() != static_cast<double>(theirs.size())) return false;
      std::size_t i = 0;
      for (auto item : ours) {
        if (!same(item, theirs[i++])) return false;
      }
      return true;
    }
    case json::value_t::object: {
      if (typeof_(ours) != "object" || Array.isArray(ours)) return false;
      std::size_t count = 0;
      for (auto [key, value] : Object.entries(ours)) {
        const auto found = theirs.find(key.str());
        if (found == theirs.end() || !same(value, *found)) return false;
        count++;
      }
      return count == theirs.size();
    }
    default:
      return false;
  }
}

// Where both have to agree: nlohmann/json refuses invalid UTF-8 and halves of pairs, which JavaScript takes, and skips a byte
// order mark and what stands behind a NUL; we refuse what is nested very deep.
bool is_common(std::string_view text) {
  if (!slow::is_utf8(text) || text.find('\0') != std::string_view::npos || text.starts_with("\xef\xbb\xbf"))
    return false;
  std::size_t brackets = 0;
  for (std::size_t i = 0; i < text.size(); i++) {
    if (text[i] == '[' || text[i] == '{') brackets++;
    if (text[i] == '\\' && i + 2 < text.size() && text[i + 1] == 'u' && slow::lower(text.substr(i + 2, 1)) == "d")
      return false;
  }
  return brackets < 900;
}

void check_against_nlohmann(std::string_view text, const Value* ours) {
  try {
    const json theirs = json::parse(text);
    fuzz::check(ours != nullptr, "what nlohmann/json takes is taken");
    fuzz::check(same(*ours, theirs), "the values are nlohmann/json's");
  } catch (const json::out_of_range&) {  // a number that is infinite for JavaScript; what follows on it was not read
  } catch (const json::parse_error&) {
    fuzz::check(ours == nullptr, "what nlohmann/json refuses is refused");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input(data, size).rest();
  Value parsed;
  try {
    parsed = parseJson(text);
  } catch (const SyntaxError& error) {
    fuzz::check(!error.message.str().empty(), "a syntax error says something");
    if (is_common(text)) check_against_nlohmann(text, nullptr);
    return 0;
  }
  if (is_common(text)) check_against_nlohmann(text, &parsed);
  std::string once, twice;
  fuzz::check(appendJson(once, parsed), "what was parsed has JSON");
  fuzz::check(appendJson(twice, parseJson(once)) && once == twice, "JSON comes back as it was");
  return 0;
}
