// The checks by their names: each hands its arguments on as npm's does.
#include "chain_state.hpp"
#include "option_objects.hpp"

namespace crema {

using validation::as_object;

const Chain& Chain::exists(const ExistsOptions& options) const { return apply("exists", {as_object(options)}); }
const Chain& Chain::isArray(const IsArrayOptions& options) const { return apply("isArray", {as_object(options)}); }
const Chain& Chain::isObject(const IsObjectOptions& options) const { return apply("isObject", {as_object(options)}); }
const Chain& Chain::isString() const { return apply("isString", {}); }
const Chain& Chain::notEmpty(const IsEmptyOptions& options) const { return apply("notEmpty", {as_object(options)}); }
const Chain& Chain::contains(const Value& element, const ContainsOptions& options) const {
  return apply("contains", {element, as_object(options)});
}
const Chain& Chain::equals(const Value& text) const { return apply("equals", {text}); }
const Chain& Chain::isAbaRouting() const { return apply("isAbaRouting", {}); }
const Chain& Chain::isAfter(const IsAfterOptions& options) const { return apply("isAfter", {as_object(options)}); }
const Chain& Chain::isAlpha(const Value& locale, const IsAlphaOptions& options) const {
  return apply("isAlpha", {locale, as_object(options)});
}
const Chain& Chain::isAlphanumeric(const Value& locale, const IsAlphaOptions& options) const {
  return apply("isAlphanumeric", {locale, as_object(options)});
}
const Chain& Chain::isAscii() const { return apply("isAscii", {}); }
const Chain& Chain::isBase32(const IsBase32Options& options) const { return apply("isBase32", {as_object(options)}); }
const Chain& Chain::isBase58() const { return apply("isBase58", {}); }
const Chain& Chain::isBase64(const IsBase64Options& options) const { return apply("isBase64", {as_object(options)}); }
const Chain& Chain::isBefore(const IsAfterOptions& options) const { return apply("isBefore", {as_object(options)}); }
const Chain& Chain::isBIC() const { return apply("isBIC", {}); }
const Chain& Chain::isBoolean(const IsBooleanOptions& options) const {
  return apply("isBoolean", {as_object(options)});
}
const Chain& Chain::isBtcAddress() const { return apply("isBtcAddress", {}); }
const Chain& Chain::isByteLength(const MinMaxOptions& options) const {
  return apply("isByteLength", {as_object(options)});
}
const Chain& Chain::isCreditCard() const { return apply("isCreditCard", {}); }
const Chain& Chain::isCurrency(const IsCurrencyOptions& options) const {
  return apply("isCurrency", {as_object(options)});
}
const Chain& Chain::isDataURI() const { return apply("isDataURI", {}); }
const Chain& Chain::isDate(const IsDateOptions& options) const { return apply("isDate", {as_object(options)}); }
const Chain& Chain::isDecimal(const IsDecimalOptions& options) const {
  return apply("isDecimal", {as_object(options)});
}
const Chain& Chain::isDivisibleBy(const Value& number) const { return apply("isDivisibleBy", {number}); }
const Chain& Chain::isEAN() const { return apply("isEAN", {}); }
const Chain& Chain::isEmail(const IsEmailOptions& options) const { return apply("isEmail", {as_object(options)}); }
const Chain& Chain::isEmpty(const IsEmptyOptions& options) const { return apply("isEmpty", {as_object(options)}); }
const Chain& Chain::isEthereumAddress() const { return apply("isEthereumAddress", {}); }
const Chain& Chain::isFQDN(const IsFQDNOptions& options) const { return apply("isFQDN", {as_object(options)}); }
const Chain& Chain::isFloat(const IsFloatOptions& options) const { return apply("isFloat", {as_object(options)}); }
const Chain& Chain::isFreightContainerID() const { return apply("isFreightContainerID", {}); }
const Chain& Chain::isFullWidth() const { return apply("isFullWidth", {}); }
const Chain& Chain::isHalfWidth() const { return apply("isHalfWidth", {}); }
const Chain& Chain::isHash(const Value& algorithm) const { return apply("isHash", {algorithm}); }
const Chain& Chain::isHexColor(const IsHexColorOptions& options) const {
  return apply("isHexColor", {as_object(options)});
}
const Chain& Chain::isHexadecimal() const { return apply("isHexadecimal", {}); }
const Chain& Chain::isHSL() const { return apply("isHSL", {}); }
const Chain& Chain::isIBAN(const IsIBANOptions& options) const { return apply("isIBAN", {as_object(options)}); }
const Chain& Chain::isIdentityCard(const Value& locale) const { return apply("isIdentityCard", {locale}); }
const Chain& Chain::isIMEI(const IsIMEIOptions& options) const { return apply("isIMEI", {as_object(options)}); }
const Chain& Chain::isIP(const Value& version) const { return apply("isIP", {version}); }
const Chain& Chain::isIPRange(const Value& version) const { return apply("isIPRange", {version}); }
const Chain& Chain::isISBN(const Value& version) const { return apply("isISBN", {version}); }
const Chain& Chain::isISSN(const IsISSNOptions& options) const { return apply("isISSN", {as_object(options)}); }
const Chain& Chain::isISIN() const { return apply("isISIN", {}); }
const Chain& Chain::isISO6346() const { return apply("isISO6346", {}); }
const Chain& Chain::isISO6391() const { return apply("isISO6391", {}); }
const Chain& Chain::isISO8601(const IsISO8601Options& options) const {
  return apply("isISO8601", {as_object(options)});
}
const Chain& Chain::isISO31661Alpha2(const IsISO31661Options& options) const {
  return apply("isISO31661Alpha2", {as_object(options)});
}
const Chain& Chain::isISO31661Alpha3(const IsISO31661Options& options) const {
  return apply("isISO31661Alpha3", {as_object(options)});
}
const Chain& Chain::isISO31661Numeric() const { return apply("isISO31661Numeric", {}); }
const Chain& Chain::isISO4217() const { return apply("isISO4217", {}); }
const Chain& Chain::isISO15924() const { return apply("isISO15924", {}); }
const Chain& Chain::isISRC() const { return apply("isISRC", {}); }
const Chain& Chain::isIn(const Value& values) const { return apply("isIn", {values}); }
const Chain& Chain::isInt(const IsIntOptions& options) const { return apply("isInt", {as_object(options)}); }
const Chain& Chain::isJSON(const IsJSONOptions& options) const { return apply("isJSON", {as_object(options)}); }
const Chain& Chain::isJWT() const { return apply("isJWT", {}); }
const Chain& Chain::isLatLong(const IsLatLongOptions& options) const {
  return apply("isLatLong", {as_object(options)});
}
const Chain& Chain::isLength(const IsLengthOptions& options) const { return apply("isLength", {as_object(options)}); }
const Chain& Chain::isLicensePlate(const Value& locale) const { return apply("isLicensePlate", {locale}); }
const Chain& Chain::isLocale() const { return apply("isLocale", {}); }
const Chain& Chain::isLowercase() const { return apply("isLowercase", {}); }
const Chain& Chain::isLuhnNumber() const { return apply("isLuhnNumber", {}); }
const Chain& Chain::isMagnetURI() const { return apply("isMagnetURI", {}); }
const Chain& Chain::isMailtoURI(const IsEmailOptions& options) const {
  return apply("isMailtoURI", {as_object(options)});
}
const Chain& Chain::isMACAddress(const IsMACAddressOptions& options) const {
  return apply("isMACAddress", {as_object(options)});
}
const Chain& Chain::isMD5() const { return apply("isMD5", {}); }
const Chain& Chain::isMimeType() const { return apply("isMimeType", {}); }
const Chain& Chain::isMobilePhone(const Value& locale, const IsMobilePhoneOptions& options) const {
  return apply("isMobilePhone", {locale, as_object(options)});
}
const Chain& Chain::isMongoId() const { return apply("isMongoId", {}); }
const Chain& Chain::isMultibyte() const { return apply("isMultibyte", {}); }
const Chain& Chain::isNumeric(const IsNumericOptions& options) const {
  return apply("isNumeric", {as_object(options)});
}
const Chain& Chain::isOctal() const { return apply("isOctal", {}); }
const Chain& Chain::isPassportNumber(const Value& country) const { return apply("isPassportNumber", {country}); }
const Chain& Chain::isPort() const { return apply("isPort", {}); }
const Chain& Chain::isPostalCode(const Value& locale) const { return apply("isPostalCode", {locale}); }
const Chain& Chain::isRFC3339() const { return apply("isRFC3339", {}); }
const Chain& Chain::isRgbColor(const Value& includePercentValues) const {
  return apply("isRgbColor", {includePercentValues});
}
const Chain& Chain::isSemVer() const { return apply("isSemVer", {}); }
const Chain& Chain::isSlug() const { return apply("isSlug", {}); }
const Chain& Chain::isStrongPassword(const IsStrongPasswordOptions& options) const {
  return apply("isStrongPassword", {as_object(options)});
}
const Chain& Chain::isSurrogatePair() const { return apply("isSurrogatePair", {}); }
const Chain& Chain::isTime(const IsTimeOptions& options) const { return apply("isTime", {as_object(options)}); }
const Chain& Chain::isULID() const { return apply("isULID", {}); }
const Chain& Chain::isURL(const IsURLOptions& options) const { return apply("isURL", {as_object(options)}); }
const Chain& Chain::isUUID(const Value& version) const { return apply("isUUID", {version}); }
const Chain& Chain::isUppercase() const { return apply("isUppercase", {}); }
const Chain& Chain::isVariableWidth() const { return apply("isVariableWidth", {}); }
const Chain& Chain::isVAT(const Value& country) const { return apply("isVAT", {country}); }
const Chain& Chain::isWhitelisted(const Value& characters) const { return apply("isWhitelisted", {characters}); }
const Chain& Chain::matches(const Value& pattern, const Value& modifiers) const {
  return apply("matches", {pattern, modifiers});
}
const Chain& Chain::blacklist(const Value& characters) const { return apply("blacklist", {characters}); }
const Chain& Chain::default_(const Value& value) const { return apply("default", {value}); }
const Chain& Chain::escape() const { return apply("escape", {}); }
const Chain& Chain::ltrim(const Value& characters) const { return apply("ltrim", {characters}); }
const Chain& Chain::normalizeEmail(const NormalizeEmailOptions& options) const {
  return apply("normalizeEmail", {as_object(options)});
}
const Chain& Chain::replace(const Value& values, const Value& by) const { return apply("replace", {values, by}); }
const Chain& Chain::rtrim(const Value& characters) const { return apply("rtrim", {characters}); }
const Chain& Chain::stripLow(bool keep_new_lines) const { return apply("stripLow", {Value(keep_new_lines)}); }
const Chain& Chain::toArray() const { return apply("toArray", {}); }
const Chain& Chain::toBoolean(bool strict) const { return apply("toBoolean", {Value(strict)}); }
const Chain& Chain::toDate() const { return apply("toDate", {}); }
const Chain& Chain::toFloat() const { return apply("toFloat", {}); }
const Chain& Chain::toInt(const Value& radix) const { return apply("toInt", {radix}); }
const Chain& Chain::toLowerCase() const { return apply("toLowerCase", {}); }
const Chain& Chain::toUpperCase() const { return apply("toUpperCase", {}); }
const Chain& Chain::trim(const Value& characters) const { return apply("trim", {characters}); }
const Chain& Chain::unescape() const { return apply("unescape", {}); }
const Chain& Chain::whitelist(const Value& characters) const { return apply("whitelist", {characters}); }

}  // namespace crema
