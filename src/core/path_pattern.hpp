// core/path_pattern.hpp — a route's path: the syntax of path-to-regexp 8, matched by a matcher of our own, or a regular
// expression of the user's. Literal text is compared with the raw path; only what is captured is decoded.
#pragma once
#include <crema/value.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crema::detail {

struct PathOptions {
  bool sensitive = false;  // case matters
  bool strict = false;     // a trailing slash matters
  bool end = true;         // the whole path (routes), not a prefix of segments (use)
};

struct PathToken {
  enum class Kind : std::uint8_t { text, param, wildcard } kind = Kind::text;
  std::string text;  // the literal, or the name
  // A capture takes one character or more, none of which begins one of these texts …
  std::string stop_a, stop_b;
  // … or, where that fails, this literal, or characters that do not begin `other_stop`.
  std::string otherwise;
  bool other_run = false;
};

// One way through a pattern, without options.
using PathSequence = std::vector<PathToken>;

// What matched: the part of the path, and the captures, in order of the tokens.
struct PathMatch {
  struct Capture {
    std::string_view name;
    std::string_view raw;
    bool wildcard = false;
  };
  std::size_t length = 0;
  bool at_start = true;  // a regular expression may match elsewhere
  std::vector<Capture> captures;
  Value regex_params;  // of a user's regular expression: ready
  bool from_regex = false;
};

class PathPattern {
 public:
  PathPattern() = default;
  // Text, regular expression or (nested) list. Throws TypeError with path-to-regexp's sentence on a bad path.
  PathPattern(const Value& path, PathOptions options);

  // Matches `path` (without query). The match's views point into `path` and the pattern. Throws Error (400) where a capture of
  // a regular expression cannot be decoded.
  bool match(std::string_view path, PathMatch& match) const;

  // Whether every path matches, without captures: use("/").
  bool matches_all() const noexcept { return slash_; }
  // The longest literal prefixes of whole segments, folded to lower case: where a route index files it. "" stands for all.
  std::vector<std::string> literal_prefixes() const;

 private:
  struct Alternative {
    std::vector<PathSequence> sequences;  // tried in order
    Value regex;                          // else: the user's
  };
  void add(const Value& path);
  bool match_sequence(const PathSequence& tokens, std::string_view path, PathMatch& match) const;
  bool match_regex(const Alternative& alternative, std::string_view path, PathMatch& match) const;

  PathOptions options_;
  bool slash_ = false;
  std::vector<Alternative> alternatives_;
};

// Decodes a capture; throws the Error (status 400) that Express gives: Failed to decode param '%zz'.
Value decode_param(std::string_view raw);

}  // namespace crema::detail
