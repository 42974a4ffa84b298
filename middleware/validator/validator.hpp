// crema/validator.hpp — checks and cleans what a request brings.                                   npm: express-validator 7
#pragma once
#include <crema/body_or.hpp>
#include <crema/callback.hpp>
#include <crema/handler.hpp>
#include <crema/request.hpp>
#include <crema/task.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "validator_options.hpp"

namespace crema {

class Chain;

/// What a custom function is told about the field: `[](auto value, auto meta) { return value == meta.req.body["password"]; }`
struct ValidationMeta {
  Request req;
  Value
      location;  // "body", "cookies", "headers", "params" or "query"; undefined in messages of oneOf() and checkExact()
  Value path;    // The whole path of the field: "items[0].price".
  Value pathValues;  // What each * stood for; a list of texts where it was **.
};

/// A message of an error: any value, or a function of (value, meta) that gives one. In oneOf() and checkExact() the function gets the
/// nested errors, or the unknown fields.
using ValidationMessage = BodyOr<Value, ValidationMeta>;

namespace validation {

// What a function of a field gave, now or later.
struct FieldVerdict {
  Value value;
  std::optional<Task<Value>> later;
};
struct FieldClosure : detail::Closure {
  virtual FieldVerdict call(Value& value, ValidationMeta& meta) = 0;
};
struct ValidationContext;
struct ValidationRunner;
struct ChainState;
using ContextPtr = std::shared_ptr<ValidationContext>;

}  // namespace validation

/// A function of a field: `(value)` or `(value, meta)`, which may be async. As a validator it says by its result whether the value is
/// right, or throws; an async one is content unless it throws. As a sanitizer it gives the new value.
class FieldFunction {
 public:
  FieldFunction() = default;
  FieldFunction(const Value& function);  // a Function
  template <class F>
    requires(detail::Callable<F> && !std::derived_from<F, Value> && !std::same_as<F, FieldFunction> &&
             !detail::HandlerObject<F>)
  FieldFunction(F f) {
    struct Held final : validation::FieldClosure {
      explicit Held(F&& g) : f(std::move(g)) {}
      validation::FieldVerdict call(Value& value, ValidationMeta& meta) override {
        using R = decltype(detail::call_prefix(f, value, meta));
        if constexpr (detail::TaskType<R>) return {{}, detail::as_value(detail::call_prefix(f, value, meta))};
        else
          return {detail::value_of_call([&]() -> decltype(auto) { return detail::call_prefix(f, value, meta); }), {}};
      }
      F f;
    };
    closure_ = detail::ClosurePtr(new Held(std::move(f)));
  }
  explicit operator bool() const noexcept { return static_cast<bool>(closure_); }
  /// As a Value, which a schema may hold: an async function, or one that wants a ValidationMeta. `Function(f)` does for others.
  explicit operator Value() const;

  // For the module.
  const detail::ClosurePtr& closure() const noexcept { return closure_; }

 private:
  detail::ClosurePtr closure_;
};

/// The errors of a request. npm: https://express-validator.github.io/docs/api/validation-result
class ValidationResult {
 public:
  bool isEmpty() const;
  /// The errors in their order: objects with `type`, `value`, `msg`, `path` and `location`.
  Value array(ArrayErrorsOptions options = {}) const;
  /// The first error of each field, by its path; other kinds by `_alternative` and the like.
  Value mapped() const;
  /// The same errors, each as `f(error)` gives it.
  ValidationResult formatWith(Callback<Value(Value)> f) const;
  /// Throws an Error with `array`, `mapped` and `errors` when there are errors: `err["array"]()`.
  void throw_() const;

  // For the module.
  explicit ValidationResult(Value errors, Callback<Value(Value)> formatter = {})
      : errors_(std::move(errors)), formatter_(std::move(formatter)) {}

