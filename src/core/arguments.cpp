// The sentences of Node's internal/errors, so that a search for them finds the same pages.
#include "core/arguments.hpp"

#include <crema/error.hpp>
#include <crema/host_object.hpp>
#include <crema/received.hpp>

#include <cmath>
#include <cstddef>

#include "core/encodings.hpp"
#include "core/inspect.hpp"
#include "core/value_node.hpp"

namespace crema {

std::string receivedText(const Value& v) {
  using namespace detail;
  switch (kind_of(v)) {
    case Kind::undefined:
    case Kind::null:
      return v.str();
    case Kind::function:
      return "function ";
    case Kind::array:
      return "an instance of Array";
    case Kind::object:
      return "an instance of Object";
    case Kind::buffer:
      return "an instance of Buffer";
    case Kind::host:
      return "an instance of " + std::string(host_object(v)->class_name());
    default:
      break;
  }
  std::string shown = inspect(v);
  if (shown.size() > 28) shown = shown.substr(0, 25) + "...";
  return "type " + typeof_(v).str() + " (" + shown + ")";
}

}  // namespace crema

namespace crema::detail {
namespace {

// As Node prints a whole number beyond 2 ** 32: the digits in groups of three from the end of the text, whatever is in it.
std::string grouped(const Value& n) {
  std::string text = n.str();
  const std::size_t start = text.starts_with('-') ? 1 : 0;
  for (std::size_t at = text.size(); at >= start + 4; at -= 3) text.insert(at - 3, 1, '_');
  return text;
}
bool is_large(const Value& n) { return crema::Number.isInteger(n) && std::fabs(n.number()) > 4294967296.0; }

}  // namespace

void throw_invalid_type(std::string_view subject, std::string_view expected, const Value& received) {
  TypeError error(std::string(subject) + " must be " + std::string(expected) + ". Received " + receivedText(received));
  error.code = "ERR_INVALID_ARG_TYPE";
  throw error;
}

void throw_out_of_range(std::string_view argument, std::string_view range, const Value& received) {
  RangeError error("The value of \"" + std::string(argument) + "\" is out of range. It must be " + std::string(range) +
                   ". Received " + (is_large(received) ? grouped(received) : inspect(received)));
  error.code = "ERR_OUT_OF_RANGE";
  throw error;
}

void throw_invalid_value(std::string_view argument, std::string_view reason, const Value& received) {
  TypeError error("The argument '" + std::string(argument) + "' " + std::string(reason) + ". Received " +
                  inspect(received));
  error.code = "ERR_INVALID_ARG_VALUE";
  throw error;
}

std::string_view text_argument(std::string_view argument, const Value& v) {
  if (kind_of(v) != Kind::text)
    throw_invalid_type("The \"" + std::string(argument) + "\" argument", "of type string", v);
  return v.view();
}

std::optional<std::string> bytes_of(const Value& v, const Value& encoding) {
  if (kind_of(v) == Kind::buffer) return std::string(v.view());
  if (kind_of(v) != Kind::text) return {};
  const auto known = encoding == null ? Encoding::utf8 : encoding_named(encoding.str());
  if (known) return decoded(v.view(), *known);
  TypeError error("Unknown encoding: " + encoding.str());
  error.code = "ERR_UNKNOWN_ENCODING";
  throw error;
}

std::size_t size_argument(std::string_view argument, const Value& v, double most) {
  if (kind_of(v) != Kind::number)
    throw_invalid_type("The \"" + std::string(argument) + "\" argument", "of type number", v);
  const double size = v.number();
  if (!(size >= 0 && size <= most)) throw_out_of_range(argument, ">= 0 && <= " + Value(most).str(), v);
  return static_cast<std::size_t>(size);
}

}  // namespace crema::detail
