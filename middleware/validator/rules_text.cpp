// Validators of what a text is made of: letters, lengths, what it holds.
#include <crema/error.hpp>
#include <crema/is_regex.hpp>

#include <iterator>
#include <string>
#include <string_view>

#include "patterns.hpp"
#include "rules.hpp"

namespace crema::validation {
namespace {

// The text without what is to be ignored: an expression, or a text of characters.
Value without_ignored(const Value& text, const Value& ignore) {
  if (!ignore) return text;
  if (isRegex(ignore)) return text.replace(ignore, "");
  if (!is_text(ignore)) throw Error("ignore should be instance of a String or RegExp");
  static const Regex special(R"([-[\]{}()*+?.,\\^$|#\\s])", "g");
  return text.replace(Regex("[" + ignore.replace(special, "\\$&").str() + "]", "g"), "");
}

Value in_alphabet(Table table, const Value& text, const Value& locale, const Value& ignore) {
  const Value name = is_undefined(locale) ? Value("en-US") : locale;
  const Value left = without_ignored(text, ignore);
  const auto* letters = is_text(name) ? find_pattern(table, name.view()) : nullptr;
  if (!letters) throw_invalid_locale(name);
  return letters->test(left);
}

Value is_alpha(const Value& text, const Arguments& args) {
  Value ignore = option(args[1], "ignore");
  if (Array.isArray(ignore)) ignore = ignore.join("");
  return in_alphabet(Table::alpha, text, args[0], ignore);
}
Value is_alphanumeric(const Value& text, const Arguments& args) {
  return in_alphabet(Table::alphanumeric, text, args[0], option(args[1], "ignore"));
}

bool all_ascii(std::string_view text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  return true;
}
Value is_ascii(const Value& text, const Arguments&) { return !text.view().empty() && all_ascii(text.view()); }
Value is_multibyte(const Value& text, const Arguments&) { return !all_ascii(text.view()); }
Value is_full_width(const Value& text, const Arguments&) { return fits(text, "isFullWidth.fullWidth"); }
Value is_half_width(const Value& text, const Arguments&) { return fits(text, "isHalfWidth.halfWidth"); }
Value is_variable_width(const Value& text, const Arguments&) {
  return fits(text, "isFullWidth.fullWidth") && fits(text, "isHalfWidth.halfWidth");
}
// Two units make one character, whose UTF-8 has four bytes.
Value is_surrogate_pair(const Value& text, const Arguments&) {
  for (const char c : text.view())
    if ((static_cast<unsigned char>(c) & 0xf8) == 0xf0) return true;
  return false;
}

Value is_lowercase(const Value& text, const Arguments&) { return text == text.toLowerCase(); }
Value is_uppercase(const Value& text, const Arguments&) { return text == text.toUpperCase(); }
Value is_slug(const Value& text, const Arguments&) { return fits(text, "isSlug.charsetRegex"); }
Value is_locale(const Value& text, const Arguments&) { return fits(text, "isLocale.languageTagRegex"); }
Value is_sem_ver(const Value& text, const Arguments&) { return fits(text, "isSemVer.semanticVersioningRegex"); }

Value is_empty(const Value& text, const Arguments& args) {
  return flag(args[0], "ignore_whitespace") ? text.trim().view().empty() : text.view().empty();
}

// The element's text, as npm's validator makes one.
Value text_of_element(const Value& v) {
  if (is_nullish(v) || (typeof_(v) == "number" && isNaN(v))) return "";
  return String(v);
}

Value contains(const Value& text, const Arguments& args) {
  const Value element = text_of_element(args[0]), least = option(args[1], "minOccurrences", 1);
  const Value parts =
      flag(args[1], "ignoreCase") ? text.toLowerCase().split(element.toLowerCase()) : text.split(element);
  return Value(static_cast<int>(parts.length())) > least;
}
Value equals(const Value& text, const Arguments& args) { return is_text(args[0]) && text == args[0]; }
Value matches(const Value& text, const Arguments& args) {
  // As express-validator does with an expression: its own flags come after those that are given.
  if (!isRegex(args[0])) {
    const Value modifiers = is_undefined(args[1]) ? Value("") : args[1];
    return text.match(Regex(args[0], modifiers)) != nullptr;
  }
  std::string flags;
  for (const char c : (is_undefined(args[1]) ? "" : String(args[1]).str()) + args[0]["flags"].str())
    if (flags.find(c) == std::string::npos) flags += c;
  return text.match(Regex(args[0]["source"], flags)) != nullptr;
}

Value is_in(const Value& text, const Arguments& args) {
  const Value& values = args[0];
  if (Array.isArray(values)) {
    for (const auto& one : values)
      if (text_of_element(one) == text) return true;
    return false;
  }
  if (is_object(values)) return values.hasOwnProperty(text);
  return is_text(values) && values && values.indexOf(text) >= 0;
}
Value is_whitelisted(const Value& text, const Arguments& args) {
  for (const auto& c : text)
    if (!args[0].includes(c)) return false;
  return true;
}

// How many characters: a pair of surrogates is one, and a variation selector belongs to what stands before it.
int length_of(std::string_view text) {
  int length = 0;
  bool selected = true;  // the character before is a selector itself, or there is none
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0) == 0x80) continue;
    const auto three = text.substr(i, 3);
    const bool selector = three == "\xef\xb8\x8e" || three == "\xef\xb8\x8f";
    if (!selector || selected) ++length;
    selected = selector;
  }
  return length;
}