 private:
  Value format(const Value& error) const;
  Value errors_;
  Callback<Value(Value)> formatter_;
};

namespace validation {

struct ResultDefaults {
  Callback<Value(Value)> formatter = {};  // Gives what stands for an error. Default: the error itself.
};
struct ValidationResultLibrary {
  /// The errors that the chains before this handler have found.
  ValidationResult operator()(const Request& req) const;
  /// A validationResult with a formatter of one's own.
  auto withDefaults(ResultDefaults defaults) const {
    return [*this, defaults](const Request& req) {
      return defaults.formatter ? (*this)(req).formatWith(defaults.formatter) : (*this)(req);
    };
  }
};

}  // namespace validation

/// npm: https://express-validator.github.io/docs/api/validation-result#validationresult
inline constexpr validation::ValidationResultLibrary validationResult{};

/// What has been checked, as an object: of each valid field its value, sanitized. The way to sanitized values of the query, which
/// req.query does not show. npm: https://express-validator.github.io/docs/api/matched-data
Value matchedData(const Request& req, MatchedDataOptions options = {});

/// Checks of one or more fields, in their order, and a handler that runs them; it never answers itself. A handle: copies are the same
/// chain. Throws what npm throws where a chain is used wrongly; errors of a rule itself (an unknown locale) go to next(err).
/// npm: https://express-validator.github.io/docs/api/validation-chain
class Chain {
 public:
  // ---- Validators with a rule of their own.
  /// By a function of one's own: `.custom([](auto value, auto meta) { return value == meta.req.body["password"]; })`.
  const Chain& custom(const FieldFunction& f) const;
  const Chain& exists(const ExistsOptions& options = {}) const;
  const Chain& isArray(const IsArrayOptions& options = {}) const;
  const Chain& isObject(const IsObjectOptions& options = {}) const;
  const Chain& isString() const;
  const Chain& notEmpty(const IsEmptyOptions& options = {}) const;

