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

/// Whether each pair of the query is a member of its own, or one more value of its name: no brackets, and escapes of UTF-8.
bool is_flat(std::string_view query, const ExtendedQueryOptions& options) noexcept;

/// Texts of a query without their escapes, in memory that is used again.
class QueryDecoder {
 public:
  /// The text, '+' as space; it stays as it is where an escape is broken. Valid until the next call.
  std::string_view decode(std::string_view text, bool latin1);

 private:
  std::string spaced_, decoded_;
};

/// Walks the pairs of a query that is_flat, as parse_extended_query reads them: most queries and forms are, and need no tree. Pairs
/// that make no member, without a name or of `__proto__`, are passed over.
class FlatQueryReader {
 public:
  /// At most `max_pairs` pairs are read, those passed over counted; 0: all.
  explicit FlatQueryReader(std::string_view query, std::size_t max_pairs) noexcept
      : rest_(query), left_(max_pairs), limited_(max_pairs != 0), more_(!query.empty()) {}

  /// Goes to the next pair; false at the end.
  bool next();

  std::string_view key() const noexcept { return key_; }      // valid until next()
  std::string_view value() const noexcept { return value_; }  // valid until next()

 private:
  std::string_view rest_;
  std::size_t left_;
  bool limited_, more_;
  std::string_view key_, value_;
  QueryDecoder keys_, values_;
};

}  // namespace crema::http
