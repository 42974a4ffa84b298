// assert: what failed, in Node's words. How two structures differ is shown line by line.
#include <crema/assert.hpp>

#include <crema/object.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/arguments.hpp"
#include "core/inspect.hpp"
#include "core/regex.hpp"
#include "core/value_node.hpp"
#include "node/deep_equal.hpp"

namespace crema {

AssertionError::AssertionError(const Value& text, const Value& actual, const Value& expected, const Value& by,
                               bool generated)
    : Error(Class::error, "AssertionError", text) {
  code = "ERR_ASSERTION";
  (*this)["generatedMessage"] = generated;
  (*this)["actual"] = actual;
  (*this)["expected"] = expected;
  (*this)["operator"] = by;
}

namespace detail {
namespace {

struct Failure {
  Value actual, expected;
  const char* by;
};

// With the message that the caller gave, thrown as it is if it is an error; else with ours.
[[noreturn]] void fail(const Failure& failure, const Value& message, const std::string& ours) {
  if (message == undefined) throw AssertionError(ours, failure.actual, failure.expected, failure.by, true);
  const Error given(message);
  if (instanceof <Error>(given) && kind_of(message) == Kind::host) std::rethrow_exception(given.exception());
  throw AssertionError(message, failure.actual, failure.expected, failure.by, false);
}

// One member a line, so that lines can be compared.
std::string shown(const Value& v) {
  InspectOptions options;
  options.depth = 1000;
  options.elements = every_level;
  options.line_width = 0;
  options.whole_texts = true;
  return inspect(v, options);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t end; (end = text.find('\n')) != std::string_view::npos; text.remove_prefix(end + 1))
    lines.push_back(text.substr(0, end));
  lines.push_back(text);
  return lines;
}

// What only `actual` has after a '+', what only `expected` has after a '-': by the longest common subsequence; where that would cost
// too much, line against line.
std::string difference(const std::string& actual, const std::string& expected) {
  const auto a = lines_of(actual), b = lines_of(expected);
  constexpr std::size_t most_cells = 4'000'000;
  std::string out;
  const auto add = [&](const char* sign, std::string_view line) {
    out += out.empty() ? "" : "\n";
    out += sign;
    out += line;
  };
  if (a.size() * b.size() > most_cells) {
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
      if (i < a.size() && i < b.size() && a[i] == b[i]) {
        add("  ", a[i]);
        continue;
      }
      if (i < a.size()) add("+ ", a[i]);
      if (i < b.size()) add("- ", b[i]);
    }
    return out;
  }
  const std::size_t width = b.size() + 1;
  std::vector<std::uint32_t> common((a.size() + 1) * width);  // of what begins at these lines
  for (std::size_t i = a.size(); i-- > 0;) {
    for (std::size_t j = b.size(); j-- > 0;) {
      common[i * width + j] = a[i] == b[j] ? common[(i + 1) * width + j + 1] + 1
                                           : std::max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) add("  ", a[i]), ++i, ++j;
    else if (j == b.size() || (i < a.size() && common[(i + 1) * width + j] >= common[i * width + j + 1]))
      add("+ ", a[i++]);
    else add("- ", b[j++]);
  }
  return out;
}

bool is_composed(const Value& v) { return typeof_(v) == "function" || (typeof_(v) == "object" && v != null); }

// Behind a sentence: in its line if it is short, else in lines of its own.
std::string behind(const std::string& text) {
  constexpr int short_text = 5;
  if (text.find('\n') != std::string::npos) return ":\n\n" + text + "\n";
  return (Value(text).length() > short_text ? ":\n\n" : ": ") + text;
}

std::string unequal(const char* how, const Value& actual, const Value& expected, bool strict) {
  const std::string a = shown(actual), b = shown(expected);
  constexpr std::size_t short_line = 12;
  if (strict && a == b && is_composed(actual))
    return "Values have same structure but are not reference-equal:\n\n" + a + "\n";
  const bool references = strict && is_composed(actual) && typeof_(actual) == typeof_(expected) && expected != null;
  std::string text = references ? "Expected \"actual\" to be reference-equal to \"expected\":\n"
                                : std::string("Expected values to be ") + how + ":\n";
  const bool simple = !is_composed(actual) && !is_composed(expected) && (actual != 0 || expected != 0);
  if (simple && a.size() + b.size() <= short_line) return text + "\n" + a + " !== " + b + "\n";
  return text + "+ actual - expected\n\n" + difference(a, b);
}

RegexObject& expression_argument(const Value& regex) {
  auto* found = regex_of(regex);
  if (!found) throw_invalid_type("The \"regexp\" argument", "an instance of RegExp", regex);
  return *found;
}

bool matches(const Value& text, const Value& regex) { return Regex(regex["source"], regex["flags"]).test(text); }

void check_match(const Value& text, const Value& regex, const Value& message, bool wanted) {
  const auto& expression = expression_argument(regex);
  const Failure failure = {text, regex, wanted ? "match" : "doesNotMatch"};
  if (typeof_(text) != "string") {
    fail(failure, message,
         "The \"string\" argument must be of type string. Received type " + typeof_(text).str() + " (" + inspect(text) +
             ")");
  }
  if (matches(text, regex) == wanted) return;
  fail(failure, message,
       std::string(wanted ? "The input did not match" : "The input was expected to not match") +
           " the regular expression " + expression.to_string() + ". Input:\n\n" + inspect(text) + "\n");
}

// ": message", or " (…)" of what was not thrown.
std::string with(const Value& message) { return message == undefined ? "." : ": " + message.str(); }

// The members that are asked for, of the error.
Value picked(const Error& err, const Value& names) {
  const Value all = err.operator Value();
  Value some = Object();
  for (const Value name : Object.keys(names)) {
    const Value v = all.get(name);
    if (v != undefined || all.hasOwnProperty(name)) some[name] = v;
  }
  return some;
}

void check_members(const Error& err, const char* by, const Value& expected, const Value& message) {
  const Value wanted = regex_of(expected) || kind_of(expected) != Kind::host ? expected : Value(Object());
  const Value all = err.operator Value();
  for (const Value name : Object.keys(wanted)) {
    const Value want = wanted[name], have = all.get(name);
    const bool fits = regex_of(want) && typeof_(have) == "string" ? matches(have, want) : deep_strict_equal(have, want);
    if (fits) continue;
    fail({all, expected, by}, message,
         "Expected values to be strictly deep-equal:\n+ actual - expected\n\n" +
             difference("Comparison " + shown(picked(err, wanted)), "Comparison " + shown(wanted)));
  }
}

}  // namespace