  // ---- Validators of texts; of an array each element is checked. What is no text is made one first.
  const Chain& contains(const Value& element, const ContainsOptions& options = {}) const;
  const Chain& equals(const Value& text) const;
  const Chain& isAbaRouting() const;
  /// Later than a date; without one, than now.
  const Chain& isAfter(const IsAfterOptions& options = {}) const;
  template <detail::Single T>
  const Chain& isAfter(const T& date) const {
    return apply("isAfter", {Value(date)});
  }
  const Chain& isAlpha(const Value& locale = {}, const IsAlphaOptions& options = {}) const;
  const Chain& isAlphanumeric(const Value& locale = {}, const IsAlphaOptions& options = {}) const;
  const Chain& isAscii() const;
  const Chain& isBase32(const IsBase32Options& options = {}) const;
  const Chain& isBase58() const;
  const Chain& isBase64(const IsBase64Options& options = {}) const;
  /// Earlier than a date; without one, than now.
  const Chain& isBefore(const IsAfterOptions& options = {}) const;
  template <detail::Single T>
  const Chain& isBefore(const T& date) const {
    return apply("isBefore", {Value(date)});
  }
  const Chain& isBIC() const;
  const Chain& isBoolean(const IsBooleanOptions& options = {}) const;
  const Chain& isBtcAddress() const;
  const Chain& isByteLength(const MinMaxOptions& options = {}) const;
  const Chain& isCreditCard() const;
  const Chain& isCurrency(const IsCurrencyOptions& options = {}) const;
  const Chain& isDataURI() const;
  const Chain& isDate(const IsDateOptions& options = {}) const;
  template <detail::Single T>
  const Chain& isDate(const T& date_format) const {
    return apply("isDate", {Value(date_format)});
  }
  const Chain& isDecimal(const IsDecimalOptions& options = {}) const;
  const Chain& isDivisibleBy(const Value& number) const;
  const Chain& isEAN() const;
  const Chain& isEmail(const IsEmailOptions& options = {}) const;
  const Chain& isEmpty(const IsEmptyOptions& options = {}) const;
  const Chain& isEthereumAddress() const;
  const Chain& isFQDN(const IsFQDNOptions& options = {}) const;
  const Chain& isFloat(const IsFloatOptions& options = {}) const;
  const Chain& isFreightContainerID() const;
  const Chain& isFullWidth() const;
  const Chain& isHalfWidth() const;
  /// A hash in hex: "md5", "sha1", "sha256" …
  const Chain& isHash(const Value& algorithm) const;
  const Chain& isHexColor(const IsHexColorOptions& options = {}) const;
  const Chain& isHexadecimal() const;
  const Chain& isHSL() const;
  const Chain& isIBAN(const IsIBANOptions& options = {}) const;
  /// Of a country: "ES", "zh-CN" …, or "any".
  const Chain& isIdentityCard(const Value& locale) const;
  const Chain& isIMEI(const IsIMEIOptions& options = {}) const;
  /// Of version 4 or 6; without one, of either.
  const Chain& isIP(const Value& version = {}) const;
  const Chain& isIPRange(const Value& version = {}) const;
  const Chain& isISBN(const Value& version = {}) const;
  const Chain& isISSN(const IsISSNOptions& options = {}) const;
  const Chain& isISIN() const;
  const Chain& isISO6346() const;
  const Chain& isISO6391() const;
  const Chain& isISO8601(const IsISO8601Options& options = {}) const;
  const Chain& isISO31661Alpha2(const IsISO31661Options& options = {}) const;
  const Chain& isISO31661Alpha3(const IsISO31661Options& options = {}) const;
  const Chain& isISO31661Numeric() const;
  const Chain& isISO4217() const;
  const Chain& isISO15924() const;
  const Chain& isISRC() const;
  /// One of a list; or a name in an object, or a part of a text.
  const Chain& isIn(const Value& values) const;
  const Chain& isInt(const IsIntOptions& options = {}) const;
  const Chain& isJSON(const IsJSONOptions& options = {}) const;
  const Chain& isJWT() const;
  const Chain& isLatLong(const IsLatLongOptions& options = {}) const;
  const Chain& isLength(const IsLengthOptions& options = {}) const;
  const Chain& isLicensePlate(const Value& locale) const;
  const Chain& isLocale() const;
  const Chain& isLowercase() const;
  const Chain& isLuhnNumber() const;
  const Chain& isMagnetURI() const;
  const Chain& isMailtoURI(const IsEmailOptions& options = {}) const;
  const Chain& isMACAddress(const IsMACAddressOptions& options = {}) const;
  const Chain& isMD5() const;
  const Chain& isMimeType() const;
  /// Of a locale, of one of a list, or of "any".
  const Chain& isMobilePhone(const Value& locale = "any", const IsMobilePhoneOptions& options = {}) const;
  const Chain& isMongoId() const;
  const Chain& isMultibyte() const;
  const Chain& isNumeric(const IsNumericOptions& options = {}) const;
  const Chain& isOctal() const;
  const Chain& isPassportNumber(const Value& country) const;
  const Chain& isPort() const;
  const Chain& isPostalCode(const Value& locale) const;
  const Chain& isRFC3339() const;
  /// Percent values only where they are asked for, as npm's library does it.
  const Chain& isRgbColor(const Value& includePercentValues = {}) const;
  const Chain& isSemVer() const;
  const Chain& isSlug() const;
  const Chain& isStrongPassword(const IsStrongPasswordOptions& options = {}) const;
  const Chain& isSurrogatePair() const;
  const Chain& isTime(const IsTimeOptions& options = {}) const;
  const Chain& isULID() const;
  const Chain& isURL(const IsURLOptions& options = {}) const;
  const Chain& isUUID(const Value& version = {}) const;
  const Chain& isUppercase() const;
  const Chain& isVariableWidth() const;
  const Chain& isVAT(const Value& country) const;
  const Chain& isWhitelisted(const Value& characters) const;
  /// By an expression: `.matches("^a"_re)`, `.matches("^a", "i")`.
  const Chain& matches(const Value& pattern, const Value& modifiers = {}) const;

  // ---- Sanitizers: they change the value in the request.
  const Chain& blacklist(const Value& characters) const;
  const Chain& customSanitizer(const FieldFunction& f) const;
  /// For undefined, null, NaN and "".
  const Chain& default_(const Value& value) const;
  const Chain& escape() const;
  const Chain& ltrim(const Value& characters = {}) const;
  const Chain& normalizeEmail(const NormalizeEmailOptions& options = {}) const;
  /// One value, or each of a list, by another.
  const Chain& replace(const Value& values, const Value& by = {}) const;
  const Chain& rtrim(const Value& characters = {}) const;
  const Chain& stripLow(bool keep_new_lines = false) const;
  const Chain& toArray() const;
  const Chain& toBoolean(bool strict = false) const;
  const Chain& toDate() const;
  const Chain& toFloat() const;
  const Chain& toInt(const Value& radix = 10) const;
  const Chain& toLowerCase() const;
  const Chain& toUpperCase() const;
  const Chain& trim(const Value& characters = {}) const;
  const Chain& unescape() const;
  const Chain& whitelist(const Value& characters) const;