bool within(const Value& length, const Value& min, const Value& max) {
  return length >= min && (is_undefined(max) || length <= max);
}

Value is_length(const Value& text, const Arguments& args) {
  const Value length = length_of(text.view());
  const bool object = typeof_(args[0]) == "object";
  const Value min = (object ? option(args[0], "min") : args[0]) || 0;
  if (!within(length, min, object ? option(args[0], "max") : args[1])) return false;
  const Value exact = option(args[0], "discreteLengths");
  return !Array.isArray(exact) || includes(exact, length);
}
Value is_byte_length(const Value& text, const Arguments& args) {
  const bool object = typeof_(args[0]) == "object";
  if (!object) return has_byte_length(text, args[0], args[1]);
  return has_byte_length(text, option(args[0], "min") || 0, option(args[0], "max"));
}

Value is_hexadecimal_rule(const Value& text, const Arguments&) { return is_hexadecimal(text); }
Value is_octal(const Value& text, const Arguments&) {
  static const Expression octal("^(0o)?[0-7]+$", "i");
  return octal.test(text);
}
Value is_base32(const Value& text, const Arguments& args) {
  static const Expression plain("^[A-Z2-7]+=*$"), crockford("^[A-HJKMNP-TV-Z0-9]+$");
  if (flag(args[0], "crockford")) return crockford.test(text);
  return text.length() % 8 == 0 && plain.test(text);
}
Value is_base58(const Value& text, const Arguments&) {
  static const Expression base58("^[A-HJ-NP-Za-km-z1-9]*$");
  return base58.test(text);
}
Value is_base64_rule(const Value& text, const Arguments& args) {
  const bool url_safe = flag(args[0], "urlSafe");
  return is_base64(text, url_safe, flag(args[0], "padding", !url_safe));
}
Value is_hex_color(const Value& text, const Arguments& args) {
  static const Expression loose("^#?([0-9A-F]{3}|[0-9A-F]{4}|[0-9A-F]{6}|[0-9A-F]{8})$", "i");
  return loose.test(text) && (!flag(args[0], "require_hashtag") || text.view().starts_with('#'));
}
Value is_hsl(const Value& text, const Arguments&) {
  const Value stripped =
      text.replace(Regex(R"(\s+)", "g"), " ").replace(Regex(R"(\s?([hH][sS][lL][aA]?\(|\)|,)\s?)", "g"), "$1");
  return fits(stripped, stripped.includes(",") ? "isHSL.hslComma" : "isHSL.hslSpace");
}
Value is_rgb_color(const Value& given, const Arguments& args) {
  const bool object = is_object(args[0]);
  const bool percents = object ? flag(args[0], "includePercentValues", true)
                               : static_cast<bool>(args[0]);  // npm's library always hands an argument on
  Value text = given;
  if (flag(args[0], "allowSpaces")) {
    if (!text.startsWith("rgb")) return false;
    text = text.replace(Regex(R"(\s)", "g"), "");
  }
  if (fits(text, "isRgbColor.rgbColor") || fits(text, "isRgbColor.rgbaColor")) return true;
  return percents && (fits(text, "isRgbColor.rgbColorPercent") || fits(text, "isRgbColor.rgbaColorPercent"));
}
Value is_json(const Value& text, const Arguments& args) {
  try {
    const Value parsed = JSON.parse(text);
    if (flag(args[0], "allow_any_value")) return true;
    if (flag(args[0], "allow_primitives") && (is_nullish(parsed) || typeof_(parsed) == "boolean")) return true;
    return is_object(parsed);
  } catch (const Error&) {
    return false;
  }
}
Value is_mongo_id(const Value& text, const Arguments&) { return is_hexadecimal(text) && text.length() == 24; }
Value is_md5(const Value& text, const Arguments&) {
  static const Expression md5("^[a-f0-9]{32}$");
  return md5.test(text);
}
Value is_hash(const Value& text, const Arguments& args) {
  constexpr struct {
    std::string_view name;
    int length;
  } hashes[] = {{"md5", 32},      {"md4", 32},       {"sha1", 40},      {"sha256", 64},   {"sha384", 96},
                {"sha512", 128},  {"ripemd128", 32}, {"ripemd160", 40}, {"tiger128", 32}, {"tiger160", 40},
                {"tiger192", 48}, {"crc32", 8},      {"crc32b", 8}};
  static const Expression hex("^[a-fA-F0-9]+$");
  for (const auto& [name, length] : hashes)
    if (args[0] == name) return text.length() == length && hex.test(text);
  return false;
}

