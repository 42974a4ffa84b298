// Options as the rules take them: objects, as npm's are.
#pragma once
#include <crema/value.hpp>

#include "validator_options.hpp"

namespace crema::validation {

Value as_object(const OptionalOptions& o);
Value as_object(const BailOptions& o);
Value as_object(const ExistsOptions& o);
Value as_object(const IsArrayOptions& o);
Value as_object(const IsObjectOptions& o);
Value as_object(const IsEmptyOptions& o);
Value as_object(const ContainsOptions& o);
Value as_object(const IsAfterOptions& o);
Value as_object(const IsAlphaOptions& o);
Value as_object(const IsBase32Options& o);
Value as_object(const IsBase64Options& o);
Value as_object(const IsBooleanOptions& o);
Value as_object(const MinMaxOptions& o);
Value as_object(const IsLengthOptions& o);
Value as_object(const IsCurrencyOptions& o);
Value as_object(const IsDateOptions& o);
Value as_object(const IsDecimalOptions& o);
Value as_object(const IsEmailOptions& o);
Value as_object(const IsFQDNOptions& o);
Value as_object(const IsFloatOptions& o);
Value as_object(const IsHexColorOptions& o);
Value as_object(const IsIBANOptions& o);
Value as_object(const IsIMEIOptions& o);
Value as_object(const IsISSNOptions& o);
Value as_object(const IsISO8601Options& o);
Value as_object(const IsISO31661Options& o);
Value as_object(const IsIntOptions& o);
Value as_object(const IsJSONOptions& o);
Value as_object(const IsLatLongOptions& o);
Value as_object(const IsMACAddressOptions& o);
Value as_object(const IsMobilePhoneOptions& o);
Value as_object(const IsNumericOptions& o);
Value as_object(const IsStrongPasswordOptions& o);
Value as_object(const IsTimeOptions& o);
Value as_object(const IsURLOptions& o);
Value as_object(const NormalizeEmailOptions& o);

}  // namespace crema::validation
