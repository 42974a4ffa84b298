// Paths: a pattern on the first line, a path behind it. A bad pattern is a TypeError, a match lies within the path, and the
// prefixes that a route index files a pattern under leave out no path that it matches. What matches, and what is captured, is
// what the regular expression of path-to-regexp 8 says, run by PCRE2.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <crema/error.hpp>

#include <pcre2.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/path_pattern.hpp"
#include "fuzz.hpp"
#include "http/text.hpp"
#include "slow.hpp"

namespace {

using namespace crema;

struct Token {
  enum Kind { text, param, wildcard, group } kind;
  std::string value;
  std::vector<Token> inside = {};
};

struct Refused {};

// The syntax of patterns, as far as names are ASCII.
class Reader {
 public:
  explicit Reader(std::string_view pattern) : pattern_(pattern) {}

  std::vector<Token> read(bool in_group, int depth = 0) {
    if (depth > 40) throw Refused();
    std::vector<Token> tokens;
    while (at_ < pattern_.size()) {
      const char c = pattern_[at_++];
      if (c == '}' && in_group) return tokens;
      if (std::string_view("}()[]+?!").find(c) != std::string_view::npos) throw Refused();
      if (c == '{') {
        tokens.push_back({Token::group, "", read(true, depth + 1)});
      } else if (c == ':' || c == '*') {
        tokens.push_back({c == ':' ? Token::param : Token::wildcard, name()});
      } else {
        if (c == '\\' && at_ == pattern_.size()) throw Refused();
        const char literal = c == '\\' ? pattern_[at_++] : c;
        if (tokens.empty() || tokens.back().kind != Token::text) tokens.push_back({Token::text, ""});
        tokens.back().value += literal;
      }
    }
    if (in_group) throw Refused();
    return tokens;
  }

 private:
  std::string name() {
    std::string name;
    if (at_ < pattern_.size() && pattern_[at_] == '"') {
      for (at_++; at_ < pattern_.size() && pattern_[at_] != '"'; at_++) {
        if (pattern_[at_] == '\\' && at_ + 1 < pattern_.size()) at_++;
        name += pattern_[at_];
      }
      if (at_++ >= pattern_.size()) throw Refused();
    } else if (at_ < pattern_.size() && !http::is_digit(pattern_[at_])) {
      while (at_ < pattern_.size() && is_name(pattern_[at_])) name += pattern_[at_++];
    }
    if (name.empty()) throw Refused();
    return name;
  }
  static bool is_name(char c) { return http::is_alpha(c) || http::is_digit(c) || c == '_' || c == '$'; }

  std::string_view pattern_;
  std::size_t at_ = 0;
};

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (!http::is_alpha(c) && !http::is_digit(c)) out += '\\';
    out += c;
  }
  return out;
}

// A character that begins neither of two texts.
std::string none_of(std::string a, std::string b) {
  if (a.size() < b.size()) std::swap(a, b);
  std::string behind = "(?:";
  for (const auto& text : {a, a == b ? std::string() : b}) {
    if (!text.empty()) behind += "(?!" + escaped(text) + ")";
  }
  return behind + "[\\s\\S])";
}

struct Source {
  std::string regex;
  std::vector<const Token*> captures;
};

// toRegExpSource of path-to-regexp 8.4: a capture never runs into the text that stands between it and the next one.
Source source_of(const std::vector<const Token*>& tokens) {
  Source source;
  std::string since, since_wildcard;
  const Token* before = nullptr;
  bool param_here = false, wildcard_here = false;
  const auto wildcard_follows = [&](std::size_t i) {
    for (; i < tokens.size(); i++) {
      if (tokens[i]->kind == Token::wildcard) return true;
      if (tokens[i]->kind == Token::text && tokens[i]->value.find('/') != std::string::npos) return false;
    }
    return false;
  };
  const auto text_from = [&](std::size_t i) {
    std::string text;
    for (; i < tokens.size() && tokens[i]->kind == Token::text; i++) text += tokens[i]->value;
    return text;
  };
  for (std::size_t i = 0; i < tokens.size(); i++) {
    const Token& token = *tokens[i];
    if (token.kind == Token::text) {
      source.regex += escaped(token.value);
      since += token.value;
      if (before && before->kind == Token::wildcard) since_wildcard += token.value;
      if (token.value.find('/') != std::string::npos) param_here = wildcard_here = false;
      continue;
    }
    if (before && since.empty()) throw Refused();
    if (token.kind == Token::param) {
      if (wildcard_here) source.regex += "(" + none_of("/", since) + "+)";
      else if (wildcard_follows(i + 1)) source.regex += "(" + none_of("/", text_from(i + 1)) + "+)";
      else if (param_here) source.regex += "(" + none_of("/", since) + "+|" + escaped(since) + ")";
      else source.regex += "(" + none_of("/", "") + "+)";
      param_here = true;
    } else {
      if (wildcard_here) source.regex += "(" + none_of(since, "") + "+)";
      else if (!since_wildcard.empty())
        source.regex += "(" + none_of(since_wildcard, "") + "+|" + none_of("/", "") + "+)";
      else source.regex += "([\\s\\S]+)";
      since_wildcard.clear();
      wildcard_here = true;
    }
    source.captures.push_back(&token);
    since.clear();
    before = &token;
  }
  return source;
}

