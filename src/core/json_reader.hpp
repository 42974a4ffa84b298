// core/json_reader.hpp — JSON text into Values, in one pass. ! It takes and refuses what V8's JSON.parse does, with its words, apart
// from a limit of depth. It does not recurse, and a key is looked up in an index from sixteen members on, so a hostile text costs
// no more than its length.
#pragma once
#include <crema/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include "core/json_parse.hpp"

namespace crema::detail {

class Node;

class JsonReader {
 public:
  // Up to json_depth levels.
  JsonReader(std::string_view text, int max_depth);
  // The text's value. Throws SyntaxError.
  Value read();

 private:
  char peek() const { return at_ == end_ ? '\0' : *at_; }
  void skip_space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }
  void value();
  bool next();
  void open(Value container);
  void element();
  void name(const char* expected, bool first);
  void literal(std::string_view word, Value value);
  void number();
  double decimal(const char* from, bool small) const;
  std::string_view text();
  char32_t escape();
  char32_t hex_escape();

  [[noreturn]] void fail(const char* what) const;
  [[noreturn]] void unexpected() const;

  const char *begin_, *at_, *end_;
  Value root_;
  Value* place_ = &root_;   // where the next value goes
  Node* open_[json_depth];  // containers around it; all held by root_
  int depth_ = 0, max_depth_;
  std::string scratch_;  // the text that was read last, if it is not as it stands
};

}  // namespace crema::detail
