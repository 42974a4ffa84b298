// http/query.hpp — the simple query parser: Node's querystring.parse.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crema::http {

/// Walks the pairs of a query in their order: decoded, '+' as space, never an error. Whoever keeps them makes a list of
/// a key that comes again. Empty pairs are passed over but counted.
class QueryReader {
 public:
  /// At most `max_pairs` pairs are read; 0: all.
  explicit QueryReader(std::string_view query, std::size_t max_pairs = 1000) noexcept
      : rest_(query), left_(max_pairs), limited_(max_pairs != 0) {}

  /// Goes to the next pair; false at the end.
  bool next();

  std::string_view key() const noexcept { return key_; }      // valid until next()
  std::string_view value() const noexcept { return value_; }  // valid until next()

 private:
  std::string_view rest_;
  std::size_t left_;
  bool limited_;
  std::string_view key_, value_;
  std::string key_scratch_, value_scratch_;
};

/// Calls `visit(key, value)` for each pair; the views hold during the call.
template <class Visit>
void visit_query(std::string_view query, Visit&& visit, std::size_t max_pairs = 1000) {
  QueryReader reader(query, max_pairs);
  while (reader.next()) visit(reader.key(), reader.value());
}

}  // namespace crema::http
