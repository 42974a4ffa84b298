// Matches by trying runs from the longest to the shortest, as the regular expression of path-to-regexp would. What a run may
// hold stops it at the text that follows, so there is next to no going back; a budget of steps bounds what is left of it.
#include "core/path_pattern.hpp"

#include <crema/error.hpp>

#include <algorithm>
#include <optional>

#include "core/path_parser.hpp"
#include "core/path_regex.hpp"
#include "core/route_index.hpp"
#include "core/value_node.hpp"
#include "http/percent.hpp"
#include "http/text.hpp"

namespace crema::detail {
namespace {

class SequenceMatcher {
 public:
  SequenceMatcher(const PathSequence& tokens, std::string_view path, const PathOptions& options, PathMatch& match)
      : tokens_(tokens), path_(path), options_(options), match_(match), steps_(200 + 64 * path.size()) {}

  bool run() { return from(0, 0); }

 private:
  bool same(std::string_view text, std::size_t at) const {
    if (path_.size() - at < text.size()) return false;
    const auto here = path_.substr(at, text.size());
    return options_.sensitive ? here == text : http::iequals(here, text);
  }

  bool at_end(std::size_t at) {
    if (!options_.strict && at + 1 == path_.size() && path_[at] == '/') {
      // A trailing slash belongs to what matched.
      match_.length = path_.size();
      return true;
    }
    match_.length = at;
    if (at == path_.size()) return true;
    return !options_.end && path_[at] == '/';
  }

  bool from(std::size_t token, std::size_t at) {
    for (; token < tokens_.size() && tokens_[token].kind == PathToken::Kind::text; token++) {
      if (!same(tokens_[token].text, at)) return false;
      at += tokens_[token].text.size();
    }
    if (token == tokens_.size()) return at_end(at);
    return capture(token, at);
  }

  // Tells whether a run of `token` may go on over the character at `at`.
  bool may_hold(const PathToken& token, std::size_t at) const {
    if (!token.stop_a.empty() && same(token.stop_a, at)) return false;
    return token.stop_b.empty() || !same(token.stop_b, at);
  }

  bool capture(std::size_t index, std::size_t at) {
    const PathToken& token = tokens_[index];
    std::size_t end = at;
    while (end < path_.size() && may_hold(token, end)) end++;
    if (shorten(index, at, end)) return true;
    if (!token.otherwise.empty() && same(token.otherwise, at)) return take(index, at, at + token.otherwise.size());
    if (token.other_run) {
      end = at;
      while (end < path_.size() && path_[end] != '/') end++;
      return shorten(index, at, end);
    }
    return false;
  }

  bool shorten(std::size_t index, std::size_t at, std::size_t end) {
    for (; end > at; end--) {
      if (steps_ == 0) return false;
      steps_--;
      if (take(index, at, end)) return true;
    }
    return false;
  }

  bool take(std::size_t index, std::size_t at, std::size_t end) {
    const auto kept = match_.captures.size();
    const PathToken& token = tokens_[index];
    match_.captures.push_back({token.text, path_.substr(at, end - at), token.kind == PathToken::Kind::wildcard});
    if (from(index + 1, end)) return true;
    match_.captures.resize(kept);
    return false;
  }

  const PathSequence& tokens_;
  std::string_view path_;
  const PathOptions& options_;
  PathMatch& match_;
  std::size_t steps_;
};

// Without its trailing slashes, as the router does before it parses a path that is not strict.
std::string loosened(std::string_view path, bool strict) {
  if (!strict && path != "/")
    while (!path.empty() && path.back() == '/') path.remove_suffix(1);
  return std::string(path);
}

// Cut after the last whole segment, in eight segments at most, in lower case.
std::string whole_segments(std::string_view text, bool complete) {
  std::size_t end = complete ? text.size() : text.rfind('/');
  if (end == std::string_view::npos) return {};
  text = text.substr(0, end);
  unsigned segments = 0;
  for (std::size_t i = 1; i <= text.size(); i++) {
    if ((i == text.size() || text[i] == '/') && ++segments == RouteIndex::most_segments) {
      text = text.substr(0, i);
      break;
    }
  }
  // The trailing slash of a strict path is no segment.
  if (text.size() > 0 && text.back() == '/') text.remove_suffix(1);
  return http::to_lower(text);
}

}  // namespace

Value decode_param(std::string_view raw) {
  if (raw.find('%') == std::string_view::npos) return make_text(raw);
  std::string decoded;
  if (!http::decode_uri_component(raw, decoded)) {
    URIError err("Failed to decode param '" + std::string(raw) + "'");
    err.status = err.statusCode = 400;
    throw err;
  }
  return make_text(decoded);
}

PathPattern::PathPattern(const Value& path, PathOptions options) : options_(options) {
  slash_ = !options.end && typeof_(path) == "string" && (path == "/");
  add(path);
}

void PathPattern::add(const Value& path) {
  if (Array.isArray(path)) {
    for (auto one : path) add(one);
    return;
  }
  Alternative alternative;
  if (is_regex(path)) {
    alternative.regex = path;
  } else {
    if (typeof_(path) != "string") {
      throw TypeError("a path is a text, a Regex or a list of these, not " + typeof_(path).str() +
                      ": write \"/users\", \"^/users\"_re or {\"/a\", \"/b\"}");
    }
    alternative.sequences = parse_path(loosened(path.view(), options_.strict));
  }
  alternatives_.push_back(std::move(alternative));
}

namespace {

// Whether one look at the second letter tells that a path does not match: of a few routes all but one are passed over by that.
bool begins_otherwise(const PathSequence& sequence, std::string_view path) noexcept {
  if (sequence.empty() || sequence[0].kind != PathToken::Kind::text) return false;
  const std::string_view text = sequence[0].text;
  if (text.size() < 2 || text[1] == '/') return false;
  return path.size() < 2 || http::lower(path[1]) != http::lower(text[1]);
}

}  // namespace

bool PathPattern::match(std::string_view path, PathMatch& match) const {
  match.captures.clear();
  match.from_regex = false;
  match.at_start = true;
  if (slash_) {
    match.length = 0;
    return true;
  }
  for (const auto& alternative : alternatives_) {
    if (alternative.sequences.empty()) {
      if (match_regex(alternative, path, match)) return true;
      continue;
    }
    for (const auto& sequence : alternative.sequences) {
      if (begins_otherwise(sequence, path)) continue;
      match.captures.clear();
      if (SequenceMatcher(sequence, path, options_, match).run()) return true;
    }
  }
  return false;
}

bool PathPattern::match_regex(const Alternative& alternative, std::string_view path, PathMatch& match) const {
  std::size_t start = 0;
  if (!match_path_regex(alternative.regex, path, start, match.length, match.regex_params)) return false;
  match.from_regex = true;
  match.at_start = start == 0;
  return true;
}

std::vector<std::string> PathPattern::literal_prefixes() const {
  std::vector<std::string> prefixes;
  if (slash_) return {std::string()};
  for (const auto& alternative : alternatives_) {
    if (alternative.sequences.empty()) return {std::string()};
    for (const auto& sequence : alternative.sequences) {
      const bool text_first = !sequence.empty() && sequence[0].kind == PathToken::Kind::text;
      const bool complete = sequence.size() <= 1;
      auto prefix = text_first ? whole_segments(sequence[0].text, complete) : std::string();
      if (prefix.empty()) return {std::string()};
      if (std::find(prefixes.begin(), prefixes.end(), prefix) == prefixes.end()) prefixes.push_back(std::move(prefix));
    }
  }
  if (prefixes.empty()) prefixes.emplace_back();
  return prefixes;
}

}  // namespace crema::detail
