// crema/error.hpp — errors: what is thrown, what next(err) passes on, what the error handlers get.
#pragma once
#include <crema/value.hpp>
#include <exception>

namespace crema {

/// An error; "no error" when made of nothing, null or undefined, and false then. Whatever was thrown or passed to next()
/// arrives as one, and keeps it: instanceof<T>(err) finds a C++ type. JSON of an error is its own properties without
/// name, message and stack, as in Node.
class Error : public std::exception {
 public:
  /// The classes of JavaScript and npm, which a copy as Error keeps.
  enum class Class : std::uint8_t { error, type_error, range_error, syntax_error, uri_error, http_error };

  Error() = default;
  Error(std::nullptr_t) {}
  Error(const Value& message_or_error);  // of a Value that holds an error, that error
  template <detail::Chars T>
  Error(const T& text) : Error(Value(text)) {}
  /// `new Error(message, { cause: err })`: Error(message, {{"cause", err}}).
  Error(const Value& text, const Value& options) : Error(Class::error, "Error", text, options) {}
  Error(const Error& other);
  Error(Error&& other) noexcept;
  Error& operator=(const Error& other);
  Error& operator=(Error&& other) noexcept;
  template <std::derived_from<Error> E>
    requires(!std::same_as<E, Error>)
  Error(const E& e) : Error(static_cast<const Error&>(e)) {
    if (!original_) original_ = std::make_exception_ptr(e);
  }
  ~Error() override;

  const char* what() const noexcept override;  // the message
  explicit operator bool() const noexcept { return present_ || (thrown_set_ && truthy_); }
  operator Value() const;  // the same error as an object; what was thrown, if that was none
  /// Any property: err["isOperational"] = true.
  Ref operator[](Key k);
  Ref operator[](Key k) const;
  std::string str() const;  // String(err): "Error: message"
  Value toString() const { return str(); }

  Value message, name = "Error", status, statusCode, code, type, expose, headers, stack, cause;

  // For the framework and modules.
  /// What `throw v` or next(v) passes on when v is no error: printed as v; false when v is. An error in v stays one.
  static Error thrown(const Value& v);
  /// Any C++ exception: a std::exception gives its what(), a Value, text or number is thrown(…).
  static Error from_exception(std::exception_ptr thrown);
  /// The exception to throw on: the original one, if there is one.
  std::exception_ptr exception() const;
  /// Whether something was thrown that is not an error; then as a Value this is it.
  bool is_thrown_value() const noexcept { return thrown_set_; }
  const std::exception_ptr& original() const noexcept { return original_; }
  Class error_class() const noexcept { return class_; }
  /// Writes the stack with the name and message that the error has now, unless somebody has set it or looked at it: Node
  /// writes it at the first look.
  void renew_stack();

 protected:
  Error(Class c, const char* class_name, const Value& text, const Value& options = {});
  // For classes of npm's whose constructor assigns both: Object.keys and JSON have them, first.
  void enumerate_name_and_message() noexcept { name_enumerable_ = message_enumerable_ = true; }

 private:
  friend class ErrorObject;
  friend struct CreateError;
  Value* member(std::string_view key) const;
  Value& bag() const;