void AssertLibrary::ok(const Value& v, const Value& message) const {
  if (v) return;
  detail::fail({v, true, "=="}, message, "The expression evaluated to a falsy value: " + inspect(v));
}

void AssertLibrary::equal(const Value& actual, const Value& expected, const Value& message) const {
  if (loosely_equal(actual, expected) || (actual != actual && expected != expected)) return;
  detail::fail({actual, expected, "=="}, message, shown(actual) + " == " + shown(expected));
}
void AssertLibrary::notEqual(const Value& actual, const Value& expected, const Value& message) const {
  if (!loosely_equal(actual, expected) && (actual == actual || expected == expected)) return;
  detail::fail({actual, expected, "!="}, message, shown(actual) + " != " + shown(expected));
}

void AssertLibrary::strictEqual(const Value& actual, const Value& expected, const Value& message) const {
  if (Object.is(actual, expected) && typeof_(actual) == typeof_(expected)) return;
  detail::fail({actual, expected, "strictEqual"}, message, unequal("strictly equal", actual, expected, true));
}
void AssertLibrary::notStrictEqual(const Value& actual, const Value& expected, const Value& message) const {
  if (!Object.is(actual, expected) || typeof_(actual) != typeof_(expected)) return;
  detail::fail({actual, expected, "notStrictEqual"}, message,
               std::string("Expected \"actual\" ") +
                   (is_composed(actual) ? "not to be reference-equal to \"expected\"" : "to be strictly unequal to") +
                   behind(shown(actual)));
}

