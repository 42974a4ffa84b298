// querystring. The usual signs are left to the reader that Express's simple query parser has; others are looked for here.
#include <crema/querystring.hpp>

#include <crema/error.hpp>
#include <crema/function.hpp>
#include <crema/object.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include "http/percent.hpp"
#include "http/query.hpp"
#include "http/text.hpp"

namespace crema::detail {
namespace {

constexpr std::size_t most_pairs = 1000;

Value escaped(std::string_view text) {
  std::string out;
  if (http::append_uri_component(out, text)) return Value(out);
  URIError error("URI malformed");
  error.code = "ERR_INVALID_URI";
  throw error;
}

Value unescaped(std::string_view text) {
  std::string out;
  http::decode_leniently(text, out);
  return Value(out);
}

// The escapes of a text, two at most.
int escapes(std::string_view text) {
  int found = 0;
  for (std::size_t at = text.find('%'); found < 2 && at != std::string_view::npos; at = text.find('%', at)) {
    const bool one = text.size() - at >= 3 && http::hex_digit(text[at + 1]) >= 0 && http::hex_digit(text[at + 2]) >= 0;
    found += one;
    at += one ? 3 : 1;
  }
  return found;
}

std::string sign_or(const Value& given, const char* usual) { return given ? given.str() : usual; }

void add_pair(const Value& object, const Value& key, const Value& value) {
  if (!object.hasOwnProperty(key)) {
    object[key] = value;
    return;
  }
  const Value before = object[key];
  if (Array.isArray(before)) before.push(value);
  else object[key] = Array.of(before, value);
}

class Parser {
 public:
  Parser(std::string sep, std::string eq, const Value& decode)
      : sep_(std::move(sep)), eq_(std::move(eq)), decode_(decode) {}

  Value parse(std::string_view text, std::size_t pairs) const {
    const Value object = Object();
    bool more = !text.empty();
    for (std::size_t read = 0; more && (pairs == 0 || read < pairs); ++read) {
      const std::size_t end = text.find(sep_);
      more = end != std::string_view::npos;
      const std::string_view pair = text.substr(0, end);
      if (more) text.remove_prefix(end + sep_.size());
      if (pair.empty()) continue;
      const std::size_t at = pair.find(eq_);
      const std::string_view key = pair.substr(0, at);
      const std::string_view value = at == std::string_view::npos ? "" : pair.substr(at + eq_.size());
      // Node takes a second escape in the key for one of the value's.
      const int of_key = escapes(key);
      add_pair(object, decoded(key, of_key > 0), decoded(value, of_key > 1 || escapes(value) > 0));
    }
    return object;
  }

 private:
  // A function of the program's is given %20 for a plus; where it throws, ours takes its place.
  Value decoded(std::string_view text, bool escaped) const {
    const bool own = typeof_(decode_) == "function";
    std::string spaced;
    for (const char c : text) {
      if (c != '+') spaced += c;
      else spaced += own ? "%20" : " ";
    }
    if (!own) return escaped ? unescaped(spaced) : Value(spaced);
    try {
      return decode_(spaced);
    } catch (...) {
      return unescaped(spaced);
    }
  }

  std::string sep_, eq_;
  Value decode_;
};

// What is left of a value before it is escaped.
Value primitive_text(const Value& v) {
  const Value type = typeof_(v);
  if (type == "string") return v;
  if (type == "boolean" || (type == "number" && std::isfinite(v.number()))) return v.str();
  return "";
}

}  // namespace

Value QuerystringLibrary::parse(const Value& text, const Value& sep, const Value& eq, const Value& options) const {
  if (typeof_(text) != "string" || text == "") return Object();
  const Value limit = options.get("maxKeys"), decode = options.get("decodeURIComponent");
  std::size_t pairs = most_pairs;
  if (typeof_(limit) == "number") pairs = limit > 0 ? static_cast<std::size_t>(limit) : 0;
  const std::string between = sign_or(sep, "&"), equals = sign_or(eq, "=");
  if (between != "&" || equals != "=" || typeof_(decode) == "function")
    return Parser(between, equals, decode).parse(text.view(), pairs);
  const Value object = Object();
  const auto add = [&](std::string_view key, std::string_view value) { add_pair(object, Value(key), Value(value)); };
  http::visit_query(text.view(), add, pairs);
  return object;
}

Value QuerystringLibrary::stringify(const Value& object, const Value& sep, const Value& eq,
                                    const Value& options) const {
  if (typeof_(object) != "object" || object == null) return "";
  const Value own = options.get("encodeURIComponent");
  const auto encoded = [&](const Value& v) {
    const Value text = primitive_text(v);
    return (typeof_(own) == "function" ? own(text) : escaped(text.view())).str();
  };
  const std::string between = sign_or(sep, "&"), equals = sign_or(eq, "=");
  std::string out;
  const auto add = [&](const std::string& key, const Value& v) {
    if (!out.empty()) out += between;
    out += key + encoded(v);
  };
  for (const Value name : Object.keys(object)) {
    const std::string key = encoded(name) + equals;
    const Value value = object[name];
    if (!Array.isArray(value)) {
      add(key, value);
      continue;
    }
    for (const Value element : value) add(key, element);
  }
  return Value(out);
}

Value QuerystringLibrary::escape(const Value& text) const { return escaped(text.str()); }
Value QuerystringLibrary::unescape(const Value& text) const { return unescaped(text.str()); }

}  // namespace crema::detail
