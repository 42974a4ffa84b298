// express-validator: every rule and sanitizer, of any text, with the options of one set or another, and the choice of fields in a body.
// Each answers within a moment or refuses by an error of JavaScript's; some are compared with plain readers. The first byte chooses.
#include <crema/error.hpp>
#include <crema/json_text.hpp>
#include <crema/object.hpp>

#include <arpa/inet.h>

#include <algorithm>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "core/value_utf8.hpp"
#include "field_paths.hpp"
#include "fuzz.hpp"
#include "rules.hpp"
#include "slow.hpp"

namespace {

using namespace crema;
using namespace crema::validation;

// Rules look only at the names that they know.
const std::vector<std::vector<Value>>& argument_sets() {
  static const std::vector<std::vector<Value>> all = [] {
    const auto parsed = [](std::string_view text) {
      std::vector<Value> list;
      for (const Value one : parseJson(text)) list.push_back(one);
      return list;
    };
    return std::vector<std::vector<Value>>{
        {},
        parsed(R"(["any"])"),
        parsed(R"(["de-DE", {"strictMode": true, "ignore": " -"}])"),
        parsed(R"(["US"])"),
        parsed(R"(["4"])"),
        parsed(R"(["6"])"),
        parsed(R"(["a-z .*"])"),
        parsed(R"([{"allow_display_name": true, "require_display_name": true, "allow_ip_domain": true,
            "domain_specific_validation": true, "blacklisted_chars": "!", "require_tld": false, "ignore_max_length": true,
            "allow_underscores": true, "host_blacklist": ["a.b"]}])"),
        parsed(R"([{"allow_display_name": true, "allow_utf8_local_part": false, "require_protocol": true,
            "require_valid_protocol": false, "require_port": true, "allow_protocol_relative_urls": true, "validate_length": false,
            "allow_wildcard": true, "allow_trailing_dot": true, "allow_numeric_tld": true, "require_host": false}])"),
        parsed(R"([{"disallow_auth": true, "allow_fragments": false, "protocols": ["a"], "host_whitelist": ["a.b"],
            "min": 1, "max": 9, "lt": 9.5, "gt": 0.5, "allow_leading_zeroes": false, "locale": "de-DE", "no_symbols": false}])"),
        parsed(R"([{"decimal_digits": "1,3", "force_decimal": true, "loose": true, "urlSafe": true, "padding": false,
            "crockford": true, "strict": true, "strictSeparator": true, "allow_primitives": true, "ignore_whitespace": true,
            "require_hashtag": true, "allowSpaces": true, "hourFormat": "hour12", "mode": "withSeconds"}])"),
        parsed(
            R"([{"format": "DD-MM-YY", "delimiters": ["-", "/"], "strictMode": true, "checkDMS": true, "no_colons": true,
            "eui": "64", "allow_hyphens": true, "case_sensitive": true, "require_hyphen": true, "version": "13",
            "returnScore": true, "comparisonDate": "2020-01-01"}])"),
        parsed(
            R"([{"symbol": "EUR", "require_symbol": true, "allow_space_after_symbol": true, "symbol_after_digits": true,
            "parens_for_negatives": true, "thousands_separator": ".", "decimal_separator": ",", "digits_after_decimal": [1, 2],
            "allow_space_after_digits": true, "allow_negative_sign_placeholder": true, "negative_sign_after_digits": true}])"),
        parsed(
            R"([{"all_lowercase": false, "gmail_remove_dots": false, "yahoo_remove_subaddress": false, "provider": "visa",
            "whitelist": ["DE"], "blacklist": ["FR"], "includePercentValues": false, "discreteLengths": [2, 4]}])"),
    };
  }();
  return all;
}

std::vector<NamedRule> every_rule() {
  std::vector<NamedRule> all;
  for (const auto& list :
       {text_rules(), number_rules(), date_rules(), network_rules(), code_rules(), place_rules(), sanitizer_rules()})
    all.insert(all.end(), list.rules, list.rules + list.count);
  return all;
}

// What a rule gives; an error of its own is an answer, too.
Value answer(Rule rule, const Value& text, const Arguments& args) {
  try {
    return rule(text, args);
  } catch (const Error& err) {
    fuzz::check(err.message != "", "an error says something");
    return "refused";
  }
}

void within_a_second(std::clock_t began, const char* what) { fuzz::check(std::clock() - began < CLOCKS_PER_SEC, what); }

bool all_of(std::string_view text, std::string_view letters) {
  return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}