  mutable Value bag_, text_;  // other properties; the text that what() points to
  Value untold_;              // the stack as it was made, until somebody looks at it in the error's Value
  Value thrown_;
  std::exception_ptr original_;
  Class class_ = Class::error;
  bool present_ = false, thrown_set_ = false, truthy_ = false, name_enumerable_ = false, message_enumerable_ = false,
       inherits_status_ = false;
};

struct TypeError : Error {
  static constexpr Class own_class = Class::type_error;
  TypeError(const Value& text = "", const Value& options = {}) : Error(own_class, "TypeError", text, options) {}
};
struct RangeError : Error {
  static constexpr Class own_class = Class::range_error;
  RangeError(const Value& text = "", const Value& options = {}) : Error(own_class, "RangeError", text, options) {}
};
struct SyntaxError : Error {
  static constexpr Class own_class = Class::syntax_error;
  SyntaxError(const Value& text = "", const Value& options = {}) : Error(own_class, "SyntaxError", text, options) {}
};
/// What createError makes: `instanceof<HttpError>(err)` is `err instanceof createError.HttpError`.
struct HttpError : Error {
  static constexpr Class own_class = Class::http_error;
  HttpError() = delete;
};
struct URIError : Error {
  static constexpr Class own_class = Class::uri_error;
  URIError(const Value& text = "", const Value& options = {}) : Error(own_class, "URIError", text, options) {}
};

namespace detail {
bool holds_error(const Value& v);
}

/// err instanceof T, for T a class derived from Error or any other C++ exception.
template <class T>
bool instanceof (const Error& e) {
  if constexpr (std::derived_from<Error, T>) {
    return static_cast<bool>(e) && !e.is_thrown_value();
  } else {
    if constexpr (requires {
                    { T::own_class } -> std::convertible_to<Error::Class>;
                  }) {
      if (e.error_class() == T::own_class) return true;
    }
    if constexpr (std::derived_from<T, Error>) {
      if (dynamic_cast<const T*>(&e)) return true;
    }
    if (!e.original()) return false;
    try {
      std::rethrow_exception(e.original());
    } catch (const T&) {
      return true;
    } catch (...) {
      return false;
    }
  }
}

/// The same of a Value: value instanceof Date is `instanceof<DateTime>(value)`; likewise Regex, and errors.
template <class T>
bool instanceof (const Value& v) {
  if constexpr (requires {
                  { T::holds(v) } -> std::same_as<bool>;
                }) {
    return T::holds(v);
  } else {
    return detail::holds_error(v) && instanceof <T>(Error(v));
  }
}

/// npm's http-errors: createError(404, "No such user", {{"code", "E_USER"}}), createError(404), createError("text"), createError().
/// The message defaults to the status' reason phrase, and `expose` is true below 500. Takes an error to be given a status, too:
/// createError(400, err). TypeError for arguments of other types.
struct CreateError {
  Error operator()(const Value& a = detail::no_value, const Value& b = detail::no_value,
                   const Value& c = detail::no_value) const;
  /// createError.NotFound("No such user"), createError[404]("No such user")
  struct Named {
    int status;
    Error operator()(const Value& message = {}) const;
  };
  Named operator[](int status) const { return Named{status}; }
  /// Whether it has what errors of createError have.
  bool isHttpError(const Error& e) const;

  Named BadRequest{400}, Unauthorized{401}, PaymentRequired{402}, Forbidden{403}, NotFound{404}, MethodNotAllowed{405},
      NotAcceptable{406}, ProxyAuthenticationRequired{407}, RequestTimeout{408}, Conflict{409}, Gone{410},
      LengthRequired{411}, PreconditionFailed{412}, PayloadTooLarge{413}, URITooLong{414}, UnsupportedMediaType{415},
      RangeNotSatisfiable{416}, ExpectationFailed{417}, ImATeapot{418}, MisdirectedRequest{421},
      UnprocessableEntity{422}, Locked{423}, FailedDependency{424}, TooEarly{425}, UpgradeRequired{426},
      PreconditionRequired{428}, TooManyRequests{429}, RequestHeaderFieldsTooLarge{431},
      UnavailableForLegalReasons{451}, InternalServerError{500}, NotImplemented{501}, BadGateway{502},
      ServiceUnavailable{503}, GatewayTimeout{504}, HTTPVersionNotSupported{505}, VariantAlsoNegotiates{506},
      InsufficientStorage{507}, LoopDetected{508}, BandwidthLimitExceeded{509}, NotExtended{510},
      NetworkAuthenticationRequired{511};

 private:
  static Error made(int status, const Value& message);
};
inline constexpr CreateError createError{};

namespace detail {
fmt::format_context::iterator format_error(const Error& e, const TextSpec& spec, fmt::format_context& context);
}
}  // namespace crema

template <class T>
  requires std::derived_from<T, crema::Error>
struct fmt::formatter<T> {
  constexpr auto parse(fmt::format_parse_context& context) -> decltype(context.begin()) {
    return spec_.parse(context.begin(), context.end());
  }
  auto format(const crema::Error& e, fmt::format_context& context) const -> fmt::format_context::iterator {
    return crema::detail::format_error(e, spec_, context);
  }

 private:
  crema::detail::TextSpec spec_;
};
