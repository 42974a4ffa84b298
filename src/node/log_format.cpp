// util.format: placeholders in the first text take the arguments that follow; a placeholder without one stays as it is.
#include "node/log_format.hpp"

#include <crema/error.hpp>

#include <string_view>

#include "core/inspect.hpp"
#include "core/value_node.hpp"

namespace crema::detail {
namespace {

std::string shown(const Value& v, const InspectOptions& options) {
  return kind_of(v) == Kind::text ? v.str() : inspect(v, options);
}

// %s shows an object by its name only where it is nested; -0 keeps its sign.
std::string as_text(const Value& v, InspectOptions options) {
  switch (kind_of(v)) {
    case Kind::text:
      return v.str();
    case Kind::function:
      return v.str();
    default:
      options.depth = 0;
      options.colors = false;
      return inspect(v, options);
  }
}

std::string as_number(const Value& number) { return inspect(Value(number.number())); }

std::string as_json(const Value& v) {
  try {
    return JSON.stringify(v).str();
  } catch (const Error& error) {
    if (error.message.includes("circular")) return "[Circular]";
    throw;
  }
}

bool takes_argument(char letter) { return std::string_view("sdifjoOc").find(letter) != std::string_view::npos; }

std::string in_full(const Value& v, InspectOptions options) {
  options.depth = 4;
  options.hidden = true;
  return inspect(v, options);
}

std::string placeholder(char letter, const Value& v, const InspectOptions& options) {
  switch (letter) {
    case 's':
      return as_text(v, options);
    case 'd':
      return as_number(v);
    case 'i':
      return as_number(parseInt(v));
    case 'f':
      return as_number(parseFloat(v));
    case 'j':
      return as_json(v);
    case 'o':
      return in_full(v, options);
    case 'O':
      return inspect(v, options);
    default:
      return {};  // %c: the style of a browser's console
  }
}

}  // namespace

std::string log_text(const Value* arguments, std::size_t count, const InspectOptions& options) {
  if (count == 0) return {};
  std::string out;
  std::size_t used = 0;
  if (kind_of(arguments[0]) == Kind::text && count > 1) {
    used = 1;
    const std::string_view pattern = arguments[0].view();
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      const char next = pattern[i] == '%' && i + 1 < pattern.size() ? pattern[i + 1] : '\0';
      if (next == '%') {
        out += '%';
        ++i;
      } else if (takes_argument(next) && used < count) {
        out += placeholder(next, arguments[used++], options);
        ++i;
      } else {
        out += pattern[i];
      }
    }
  }
  for (std::size_t i = used; i < count; ++i) {
    if (i > 0) out += ' ';
    out += shown(arguments[i], options);
  }
  return out;
}

}  // namespace crema::detail
