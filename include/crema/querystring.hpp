// crema/querystring.hpp — Node's querystring: a query as an object, and back.
#pragma once
#include <crema/value.hpp>

namespace crema {

namespace detail {

struct QuerystringLibrary {
  /// {key: text}, a list of texts for a key that comes again. `options`: maxKeys (pairs that are read; 0: all. Default: 1000),
  /// decodeURIComponent (a function for keys and values. Default: querystring.unescape).
  Value parse(const Value& text, const Value& sep = "&", const Value& eq = "=", const Value& options = {}) const;
  Value decode(const Value& text, const Value& sep = "&", const Value& eq = "=", const Value& options = {}) const {
    return parse(text, sep, eq, options);
  }
  /// Texts, numbers and bools of an object, and lists of them; whatever else is empty. `options`: encodeURIComponent (a function for
  /// keys and values. Default: querystring.escape). URIError for half of a surrogate pair.
  Value stringify(const Value& object, const Value& sep = "&", const Value& eq = "=", const Value& options = {}) const;
  Value encode(const Value& object, const Value& sep = "&", const Value& eq = "=", const Value& options = {}) const {
    return stringify(object, sep, eq, options);
  }
  Value escape(const Value& text) const;
  /// Never throws: what is no escape stays, and what is no UTF-8 becomes U+FFFD.
  Value unescape(const Value& text) const;
};

}  // namespace detail

/// Node: https://nodejs.org/api/querystring.html
inline constexpr detail::QuerystringLibrary querystring{};

}  // namespace crema