bool is(const char* name, const Value& text, const std::vector<Value>& args = {}) {
  return static_cast<bool>(answer(find_validator(name), text, Arguments(args)));
}

constexpr std::string_view decimal = "0123456789", hex = "0123456789abcdefABCDEF";

void simple_rules(const Value& value, std::string_view text) {
  const std::string address(text);
  unsigned char bytes[16];
  const bool plain = text.find('\0') == std::string_view::npos;
  fuzz::check(is("isIP", value, {"4"}) == (plain && inet_pton(AF_INET, address.c_str(), bytes) == 1),
              "IPv4 addresses are the C library's");
  // With a zone an address is one for npm's validator.
  if (text.find('%') == std::string_view::npos)
    fuzz::check(is("isIP", value, {"6"}) == (plain && inet_pton(AF_INET6, address.c_str(), bytes) == 1),
                "IPv6 addresses are the C library's");
  const auto unsigned_text = text.substr(!text.empty() && (text[0] == '+' || text[0] == '-') ? 1 : 0);
  fuzz::check(is("isInt", value) == all_of(unsigned_text, decimal), "isInt takes a sign and digits");
  fuzz::check(is("isMD5", value) == (text.size() == 32 && all_of(text, "0123456789abcdef")), "isMD5 takes 32 digits");
  const auto bare = text.starts_with("0x") || text.starts_with("0h") || text.starts_with("0X") || text.starts_with("0H")
                        ? text.substr(2)
                        : text;
  fuzz::check(is("isHexadecimal", value) == all_of(bare, hex), "isHexadecimal takes digits behind 0x");
  fuzz::check(is("isMongoId", value) == (text.size() == 24 && all_of(bare, hex)), "isMongoId takes 24 of them");
  fuzz::check(is("isAscii", value) == (!text.empty() && slow::is_ascii(text)), "isAscii takes ASCII");
  fuzz::check(is("isEmpty", value) == text.empty(), "isEmpty takes an empty text");
  const auto tail = text.substr(std::min(text.find('='), text.size()));
  const auto body = text.substr(0, text.size() - tail.size());
  const bool base64 =
      text.empty() || (text.size() % 4 == 0 && (tail.empty() || tail == "=" || tail == "==") &&
                       all_of(body, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"));
  fuzz::check(is("isBase64", value) == base64, "isBase64 takes whole groups");
}

void sanitizers(const Value& value, std::string_view text) {
  const auto done = [](const char* name, const Value& of) { return answer(find_sanitizer(name), of, Arguments({})); };
  const Value escaped = done("escape", value);
  fuzz::check(escaped.view().find_first_of("<>\"'/\\`") == std::string_view::npos, "what was escaped holds no tags");
  if (text.find('&') == std::string_view::npos)
    fuzz::check(done("unescape", escaped) == value, "what was escaped comes back");
  fuzz::check(done("trim", value) == value.trim(), "trim is JavaScript's");
  const Value low = done("stripLow", value);
  fuzz::check(std::none_of(low.view().begin(), low.view().end(),
                           [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }),
              "no control characters are left");
}

void paths(std::string_view path, std::string_view json) {
  const auto began = std::clock();
  const auto segments = path_segments(path);
  path_text(segments);
  Value object;
  try {
    object = parseJson(json);
  } catch (const SyntaxError&) {
    object = Object();
  }
  const std::string name(path);
  set_value_at(object, name, "set");
  value_at(object, name);
  within_a_second(began, "a path is read and written within a second");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto rules = every_rule();
  fuzz::Input input(data, size);
  const unsigned choice = input.byte(), set = input.byte();
  if (choice % 128 == 127) {
    const auto path = input.line();
    paths(path, input.rest());
    return 0;
  }
  const std::string text = crema::detail::well_formed(input.rest());
  const Value value(text);
  if (text.size() <= 200) {
    simple_rules(value, text);
    sanitizers(value, text);
  }
  const auto& sets = argument_sets();
  const auto rule = rules[choice % rules.size()];
  const auto began = std::clock();
  const Value first = answer(rule.rule, value, Arguments(sets[set % sets.size()]));
  within_a_second(began, rule.name);
  if (std::string_view(rule.name) != "isAfter" && std::string_view(rule.name) != "isBefore") {
    std::string once, twice;
    appendJson(once, first);
    appendJson(twice, answer(rule.rule, value, Arguments(sets[set % sets.size()])));
    fuzz::check(once == twice, "the same text has the same answer");
  }
  return 0;
}