// --------------------------------------------------------------------------------------------------------- passwords

struct Password {
  int length, unique = 0, upper = 0, lower = 0, numbers = 0, symbols = 0;
};
Password analysed(const Value& text) {
  constexpr std::string_view symbols = "-#!$@%^&*()_+|~=`{}[]:\";'<>?,./\\ ";
  Password found{static_cast<int>(text.length())};
  Set<> seen;
  for (const auto& c : text) {
    const auto bytes = c.view();
    const char b = bytes.size() == 1 ? bytes[0] : '\0';
    seen.add(c);
    if (b >= 'A' && b <= 'Z') ++found.upper;
    else if (b >= 'a' && b <= 'z') ++found.lower;
    else if (b >= '0' && b <= '9') ++found.numbers;
    else if ((b && symbols.find(b) != std::string_view::npos) || bytes == "\xc2\xa3") ++found.symbols;
  }
  found.unique = seen.size();
  return found;
}
Value is_strong_password(const Value& text, const Arguments& args) {
  const Value& o = args[0];
  const auto is = analysed(text);
  const auto points = [&](int count, std::string_view name) { return count > 0 ? option(o, name, 10) : Value(0); };
  if (flag(o, "returnScore"))
    return is.unique * option(o, "pointsPerUnique", 1) + (is.length - is.unique) * option(o, "pointsPerRepeat", 0.5) +
           points(is.lower, "pointsForContainingLower") + points(is.upper, "pointsForContainingUpper") +
           points(is.numbers, "pointsForContainingNumber") + points(is.symbols, "pointsForContainingSymbol");
  return Value(is.length) >= option(o, "minLength", 8) && Value(is.lower) >= option(o, "minLowercase", 1) &&
         Value(is.upper) >= option(o, "minUppercase", 1) && Value(is.numbers) >= option(o, "minNumbers", 1) &&
         Value(is.symbols) >= option(o, "minSymbols", 1);
}

constexpr NamedRule rules[] = {
    {"contains", contains},
    {"equals", equals},
    {"isAlpha", is_alpha},
    {"isAlphanumeric", is_alphanumeric},
    {"isAscii", is_ascii},
    {"isBase32", is_base32},
    {"isBase58", is_base58},
    {"isBase64", is_base64_rule},
    {"isByteLength", is_byte_length},
    {"isEmpty", is_empty},
    {"isFullWidth", is_full_width},
    {"isHalfWidth", is_half_width},
    {"isHash", is_hash},
    {"isHexColor", is_hex_color},
    {"isHexadecimal", is_hexadecimal_rule},
    {"isHSL", is_hsl},
    {"isIn", is_in},
    {"isJSON", is_json},
    {"isLength", is_length},
    {"isLocale", is_locale},
    {"isLowercase", is_lowercase},
    {"isMD5", is_md5},
    {"isMongoId", is_mongo_id},
    {"isMultibyte", is_multibyte},
    {"isOctal", is_octal},
    {"isRgbColor", is_rgb_color},
    {"isSemVer", is_sem_ver},
    {"isSlug", is_slug},
    {"isStrongPassword", is_strong_password},
    {"isSurrogatePair", is_surrogate_pair},
    {"isUppercase", is_uppercase},
    {"isVariableWidth", is_variable_width},
    {"isWhitelisted", is_whitelisted},
    {"matches", matches},
};

}  // namespace

bool has_byte_length(const Value& text, const Value& min, const Value& max) {
  return within(static_cast<double>(text.view().size()), min, max);
}
bool is_hexadecimal(const Value& text) {
  static const Expression hexadecimal("^(0x|0h)?[0-9A-F]+$", "i");
  return hexadecimal.test(text);
}
bool is_base64(const Value& text, bool url_safe, bool padding) {
  static const Expression padded("^[A-Za-z0-9+/]+={0,2}$"), bare("^[A-Za-z0-9+/]+$"),
      url_padded("^[A-Za-z0-9_-]+={0,2}$"), url_bare("^[A-Za-z0-9_-]+$");
  if (text.view().empty()) return true;
  if (padding && text.length() % 4 != 0) return false;
  if (url_safe) return (padding ? url_padded : url_bare).test(text);
  return (padding ? padded : bare).test(text);
}

RuleList text_rules() { return {rules, std::size(rules)}; }

}  // namespace crema::validation
