// core/value_replace.hpp — what replace() puts for a match: a text with $1, $& …, or what a function gives.
#pragma once
#include "core/regex.hpp"
#include "core/value_node.hpp"

namespace crema::detail {

class Replacement {
 public:
  explicit Replacement(const Value& with);  // a text, or a function in a Value
  explicit Replacement(const Replacer& call) : call_(&call) {}
  void append(std::string& out, std::string_view subject, const RegexMatch& match, const RegexNames& names) const;

 private:
  void append_pattern(std::string& out, std::string_view subject, const RegexMatch& match,
                      const RegexNames& names) const;
  const Replacer* call_ = nullptr;
  Value function_;
  std::string pattern_;
};

}  // namespace crema::detail