  // ---- How the chain runs.
  /// Reverses the next validator.
  const Chain& not_() const;
  /// Of the validator before. Throws TypeError when there is none.
  const Chain& withMessage(const ValidationMessage& message) const;
  /// Ends the chain here when it has found errors; at level "request" no later chain runs, either.
  const Chain& bail(const BailOptions& options = {}) const;
  /// Goes on only if the function gives something truthy, or the chain finds no error.
  const Chain& if_(const FieldFunction& condition) const;
  const Chain& if_(const Chain& condition) const;
  template <detail::HandlerObject R>
  const Chain& if_(const R& condition) const {
    return if_runner(condition.runner());
  }
  /// Leaves the field alone when it is undefined; with `values`, when it is null or falsy, too.
  const Chain& optional(const OptionalOptions& options = {}) const;
  template <std::same_as<bool> B>
  const Chain& optional(B on) const {
    return set_optional(on ? "undefined" : "");
  }
  /// Keeps the value out of the errors, or puts another text in its place.
  const Chain& hide(const Value& instead = {}) const;

  /// Runs it now, not as a handler: `auto result = co_await body("a").isEmail().run(req);`
  Task<ValidationResult> run(const Request& req, RunOptions options = {}) const;

  /// A validator or sanitizer by its name, an ExpressValidator's own, too: `chain["isEven"]()`. Throws TypeError when there is none.
  class Method {
   public:
    Method(const Chain& chain, std::string name) : chain_(chain), name_(std::move(name)) {}
    template <class... A>
    const Chain& operator()(const A&... args) const {
      return chain_.apply(name_, {Value(args)...});
    }

   private:
    const Chain& chain_;
    std::string name_;
  };
  Method operator[](const Text& name) const { return Method(*this, name.str()); }

  Handler handler() const;
  /// For `if` in a schema.
  explicit operator Value() const;

  // For the module.
  explicit Chain(detail::ClosurePtr state) : state_(std::move(state)) {}
  Chain(const Value& fields, const Value& locations, const ValidationMessage& message);
  const Chain& apply(const std::string& name, std::vector<Value> args) const;
  const detail::ClosurePtr& runner() const noexcept { return state_; }
  validation::ChainState& state() const;

 private:
  const Chain& if_runner(const detail::ClosurePtr& runner) const;
  const Chain& set_optional(const Value& values) const;
  detail::ClosurePtr state_;
};

/// A chain for a field, or a list of fields, of req.body. A path is written as JavaScript writes it: "a.b", "a[0]", "['x.y']"; * stands for
/// any name or index, ** for any number of these; "" is the whole body. `message` is that of validators without one of their own.
/// npm: https://express-validator.github.io/docs/api/check
Chain body(const Value& fields = "", const ValidationMessage& message = {});
Chain param(const Value& fields = "", const ValidationMessage& message = {});
Chain query(const Value& fields = "", const ValidationMessage& message = {});
Chain header(const Value& fields = "", const ValidationMessage& message = {});
Chain cookie(const Value& fields = "", const ValidationMessage& message = {});
/// Wherever the field is: in body, cookies, headers, params and query.
Chain check(const Value& fields = "", const ValidationMessage& message = {});
/// `auto checkBodyAndQuery = buildCheckFunction({"body", "query"});`
inline auto buildCheckFunction(const Value& locations) {
  return [locations](const Value& fields = "", const ValidationMessage& message = {}) {
    return Chain(fields, locations, message);
  };
}

/// Chains of several fields, as checkSchema() makes them: a handler and a list.
class ChainList {
 public:
  ChainList(std::vector<Chain> chains) : chains_(std::move(chains)) {}
  auto begin() const { return chains_.begin(); }
  auto end() const { return chains_.end(); }
  int length() const { return static_cast<int>(chains_.size()); }
  const Chain& operator[](int i) const { return chains_.at(static_cast<std::size_t>(i)); }
  /// Runs all of them; gives their results.
  Task<std::vector<ValidationResult>> run(const Request& req) const;
  Handler handler() const;

