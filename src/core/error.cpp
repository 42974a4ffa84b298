// Errors, as objects in Values, too, and http-errors. ! What was thrown is kept: an error of the user's own class comes back
// to instanceof and to whoever rethrows it as what it was.
#include <array>
#include <cmath>
#include <crema/error.hpp>
#include <cstring>
#include <typeinfo>

#include "core/object.hpp"
#include "core/process_end.hpp"
#include "core/value_receiver.hpp"
#include "http/status.hpp"

namespace crema {
using namespace detail;

namespace {

// Whoever can throw an Error has this.
[[maybe_unused]] const bool main_is_watched = watch_main();

}  // namespace

// An error in a Value.
class ErrorObject final : public HostObject {
 public:
  explicit ErrorObject(const Error& e) : error(e) {}

  Value get(std::string_view key) const override {
    if (key == "stack") {
      error.renew_stack();
      error.untold_ = {};
    }
    if (const Value* member = error.member(key)) return *member;
    const Value* other = is_object(error.bag_) ? find_member(error.bag_, key) : nullptr;
    return other ? *other : Value();
  }
  bool set(std::string_view key, const Value& value) override {
    if (Value* member = error.member(key)) *member = value;
    else set_member(error.bag(), key, value);
    return true;
  }
  bool remove(std::string_view key) override {
    if (Value* member = error.member(key)) *member = Value();
    else if (is_object(error.bag_)) remove_member(error.bag_, key);
    return true;
  }
  // Not name, message, stack and cause: in Node they are not enumerable. An http-error's message is, and its status is its class's;
  // enumerate_name_and_message() has been called by those whose constructor assigns them.
  Value keys() const override {
    Value names = crema::make_array();
    const auto add = [&](const char* name, const Value& v) {
      if (Access::tag(v) != tag_undefined) append_element(names, name);
    };
    if (error.name_enumerable_) add("name", error.name);
    if (error.message_enumerable_) add("message", error.message);
    if (!error.inherits_status_) {
      add("expose", error.expose);
      add("statusCode", error.statusCode);
      add("status", error.status);
    }
    add("code", error.code);
    add("type", error.type);
    add("headers", error.headers);
    if (is_object(error.bag_)) {
      each_member(error.bag_, [&](std::string_view key, Value&) { append_element(names, Value(key)); });
    }
    return names;
  }
  std::string to_string() const override { return error.str(); }
  std::string_view class_name() const override { return "Error"; }