void AssertLibrary::deepEqual(const Value& actual, const Value& expected, const Value& message) const {
  if (deep_loosely_equal(actual, expected)) return;
  detail::fail({actual, expected, "deepEqual"}, message,
               "Expected values to be loosely deep-equal:\n\n" + shown(actual) + "\n\nshould loosely deep-equal\n\n" +
                   shown(expected));
}
void AssertLibrary::notDeepEqual(const Value& actual, const Value& expected, const Value& message) const {
  if (!deep_loosely_equal(actual, expected)) return;
  const std::string a = shown(actual), b = shown(expected);
  detail::fail(
      {actual, expected, "notDeepEqual"}, message,
      a == b ? "Expected \"actual\" not to be loosely deep-equal to:\n\n" + a
             : "Expected values not to be loosely deep-equal:\n\n" + a + "\n\nshould not loosely deep-equal\n\n" + b);
}
void AssertLibrary::deepStrictEqual(const Value& actual, const Value& expected, const Value& message) const {
  if (deep_strict_equal(actual, expected)) return;
  detail::fail({actual, expected, "deepStrictEqual"}, message, unequal("strictly deep-equal", actual, expected, false));
}
void AssertLibrary::notDeepStrictEqual(const Value& actual, const Value& expected, const Value& message) const {
  if (!deep_strict_equal(actual, expected)) return;
  detail::fail({actual, expected, "notDeepStrictEqual"}, message,
               "Expected \"actual\" not to be strictly deep-equal to" + behind(shown(actual)));
}

void AssertLibrary::match(const Value& text, const Value& regex, const Value& message) const {
  check_match(text, regex, message, true);
}
void AssertLibrary::doesNotMatch(const Value& text, const Value& regex, const Value& message) const {
  check_match(text, regex, message, false);
}

void AssertLibrary::fail(const Value& message) const {
  detail::fail({undefined, undefined, "fail"}, message, "Failed");
}

void AssertLibrary::ifError(const Error& err) const {
  if (!happened(err)) return;
  const Value thrown = err.operator Value();
  const std::string text = err.is_thrown_value() ? inspect(thrown) : err.message.str();
  throw AssertionError("ifError got unwanted exception: " + text, thrown, null, "ifError", false);
}

void AssertLibrary::missing(const char* by, const Value& message) {
  const bool task = std::string_view(by) == "rejects";
  throw AssertionError(std::string("Missing expected ") + (task ? "rejection" : "exception") + with(message), undefined,
                       undefined, by, false);
}

void AssertLibrary::wrong_class(const Error& err, const char* by, const Value& message) {
  detail::fail({err.operator Value(), undefined, by}, message,
               "The error is expected to be an instance of another class. Received \"" + err.name.str() +
                   "\"\n\nError message:\n\n" + err.message.str());
}

void AssertLibrary::refused(const Error& err, const char* by, const Value& message) {
  const Value thrown = err.operator Value();
  detail::fail(
      {thrown, undefined, by}, message,
      "The validation function is expected to return \"true\". Received false\n\nCaught error:\n\n" + inspect(thrown));
}

void AssertLibrary::check_error(const Error& err, const char* by, const Value& want, const Value& message) {
  const bool only_message = typeof_(want) == "string";
  if (!happened(err)) missing(by, only_message ? want : message);
  if (only_message || want == undefined) return;
  const Value thrown = err.operator Value();
  if (typeof_(want) == "function") {
    if (want(thrown)) return;
    refused(err, by, message);
  }
  if (const auto* expression = regex_of(want)) {
    const std::string text = err.is_thrown_value() ? thrown.str() : err.str();
    if (matches(text, want)) return;
    detail::fail({thrown, want, by}, message,
                 "The input did not match the regular expression " + expression->to_string() + ". Input:\n\n" +
                     inspect(Value(text)) + "\n");
  }
  if (!is_composed(want))
    throw_invalid_type("The \"expected\" argument", "of type function or an instance of Error, RegExp, or Object",
                       want);
  check_members(err, by, want, message);
}

void AssertLibrary::unwanted(const Error& err, const char* by, const Value& message) {
  if (!happened(err)) return;
  const bool task = std::string_view(by) == "doesNotReject";
  const std::string actual = err.is_thrown_value() ? err.operator Value().str() : err.message.str();
  throw AssertionError(std::string("Got unwanted ") + (task ? "rejection" : "exception") + with(message) +
                           "\nActual message: \"" + actual + "\"",
                       err.operator Value(), undefined, by, false);
}

}  // namespace detail
}  // namespace crema
