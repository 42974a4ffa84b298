// http/parameters.hpp — `value; name=value; name="quoted value"`, the shape of Content-Type and of the items of Accept.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crema::http {

struct Parameter {
  std::string_view name;   // blanks stripped, case as written
  std::string_view value;  // without the quotes, escapes still in it
  bool quoted = false;

  /// The value with its quoted pairs (RFC 9110 §5.6.4) resolved.
  std::string text() const;

  /// Whether both values are the same text without regard to case, quoted pairs resolved.
  bool same_value(const Parameter& other) const noexcept;
};

/// Reads one such item in place and leniently, as npm's content-type does: pieces without '=' and values whose quotes
/// never close are passed over. Names may come twice; the first counts, which is left to the caller.
class ItemReader {
 public:
  /// Reads from `at` on; `stop` (a comma between the items of a list) ends the item outside of quotes, 0 stands for
  /// none.
  explicit ItemReader(std::string_view header, std::size_t at = 0, char stop = '\0') noexcept;

  /// What stands before the parameters, blanks stripped.
  std::string_view value() const noexcept { return value_; }

  bool next(Parameter& parameter) noexcept;

  /// Where the item ended: at the stop, or the header's end. Known once next() has returned false.
  std::size_t end() const noexcept { return at_; }

 private:
  bool stops(char c) const noexcept { return c == stop_ && stop_ != '\0'; }
  void skip_value() noexcept;
  void skip_blanks() noexcept;

  std::string_view header_;
  std::string_view value_;
  std::size_t at_;
  char stop_;
};

}  // namespace crema::http