  mutable Error error;  // its stack is written at the first look
};

bool detail::holds_error(const Value& v) { return host<ErrorObject>(v) != nullptr; }

Error::Error(const Error& other) = default;
Error::Error(Error&& other) noexcept = default;
Error& Error::operator=(const Error& other) = default;
Error& Error::operator=(Error&& other) noexcept = default;
Error::~Error() = default;

Error::Error(const Value& v) {
  const Receiver given_value(v);
  if (is_pending(given_value.value)) throw_pending(given_value.value);
  if (is_nullish(given_value.value)) return;
  if (const auto* known = host<ErrorObject>(given_value.value)) {
    *this = known->error;
    return;
  }
  message = String(given_value.value);
  present_ = true;
  untold_ = stack = str();
}

Error::Error(Class c, const char* class_name, const Value& text, const Value& options)
    : name(class_name), class_(c), present_(true) {
  message = String(text);
  cause = options.get("cause");
  untold_ = stack = str();
}

Error Error::thrown(const Value& v) {
  const Receiver given_value(v);
  if (is_pending(given_value.value)) throw_pending(given_value.value);
  if (const auto* known = host<ErrorObject>(given_value.value)) return known->error;
  Error e;
  e.name = Value();
  e.thrown_ = given_value.value;
  e.thrown_set_ = true;
  e.truthy_ = static_cast<bool>(e.thrown_);
  // next({status: 404, message: "…"}): an object tells by its members what an error does.
  if (is_object(e.thrown_)) {
    each_member(e.thrown_, [&](std::string_view key, Value& value) {
      if (Value* known = e.member(key)) *known = value;
    });
  }
  return e;
}

Error Error::from_exception(std::exception_ptr thrown_exception) {
  const auto value = [&](const Value& v) {
    Error e = thrown(v);
    if (e.is_thrown_value()) e.original_ = thrown_exception;
    return e;
  };
  if (!thrown_exception) return {};
  try {
    std::rethrow_exception(thrown_exception);
  } catch (const Error& caught) {
    Error e = caught;
    e.renew_stack();
    if (!e.thrown_set_) e.present_ = true;  // throw Error(): an error without a message, not "no error"
    if (!e.original_ && typeid(caught) != typeid(Error)) e.original_ = thrown_exception;
    return e;
  } catch (const std::exception& caught) {
    Error e(Value(caught.what()));
    e.original_ = thrown_exception;
    return e;
  } catch (const Value& v) {
    return value(v);
  } catch (const std::string& s) {
    return value(s);
  } catch (const char* s) {
    return value(s);
  } catch (bool b) {
    return value(b);
  } catch (int n) {
    return value(n);
  } catch (double d) {
    return value(d);
  } catch (std::nullptr_t) {
    return value(nullptr);
  } catch (...) {
    Error e(Value("unknown exception"));
    e.original_ = thrown_exception;
    return e;
  }
}

std::exception_ptr Error::exception() const {
  if (original_) return original_;
  if (thrown_set_) return std::make_exception_ptr(thrown_);
  const auto as = [&](auto same_class) {
    static_cast<Error&>(same_class) = *this;
    return std::make_exception_ptr(same_class);
  };
  switch (class_) {
    case Class::type_error:
      return as(TypeError());
    case Class::range_error:
      return as(RangeError());
    case Class::syntax_error:
      return as(SyntaxError());
    case Class::uri_error:
      return as(URIError());
    case Class::error:
    case Class::http_error:
      break;
  }
  return std::make_exception_ptr(*this);
}

std::string Error::str() const {
  if (thrown_set_) return thrown_.str();
  std::string text = name.str();
  const std::string of = Access::tag(Receiver(message).value) == tag_undefined ? "" : message.str();
  if (text.empty()) return of;
  if (!of.empty()) (text += ": ") += of;
  return text;
}

// The pointer must be good for as long as the error, and end in a NUL, which an inline text does not.
const char* Error::what() const noexcept {
  try {
    const std::string now = thrown_set_ ? thrown_.str() : Text(message).str();
    if (Access::tag(text_) == tag_text && text_node(text_).view() == now) return text_node(text_).data();
    TextNode* t = new_text(now.size(), now.size());
    std::memcpy(t->data(), now.data(), now.size());
    text_ = Access::hold(tag_text, t);
    return t->data();
  } catch (...) {
    return "";
  }
}

Error::operator Value() const {
  if (thrown_set_) return thrown_;
  if (!present_) return nullptr;
  return make_host<ErrorObject>(*this);
}

void Error::renew_stack() {
  if (untold_ != undefined && stack == untold_) untold_ = stack = str();
}

Value* Error::member(std::string_view key) const {
  struct Known {
    std::string_view name;
    Value Error::*member;
  };
  static constexpr std::array<Known, 10> known = {{{"message", &Error::message},
                                                   {"name", &Error::name},
                                                   {"status", &Error::status},
                                                   {"statusCode", &Error::statusCode},
                                                   {"code", &Error::code},
                                                   {"type", &Error::type},
                                                   {"expose", &Error::expose},
                                                   {"headers", &Error::headers},
                                                   {"stack", &Error::stack},
                                                   {"cause", &Error::cause}}};
  for (const Known& k : known) {
    if (k.name == key) return &(const_cast<Error*>(this)->*k.member);
  }
  return nullptr;
}

Value& Error::bag() const {
  if (!is_object(bag_)) bag_ = crema::make_object();
  return bag_;
}

Ref Error::operator[](Key k) {
  const Name key(Receiver(k).value);
  if (thrown_set_) return thrown_[k];
  if (key.view() == "stack") {
    renew_stack();
    untold_ = {};
  }
  if (Value* known = member(key.view())) return ref_to(*known);
  return bag()[k];
}
Ref Error::operator[](Key k) const { return (*const_cast<Error*>(this))[k]; }

// -------------------------------------------------------------------------------------------------------- http-errors

namespace {

// "Not Found" gives "NotFoundError"; "URI Too Long" keeps its capitals, "I'm a Teapot" loses the apostrophe.
std::string class_name_of(std::string_view reason) {
  std::string name;
  bool capital = true;
  for (const char c : reason) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (c == ' ') capital = true;
    if (!letter) continue;
    name += capital && c >= 'a' ? static_cast<char>(c - 32) : c;
    capital = false;
  }
  return name.ends_with("Error") ? name : name + "Error";
}

bool is_status_of_error(double status) { return status >= 400 && status < 600; }

std::string_view reason_of(double status) {
  const bool whole = status >= 100 && status < 1000 && status == std::floor(status);
  return whole ? http::reason(static_cast<int>(status)) : std::string_view();
}

// What the arguments of createError() are told by: their kinds.
struct CreateArguments {
  Error error;
  Value status = 500, text, props;

