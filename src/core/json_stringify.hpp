// core/json_stringify.hpp — JSON.stringify into a caller's buffer.
#pragma once
#include <crema/value.hpp>
#include <string>
#include <string_view>

namespace crema {

struct StringifyOptions {
  std::string_view indent = {};     // of one level; none: everything on one line
  std::string_view skip_key = {};   // a member of the outermost object that is left out
  bool escape_html = false;         // <, > and & as \u003c …: Express's "json escape"
  const Value* replacer = nullptr;  // a function of (key, value), or an array of keys
};

/// Appends the JSON of v; false, and nothing appended, for undefined and functions. Allocates nothing of its own for plain
/// trees. Throws TypeError for a cycle, RangeError beyond 2,000 levels.
bool stringify_to(std::string& out, const Value& v, const StringifyOptions& options = {});
/// A text in quotes: invalid UTF-8 as U+FFFD, half a surrogate pair as \ud83d.
void append_json_text(std::string& out, std::string_view text, bool escape_html = false);

}  // namespace crema