// Every combination of groups, those that are there first.
void combine(const std::vector<Token>& tokens, std::size_t at, std::vector<const Token*> sequence,
             const std::function<void(const std::vector<const Token*>&)>& done) {
  for (; at < tokens.size(); at++) {
    if (tokens[at].kind == Token::group) {
      combine(tokens[at].inside, 0, sequence, [&](const auto& with) { combine(tokens, at + 1, with, done); });
      continue;
    }
    sequence.push_back(&tokens[at]);
  }
  done(sequence);
}

struct Expected {
  enum { refused, no_match, match, unknown } result = no_match;
  std::size_t length = 0;
  std::vector<std::pair<std::string, std::string>> captures;
};

Expected by_regex(std::string pattern, std::string_view path, const detail::PathOptions& options) {
  Expected expected;
  if (!options.strict && pattern != "/") {
    while (!pattern.empty() && pattern.back() == '/') pattern.pop_back();
  }
  std::vector<Token> tokens;
  std::vector<Source> sources;
  try {
    tokens = Reader(pattern).read(false);
    combine(tokens, 0, {}, [&](const auto& sequence) {
      if (sources.size() == 256) throw Refused();
      sources.push_back(source_of(sequence));
    });
  } catch (const Refused&) {
    expected.result = Expected::refused;
    return expected;
  }
  std::string regex;
  std::vector<const Token*> names;
  for (const auto& source : sources) {
    regex += (regex.empty() ? "^(?:" : "|") + source.regex;
    names.insert(names.end(), source.captures.begin(), source.captures.end());
  }
  regex += options.strict ? ")" : ")(?:\\/\\z)?";
  regex += options.end ? "\\z" : "(?=\\/|\\z)";
  int error = 0;
  PCRE2_SIZE offset = 0;
  auto* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(regex.data()), regex.size(),
                             options.sensitive ? 0 : PCRE2_CASELESS, &error, &offset, nullptr);
  // Many combinations of long texts.
  constexpr int too_large = 120;
  if (!code && error == too_large) expected.result = Expected::unknown;
  if (expected.result == Expected::unknown) return expected;
  fuzz::check(code != nullptr, "the regular expression of a path compiles");
  auto* found = pcre2_match_data_create_from_pattern(code, nullptr);
  const int result = pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(path.data()), path.size(), 0, 0, found, nullptr);
  if (result > 0) {
    expected.result = Expected::match;
    const auto* bounds = pcre2_get_ovector_pointer(found);
    expected.length = bounds[1];
    for (std::size_t i = 0; i < names.size() && i + 1 < static_cast<std::size_t>(result); i++) {
      if (bounds[2 * i + 2] == PCRE2_UNSET) continue;
      expected.captures.emplace_back(names[i]->value,
                                     path.substr(bounds[2 * i + 2], bounds[2 * i + 3] - bounds[2 * i + 2]));
    }
  } else if (result != PCRE2_ERROR_NOMATCH) {
    expected.result = Expected::unknown;  // too much work
  }
  pcre2_match_data_free(found);
  pcre2_code_free(code);
  return expected;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const unsigned choice = input.byte();
  const auto text = input.line().substr(0, 1024);  // written by the programmer, not by a client
  const auto path = input.rest();
  detail::PathOptions options;
  options.sensitive = (choice & 1) != 0;
  options.strict = (choice & 2) != 0;
  options.end = (choice & 4) != 0;
  // Not the regular expression: use("/") matches all, and names may have any letters.
  Expected expected;
  const bool compared = slow::is_ascii(text) && (text != "/" || options.end) && text.size() < 200 && path.size() < 500;
  if (compared) expected = by_regex(std::string(text), path, options);
  detail::PathPattern pattern;
  try {
    pattern = detail::PathPattern(Value(text), options);
  } catch (const TypeError&) {
    fuzz::check(!compared || expected.result == Expected::refused, "what path-to-regexp takes is taken");
    return 0;
  }
  fuzz::check(!compared || expected.result != Expected::refused, "what path-to-regexp refuses is refused");
  const bool decided = compared && expected.result != Expected::unknown;
  detail::PathMatch match;
  if (!pattern.match(path, match)) {
    fuzz::check(!decided || expected.result == Expected::no_match, "what the regular expression matches matches");
    return 0;
  }
  if (decided) {
    fuzz::check(expected.result == Expected::match, "what matches, the regular expression matches");
    fuzz::check(match.length == expected.length, "it matches as far as the regular expression");
    fuzz::check(match.captures.size() == expected.captures.size(), "captures are as many as the regular expression's");
    for (std::size_t i = 0; i < match.captures.size(); i++) {
      fuzz::check(
          match.captures[i].name == expected.captures[i].first && match.captures[i].raw == expected.captures[i].second,
          "a capture is the regular expression's");
    }
  }
  fuzz::check(match.length <= path.size(), "a match is no longer than the path");
  for (const auto& capture : match.captures) {
    fuzz::check(
        capture.raw.data() >= path.data() && capture.raw.data() + capture.raw.size() <= path.data() + path.size(),
        "a capture lies within the path");
  }
  const auto prefixes = pattern.literal_prefixes();
  const std::string folded = http::to_lower(path);
  fuzz::check(
      std::any_of(prefixes.begin(), prefixes.end(), [&](const auto& prefix) { return folded.starts_with(prefix); }),
      "a path that matches has one of the pattern's prefixes");
  return 0;
}
