// http/query_extended.hpp — the extended query and form parser: npm's qs 6.17 with the options that Express uses.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crema::http {

/// A parsed query: a text, a list, or an object whose members stand in JavaScript's order (integer-like keys first).
struct QueryNode {
  enum class Kind { text, list, object };

  Kind kind = Kind::object;
  std::string text;               // of a text
  std::vector<QueryNode> items;   // of a list; of an object, the values of `keys`
  std::vector<std::string> keys;  // of an object
};

struct ExtendedQueryOptions {
  std::size_t depth = 5;                    // Levels of brackets, 1,000 at most; the rest is one literal key. 0: none.
  bool strict_depth = false;                // Deeper is an error.
  std::size_t parameter_limit = 1000;       // Pairs read; 0: all.
  std::size_t array_limit = 20;             // From this index, or beyond this length, an object instead of a list.
  bool latin1 = false;                      // Escapes are ISO-8859-1. The text itself is UTF-8 in any case.
  bool charset_sentinel = false;            // A pair utf8=✓ tells the charset of the escapes.
  bool interpret_numeric_entities = false;  // &#10003; in the values of Latin-1 forms.
};

/// Parses a query or form into an object. Names of Object.prototype are allowed as keys, but `__proto__` is dropped.
/// False, and `root` unspecified, only if strict_depth was exceeded. The cost is n log n in the text at worst.
bool parse_extended_query(std::string_view query, const ExtendedQueryOptions& options, QueryNode& root);

}  // namespace crema::http
