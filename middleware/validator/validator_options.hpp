// The options of the validator's checks, under npm's names. Included by validator.hpp.
#pragma once
#include <crema/value.hpp>

namespace crema {

struct RunOptions {
  bool dryRun = false;  // Leave request and results as they are. Default: false.
};
struct ArrayErrorsOptions {
  bool onlyFirstError = false;  // The first error of each field alone. Default: false.
};
struct MatchedDataOptions {
  bool includeOptionals = false;  // Fields that optional() has left alone, too. Default: false.
  bool onlyValidData = true;      // No values that have an error. Default: true.
  Value locations = {};           // A list: "body", "query" … Default: all.
};
struct OptionalOptions {
  Value values = {};        // "undefined", "null" (or undefined) or "falsy". Default: "undefined".
  bool nullable = false;    // The same as "null", of old. Default: false.
  bool checkFalsy = false;  // The same as "falsy", of old. Default: false.
};
struct BailOptions {
  Value level = "chain";  // "chain" or "request". Default: "chain".
};
struct ExistsOptions {
  Value values = {};        // What does not exist: "undefined", "null" (or undefined) or "falsy". Default: "undefined".
  bool checkNull = false;   // The same as "null", of old. Default: false.
  bool checkFalsy = false;  // The same as "falsy", of old. Default: false.
};
struct IsArrayOptions {
  Value min = {};  // Elements. Default: none.
  Value max = {};  // Default: none.
};
struct IsObjectOptions {
  bool strict = true;  // Neither null nor arrays. Default: true.
};
struct IsEmptyOptions {
  bool ignore_whitespace = false;  // White space is nothing. Default: false.
};
struct ContainsOptions {
  bool ignoreCase = false;   // Default: false.
  Value minOccurrences = 1;  // How often at least. Default: 1.
};
struct IsAfterOptions {
  Value comparisonDate = {};  // A date as a text. Default: now.
};
struct IsAlphaOptions {
  Value ignore = {};  // Characters in a text or a list, or an expression. Default: none.
};
struct IsBase32Options {
  bool crockford = false;  // Crockford's alphabet. Default: false.
};
struct IsBase64Options {
  bool urlSafe = false;  // The alphabet of URLs. Default: false.
  Value padding = {};    // Whether = fills up to four. Default: true, but with urlSafe false.
};
struct IsBooleanOptions {
  bool strict = false;  // true and false alone, no texts. Default: false.
  bool loose = false;   // "yes" and "no", and any case, too. Default: false.
};
struct MinMaxOptions {
  Value min = {};  // Default: 0.
  Value max = {};  // Default: none.
};
struct IsLengthOptions {
  Value min = {};              // Characters. Default: 0.
  Value max = {};              // Default: none.
  Value discreteLengths = {};  // A list of lengths; no others. Default: none.
};
struct IsCurrencyOptions {
  Value symbol = "$";                            // Default: "$".
  bool require_symbol = false;                   // Default: false.
  bool allow_space_after_symbol = false;         // Default: false.
  bool symbol_after_digits = false;              // Default: false.
  bool allow_negatives = true;                   // Default: true.
  bool parens_for_negatives = false;             // Default: false.
  bool negative_sign_before_digits = false;      // Default: false.
  bool negative_sign_after_digits = false;       // Default: false.
  bool allow_negative_sign_placeholder = false;  // Default: false.
  Value thousands_separator = ",";               // Default: ",".
  Value decimal_separator = ".";                 // Default: ".".
  bool allow_decimal = true;                     // Default: true.
  bool require_decimal = false;                  // Default: false.
  Value digits_after_decimal = {};               // A list of how many there may be. Default: 2.
  bool allow_space_after_digits = false;         // Default: false.
};
struct IsDateOptions {
  Value format = "YYYY/MM/DD";    // Default: "YYYY/MM/DD".
  Value delimiters = {"/", "-"};  // Default: "/" and "-".
  bool strictMode = false;        // The delimiter of the format alone. Default: false.
};
struct IsDecimalOptions {
  bool force_decimal = false;   // Default: false.
  Value decimal_digits = "1,";  // How many, as in an expression: "2", "1,3". Default: "1,".
  Value locale = "en-US";       // Default: "en-US".
};
struct IsEmailOptions {
  bool allow_display_name = false;          // "Name <a@b.com>", too. Default: false.
  bool require_display_name = false;        // Default: false.
  bool allow_utf8_local_part = true;        // Default: true.
  bool require_tld = true;                  // Default: true.
  bool ignore_max_length = false;           // Default: false.
  bool allow_ip_domain = false;             // Default: false.
  bool allow_underscores = false;           // In the domain. Default: false.
  bool domain_specific_validation = false;  // Gmail's rules for its own addresses. Default: false.
  Value blacklisted_chars = "";             // Default: none.
  Value host_blacklist = {};                // A list of texts and expressions. Default: none.
  Value host_whitelist = {};                // Default: none.
};
struct IsFQDNOptions {
  bool require_tld = true;          // Default: true.
  bool allow_underscores = false;   // Default: false.
  bool allow_trailing_dot = false;  // Default: false.
  bool allow_numeric_tld = false;   // Default: false.
  bool allow_wildcard = false;      // "*.a.com". Default: false.
  bool ignore_max_length = false;   // Default: false.
};
struct IsFloatOptions {
  Value min = {};     // Default: none.
  Value max = {};     // Default: none.
  Value gt = {};      // Default: none.
  Value lt = {};      // Default: none.
  Value locale = {};  // Whose decimal point. Default: a dot.
};
struct IsHexColorOptions {
  bool require_hashtag = false;  // Default: false.
};
struct IsIBANOptions {
  Value whitelist = {};  // Countries. Default: all.
  Value blacklist = {};  // Default: none.
};
struct IsIMEIOptions {
  bool allow_hyphens = false;  // Default: false.
};
struct IsISSNOptions {
  bool case_sensitive = false;  // A small x is wrong. Default: false.
  bool require_hyphen = false;  // Default: false.
};
struct IsISO8601Options {
  bool strict = false;           // No 31st of February. Default: false.
  bool strictSeparator = false;  // T alone between date and time. Default: false.
};
struct IsISO31661Options {
  Value userAssignedCodes = {};  // A list. Default: none.
};
struct IsIntOptions {
  Value min = {};                    // Default: none.
  Value max = {};                    // Default: none.
  Value gt = {};                     // Default: none.
  Value lt = {};                     // Default: none.
  bool allow_leading_zeroes = true;  // Default: true.
};
struct IsJSONOptions {
  bool allow_primitives = false;  // true, false and null, too. Default: false.
  bool allow_any_value = false;   // Default: false.
};
struct IsLatLongOptions {
  bool checkDMS = false;  // Degrees, minutes and seconds. Default: false.
};
struct IsMACAddressOptions {
  bool no_separators = false;  // Default: false.
  bool no_colons = false;      // The same, of old. Default: false.
  Value eui = {};              // "48" or "64". Default: either.
};
struct IsMobilePhoneOptions {
  bool strictMode = false;  // With the country's number. Default: false.
};
struct IsNumericOptions {
  bool no_symbols = false;  // Digits alone. Default: false.
  Value locale = {};        // Whose decimal point. Default: a dot.
};
struct IsStrongPasswordOptions {
  Value minLength = 8;                   // Default: 8.
  Value minLowercase = 1;                // Default: 1.
  Value minUppercase = 1;                // Default: 1.
  Value minNumbers = 1;                  // Default: 1.
  Value minSymbols = 1;                  // Default: 1.
  bool returnScore = false;              // Points, which are always right unless 0. Default: false.
  Value pointsPerUnique = 1;             // Default: 1.
  Value pointsPerRepeat = 0.5;           // Default: 0.5.
  Value pointsForContainingLower = 10;   // Default: 10.
  Value pointsForContainingUpper = 10;   // Default: 10.
  Value pointsForContainingNumber = 10;  // Default: 10.
  Value pointsForContainingSymbol = 10;  // Default: 10.
};
struct IsTimeOptions {
  Value hourFormat = "hour24";  // "hour24" or "hour12". Default: "hour24".
  Value mode = "default";       // "default", "withSeconds" or "withOptionalSeconds". Default: "default".
};
struct IsURLOptions {
  Value protocols = {"http", "https", "ftp"};  // Default: as here.
  bool require_tld = true;                     // Default: true.
  bool require_protocol = false;               // Default: false.
  bool require_host = true;                    // Default: true.
  bool require_port = false;                   // Default: false.
  bool require_valid_protocol = true;          // One of the protocols. Default: true.
  bool allow_underscores = false;              // Default: false.
  Value host_whitelist = {};                   // A list of texts and expressions. Default: none.
  Value host_blacklist = {};                   // Default: none.
  bool allow_trailing_dot = false;             // Default: false.
  bool allow_protocol_relative_urls = false;   // Default: false.
  bool allow_fragments = true;                 // Default: true.
  bool allow_query_components = true;          // Default: true.
  bool disallow_auth = false;                  // No user:password@. Default: false.
  bool validate_length = true;                 // Default: true.
  Value max_allowed_length = 2084;             // Default: 2084.
  bool allow_numeric_tld = false;              // Default: false.
  bool allow_wildcard = false;                 // Default: false.
  bool ignore_max_length = false;              // Of a part of the host. Default: false.
};
struct NormalizeEmailOptions {
  bool all_lowercase = true;                    // Default: true.
  bool gmail_lowercase = true;                  // Default: true.
  bool gmail_remove_dots = true;                // Default: true.
  bool gmail_remove_subaddress = true;          // Default: true.
  bool gmail_convert_googlemaildotcom = true;   // Default: true.
  bool outlookdotcom_lowercase = true;          // Default: true.
  bool outlookdotcom_remove_subaddress = true;  // Default: true.
  bool yahoo_lowercase = true;                  // Default: true.
  bool yahoo_remove_subaddress = true;          // Default: true.
  bool yandex_lowercase = true;                 // Default: true.
  bool yandex_convert_yandexru = true;          // Default: true.
  bool icloud_lowercase = true;                 // Default: true.
  bool icloud_remove_subaddress = true;         // Default: true.
};

}  // namespace crema