 private:
  std::vector<Chain> chains_;
};

/// A chain, or chains that belong together, in braces.
class ChainGroup {
 public:
  ChainGroup(const Chain& chain) : chains{chain} {}
  ChainGroup(std::initializer_list<Chain> list) : chains(list) {}
  ChainGroup(const ChainList& list) : chains(list.begin(), list.end()) {}
  ChainGroup(const std::vector<Chain>& list) : chains(list) {}
  std::vector<Chain> chains;
};
class ChainGroups {
 public:
  ChainGroups() = default;
  ChainGroups(const Chain& chain) : groups{chain} {}
  ChainGroups(std::initializer_list<ChainGroup> list) : groups(list) {}
  ChainGroups(const ChainList& list) : ChainGroups(std::vector<Chain>(list.begin(), list.end())) {}
  ChainGroups(const std::vector<Chain>& list) : groups(list.begin(), list.end()) {}
  std::vector<ChainGroup> groups;
};

/// What checkExact() and oneOf() give: a handler that can be run by hand, too.
class Validation {
 public:
  Task<ValidationResult> run(const Request& req, RunOptions options = {}) const;
  Handler handler() const;

  // For the module.
  explicit Validation(detail::ClosurePtr runner) : runner_(std::move(runner)) {}
  const detail::ClosurePtr& runner() const noexcept { return runner_; }

 private:
  detail::ClosurePtr runner_;
};

struct CheckExactOptions {
  Value locations = {"body", "params", "query"};   // Where nothing unknown may stand. Default: as here.
  ValidationMessage message = "Unknown field(s)";  // Default: as here.
};
struct OneOfOptions {
  ValidationMessage message = "Invalid value(s)";  // Default: as here.
  /// "grouped": the errors of each group; "flat": all of them; "least_errored": those of the group with the fewest. Default: "grouped".
  Value errorType = "grouped";
};

/// An error of type `unknown_fields` when the request holds fields that no chain has checked.
/// npm: https://express-validator.github.io/docs/api/check-exact
Validation checkExact(const ChainGroups& chains = {}, const CheckExactOptions& options = {});

/// At least one of the chains, or groups of chains, has to find no error; otherwise there is an error of type `alternative_grouped` or
/// `alternative`. npm: https://express-validator.github.io/docs/api/one-of
Validation oneOf(const ChainGroups& chains, const OneOfOptions& options = {});

/// Chains by an object of fields: `checkSchema({{"email", {{"isEmail", true}, {"errorMessage", "no mail"}}}})`. What it does not know it
/// warns of, as npm does. npm: https://express-validator.github.io/docs/api/check-schema
ChainList checkSchema(const Value& schema, const Value& locations = {});

/// A function with a name, of an ExpressValidator.
struct NamedFieldFunction {
  std::string name;
  FieldFunction function;
};
struct ExpressValidatorOptions {
  Callback<Value(Value)> errorFormatter = {};  // Of the results. Default: the errors as they are.
};

/// The functions of this module with validators and sanitizers of one's own, which chains and schemas know by their name:
/// `auto own = ExpressValidator({{"isEven", isEven}}); own.body("n")["isEven"]()`.
/// npm: https://express-validator.github.io/docs/api/express-validator
class ExpressValidator {
 public:
  explicit ExpressValidator(std::initializer_list<NamedFieldFunction> validators = {},
                            std::initializer_list<NamedFieldFunction> sanitizers = {},
                            ExpressValidatorOptions options = {});
  Chain body(const Value& fields = "", const ValidationMessage& message = {}) const;
  Chain param(const Value& fields = "", const ValidationMessage& message = {}) const;
  Chain query(const Value& fields = "", const ValidationMessage& message = {}) const;
  Chain header(const Value& fields = "", const ValidationMessage& message = {}) const;
  Chain cookie(const Value& fields = "", const ValidationMessage& message = {}) const;
  Chain check(const Value& fields = "", const ValidationMessage& message = {}) const;
  auto buildCheckFunction(const Value& locations) const {
    return [self = *this, locations](const Value& fields = "", const ValidationMessage& message = {}) {
      return self.chain(fields, locations, message);
    };
  }
  ChainList checkSchema(const Value& schema, const Value& locations = {}) const;
  Validation checkExact(const ChainGroups& chains = {}, const CheckExactOptions& options = {}) const;
  Validation oneOf(const ChainGroups& chains, const OneOfOptions& options = {}) const;
  ValidationResult validationResult(const Request& req) const;
  Value matchedData(const Request& req, MatchedDataOptions options = {}) const;

  // For the module.
  struct Functions {
    std::vector<NamedFieldFunction> validators, sanitizers;
  };
  Chain chain(const Value& fields, const Value& locations, const ValidationMessage& message) const;

 private:
  std::shared_ptr<const Functions> functions_;
  ExpressValidatorOptions options_;
};

}  // namespace crema
