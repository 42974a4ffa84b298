// core/regex.hpp — a compiled regular expression as core uses it: matching views, capture by offsets.
#pragma once
#include <crema/host_object.hpp>
#include <crema/regex.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace crema {

/// Byte offsets of what matched: [0] the whole, then the groups; npos where a group took no part.
struct RegexGroup {
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);
  std::size_t from = npos, to = npos;
  bool set() const { return from != npos; }
  std::string_view in(std::string_view subject) const {
    return set() ? subject.substr(from, to - from) : std::string_view();
  }
};
using RegexMatch = std::vector<RegexGroup>;
using RegexNames = std::vector<std::pair<std::string, std::size_t>>;  // of the groups, in their order

class RegexObject final : public HostObject {
 public:
  struct Code;  // compiled; shared by expressions of the same text
  RegexObject(std::string source, std::string flags);
  ~RegexObject() override;

  /// The first match at or after `from`, or at it; false: none. Throws RangeError when it costs too much.
  bool find(std::string_view subject, std::size_t from, RegexMatch& match, bool only_there = false) const;
  const RegexNames& names() const;
  const std::string& source() const { return source_; }
  const std::string& flags() const { return flags_; }
  bool global() const { return global_; }
  bool sticky() const { return sticky_; }
  /// Where the next match of a "g" or "y" begins, in this text, as bytes.
  std::size_t start_in(std::string_view subject);
  /// The match ended there; the text is the one of start_in. Gives the unit in which the match began.
  std::size_t note_match(std::string_view subject, const RegexGroup& whole);
  void reset() { last_bytes_ = last_units_ = 0; }
  std::size_t last_index() const { return last_units_; }

  Value get(std::string_view key) const override;
  bool set(std::string_view key, const Value& value) override;
  std::string to_string() const override;
  std::string_view class_name() const override { return "RegExp"; }

 private:
  std::string source_, flags_;
  std::shared_ptr<const Code> code_;
  bool global_ = false, sticky_ = false, bytes_known_ = true;
  std::size_t last_units_ = 0, last_bytes_ = 0;  // lastIndex, and the same in bytes of the text it was found in
};

/// The expression in a Value, or null.
inline RegexObject* regex_of(const Value& v) { return host<RegexObject>(v); }

namespace detail {
Value regex_exec(RegexObject& re, const Value& text);  // honours lastIndex
Value regex_match(const Value& text, const Value& re);
Value regex_match_all(const Value& text, const Value& re);
Value regex_split(const Value& text, RegexObject& re, std::size_t limit);
/// What stands for each match: given the groups (as Values, the whole first) and where in the text it is.
class Replacement;
Value regex_replace(const Value& text, RegexObject& re, const Replacement& with);
}  // namespace detail

}  // namespace crema
