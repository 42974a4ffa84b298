// Options as the rules take them: objects, as npm's are.
#include "option_objects.hpp"

namespace crema::validation {

Value as_object(const OptionalOptions& o) {
  return {{"values", o.values}, {"nullable", o.nullable}, {"checkFalsy", o.checkFalsy}};
}
Value as_object(const BailOptions& o) { return Value{{"level", o.level}}; }
Value as_object(const ExistsOptions& o) {
  return {{"values", o.values}, {"checkNull", o.checkNull}, {"checkFalsy", o.checkFalsy}};
}
Value as_object(const IsArrayOptions& o) { return {{"min", o.min}, {"max", o.max}}; }
Value as_object(const IsObjectOptions& o) { return Value{{"strict", o.strict}}; }
Value as_object(const IsEmptyOptions& o) { return Value{{"ignore_whitespace", o.ignore_whitespace}}; }
Value as_object(const ContainsOptions& o) {
  return {{"ignoreCase", o.ignoreCase}, {"minOccurrences", o.minOccurrences}};
}
Value as_object(const IsAfterOptions& o) { return Value{{"comparisonDate", o.comparisonDate}}; }
Value as_object(const IsAlphaOptions& o) { return Value{{"ignore", o.ignore}}; }
Value as_object(const IsBase32Options& o) { return Value{{"crockford", o.crockford}}; }
Value as_object(const IsBase64Options& o) { return {{"urlSafe", o.urlSafe}, {"padding", o.padding}}; }
Value as_object(const IsBooleanOptions& o) { return {{"strict", o.strict}, {"loose", o.loose}}; }
Value as_object(const MinMaxOptions& o) { return {{"min", o.min}, {"max", o.max}}; }
Value as_object(const IsLengthOptions& o) {
  return {{"min", o.min}, {"max", o.max}, {"discreteLengths", o.discreteLengths}};
}
Value as_object(const IsCurrencyOptions& o) {
  return {{"symbol", o.symbol},
          {"require_symbol", o.require_symbol},
          {"allow_space_after_symbol", o.allow_space_after_symbol},
          {"symbol_after_digits", o.symbol_after_digits},
          {"allow_negatives", o.allow_negatives},
          {"parens_for_negatives", o.parens_for_negatives},
          {"negative_sign_before_digits", o.negative_sign_before_digits},
          {"negative_sign_after_digits", o.negative_sign_after_digits},
          {"allow_negative_sign_placeholder", o.allow_negative_sign_placeholder},
          {"thousands_separator", o.thousands_separator},
          {"decimal_separator", o.decimal_separator},
          {"allow_decimal", o.allow_decimal},
          {"require_decimal", o.require_decimal},
          {"digits_after_decimal", o.digits_after_decimal},
          {"allow_space_after_digits", o.allow_space_after_digits}};
}
Value as_object(const IsDateOptions& o) {
  return {{"format", o.format}, {"delimiters", o.delimiters}, {"strictMode", o.strictMode}};
}
Value as_object(const IsDecimalOptions& o) {
  return {{"force_decimal", o.force_decimal}, {"decimal_digits", o.decimal_digits}, {"locale", o.locale}};
}
Value as_object(const IsEmailOptions& o) {
  return {{"allow_display_name", o.allow_display_name},
          {"require_display_name", o.require_display_name},
          {"allow_utf8_local_part", o.allow_utf8_local_part},
          {"require_tld", o.require_tld},
          {"ignore_max_length", o.ignore_max_length},
          {"allow_ip_domain", o.allow_ip_domain},
          {"allow_underscores", o.allow_underscores},
          {"domain_specific_validation", o.domain_specific_validation},
          {"blacklisted_chars", o.blacklisted_chars},
          {"host_blacklist", o.host_blacklist},
          {"host_whitelist", o.host_whitelist}};
}
Value as_object(const IsFQDNOptions& o) {
  return {{"require_tld", o.require_tld},
          {"allow_underscores", o.allow_underscores},
          {"allow_trailing_dot", o.allow_trailing_dot},
          {"allow_numeric_tld", o.allow_numeric_tld},
          {"allow_wildcard", o.allow_wildcard},
          {"ignore_max_length", o.ignore_max_length}};
}
Value as_object(const IsFloatOptions& o) {
  return {{"min", o.min}, {"max", o.max}, {"lt", o.lt}, {"gt", o.gt}, {"locale", o.locale}};
}
Value as_object(const IsHexColorOptions& o) { return Value{{"require_hashtag", o.require_hashtag}}; }
Value as_object(const IsIBANOptions& o) { return {{"whitelist", o.whitelist}, {"blacklist", o.blacklist}}; }
Value as_object(const IsIMEIOptions& o) { return Value{{"allow_hyphens", o.allow_hyphens}}; }
Value as_object(const IsISSNOptions& o) {
  return {{"case_sensitive", o.case_sensitive}, {"require_hyphen", o.require_hyphen}};
}
Value as_object(const IsISO8601Options& o) { return {{"strict", o.strict}, {"strictSeparator", o.strictSeparator}}; }
Value as_object(const IsISO31661Options& o) { return Value{{"userAssignedCodes", o.userAssignedCodes}}; }
Value as_object(const IsIntOptions& o) {
  return {{"min", o.min}, {"max", o.max}, {"lt", o.lt}, {"gt", o.gt}, {"allow_leading_zeroes", o.allow_leading_zeroes}};
}
Value as_object(const IsJSONOptions& o) {
  return {{"allow_primitives", o.allow_primitives}, {"allow_any_value", o.allow_any_value}};
}
Value as_object(const IsLatLongOptions& o) { return Value{{"checkDMS", o.checkDMS}}; }
Value as_object(const IsMACAddressOptions& o) {
  return {{"no_separators", o.no_separators}, {"no_colons", o.no_colons}, {"eui", o.eui}};
}
Value as_object(const IsMobilePhoneOptions& o) { return Value{{"strictMode", o.strictMode}}; }
Value as_object(const IsNumericOptions& o) { return {{"no_symbols", o.no_symbols}, {"locale", o.locale}}; }
Value as_object(const IsStrongPasswordOptions& o) {
  return {{"minLength", o.minLength},
          {"minLowercase", o.minLowercase},
          {"minUppercase", o.minUppercase},
          {"minNumbers", o.minNumbers},
          {"minSymbols", o.minSymbols},
          {"returnScore", o.returnScore},
          {"pointsPerUnique", o.pointsPerUnique},
          {"pointsPerRepeat", o.pointsPerRepeat},
          {"pointsForContainingLower", o.pointsForContainingLower},
          {"pointsForContainingUpper", o.pointsForContainingUpper},
          {"pointsForContainingNumber", o.pointsForContainingNumber},
          {"pointsForContainingSymbol", o.pointsForContainingSymbol}};
}
Value as_object(const IsTimeOptions& o) { return {{"hourFormat", o.hourFormat}, {"mode", o.mode}}; }
Value as_object(const IsURLOptions& o) {
  return {{"protocols", o.protocols},
          {"require_tld", o.require_tld},
          {"require_protocol", o.require_protocol},
          {"require_host", o.require_host},
          {"require_port", o.require_port},
          {"require_valid_protocol", o.require_valid_protocol},
          {"allow_underscores", o.allow_underscores},
          {"host_whitelist", o.host_whitelist},
          {"host_blacklist", o.host_blacklist},
          {"allow_trailing_dot", o.allow_trailing_dot},
          {"allow_protocol_relative_urls", o.allow_protocol_relative_urls},
          {"allow_fragments", o.allow_fragments},
          {"allow_query_components", o.allow_query_components},
          {"disallow_auth", o.disallow_auth},
          {"validate_length", o.validate_length},
          {"max_allowed_length", o.max_allowed_length},
          {"allow_numeric_tld", o.allow_numeric_tld},
          {"allow_wildcard", o.allow_wildcard},
          {"ignore_max_length", o.ignore_max_length}};
}
Value as_object(const NormalizeEmailOptions& o) {
  return {{"all_lowercase", o.all_lowercase},
          {"gmail_lowercase", o.gmail_lowercase},
          {"gmail_remove_dots", o.gmail_remove_dots},
          {"gmail_remove_subaddress", o.gmail_remove_subaddress},
          {"gmail_convert_googlemaildotcom", o.gmail_convert_googlemaildotcom},
          {"outlookdotcom_lowercase", o.outlookdotcom_lowercase},
          {"outlookdotcom_remove_subaddress", o.outlookdotcom_remove_subaddress},
          {"yahoo_lowercase", o.yahoo_lowercase},
          {"yahoo_remove_subaddress", o.yahoo_remove_subaddress},
          {"yandex_lowercase", o.yandex_lowercase},
          {"yandex_convert_yandexru", o.yandex_convert_yandexru},
          {"icloud_lowercase", o.icloud_lowercase},
          {"icloud_remove_subaddress", o.icloud_remove_subaddress}};
}

}  // namespace crema::validation