  void add(const Value& argument, int place) {
    const Receiver read(argument);
    if (is_pending(read.value)) throw_pending(read.value);
    const Kind kind = kind_of(read.value);
    if (host<ErrorObject>(read.value)) {
      error = Error(read.value);
      status = error.status || error.statusCode || status;
    } else if (kind == Kind::number && place == 1) {
      status = read.value;
    } else if (kind == Kind::text) {
      text = read.value;
    } else if (typeof_(read.value) == "object") {
      props = read.value;
    } else {
      throw TypeError("argument #" + std::to_string(place) + " unsupported type " + typeof_(read.value).str());
    }
  }

  double code() const {
    const double code = kind_of(status) == Kind::number ? status.number() : 500;
    return reason_of(code).empty() && (code < 400 || code >= 600) ? 500 : code;
  }
};

}  // namespace

Error CreateError::operator()(const Value& a, const Value& b, const Value& c) const {
  CreateArguments arguments;
  int place = 0;
  for (const Value* argument : {&a, &b, &c}) {
    if (given(*argument)) arguments.add(*argument, ++place);
  }
  const double code = arguments.code();
  // The class is that of the status, or of its hundred.
  const double class_code = is_status_of_error(code) && reason_of(code).empty() ? std::floor(code / 100) * 100 : code;
  Error error = std::move(arguments.error);
  const bool was_http = error && error.class_ == Error::Class::http_error && error.status == code;
  if (!error) {
    const Value text = arguments.text;
    if (is_status_of_error(class_code)) error = made(static_cast<int>(class_code), text);
    else error = Error(text || Value(reason_of(code)));
    error.present_ = true;
    error.inherits_status_ = class_code == code && is_status_of_error(code);
  }
  if (!was_http) {
    error.expose = code < 500;
    error.status = error.statusCode = code;
  }
  if (is_nullish(arguments.props)) return error;
  for (auto [key, value] : Object.entries(arguments.props)) {
    if (key != "status" && key != "statusCode") error[key] = value;
  }
  return error;
}

// An error of the class of a status, with what it has of that.
Error CreateError::made(int status, const Value& message) {
  const std::string_view reason = http::reason(status);
  Error error(Error::Class::http_error, class_name_of(reason).c_str(), message.value_or(Value(reason)));
  error.message_enumerable_ = true;
  error.inherits_status_ = true;
  error.expose = status < 500;
  error.status = error.statusCode = status;
  return error;
}

Error CreateError::Named::operator()(const Value& message) const { return made(status, message); }

bool CreateError::isHttpError(const Error& e) const {
  return e.error_class() == Error::Class::http_error ||
         (e && kind_of(e.expose) == Kind::boolean && kind_of(e.statusCode) == Kind::number && e.status == e.statusCode);
}

namespace detail {
fmt::format_context::iterator format_error(const Error& e, const TextSpec& spec, fmt::format_context& context) {
  return format_text(e.str(), spec, context);
}
}  // namespace detail

}  // namespace crema
