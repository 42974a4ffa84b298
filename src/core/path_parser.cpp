// Parses a path and works out what each capture may take. A capture never runs into the text that stands between it and the
// next one, which is what keeps matching cheap.
#include "core/path_parser.hpp"

#include <crema/error.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "core/regex.hpp"

namespace crema::detail {
namespace {

struct Node {
  enum class Kind { text, param, wildcard, group } kind;
  std::string text;
  std::vector<Node> children;
};

// path-to-regexp's sentence, and what to do about it.
[[noreturn]] void bad_path(std::string message, std::string_view path, std::string_view advice) {
  message += ": ";
  message += path;
  message += "; visit https://git.new/pathToRegexpError for info. ";
  message += advice;
  throw TypeError(message);
}

std::string_view advice_on(char unexpected) {
  switch (unexpected) {
    case '}':
      return "No { stands before it; a literal one is escaped: \\}";
    case '(':
    case ')':
      return "A regular expression is a path of its own, R\"(^/user/(\\d+)$)\"_re; a literal one is escaped: \\( and "
             "\\)";
    case '?':
      return "What is optional stands in braces, as in /users{/:id}; a query string is no part of a path; a literal "
             "one is escaped: "
             "\\?";
    default:
      return "In a path it has to be escaped by a backslash; what it means in regular expressions takes a Regex, as in "
             "R\"(^/ab+$)\"_re";
  }
}

// Which characters a name may have, as JavaScript's identifiers.
bool starts_name(std::string_view c) {
  if (c.size() == 1) return (c[0] >= 'a' && c[0] <= 'z') || (c[0] >= 'A' && c[0] <= 'Z') || c[0] == '_' || c[0] == '$';
  static const RegexObject letters(R"(^\p{ID_Start})", "u");
  RegexMatch match;
  return letters.find(c, 0, match);
}
bool continues_name(std::string_view c) {
  if (c.size() == 1) return starts_name(c) || (c[0] >= '0' && c[0] <= '9');
  static const RegexObject letters(R"(^[\u200c\u200d\p{ID_Continue}])", "u");
  RegexMatch match;
  return letters.find(c, 0, match);
}

class Parser {
 public:
  explicit Parser(std::string_view path) : path_(path) {}

  std::vector<Node> parse(char end, int depth) {
    // More groups in one another are more combinations than there may be.
    if (depth > 256) bad_path("Too many path combinations", path_, too_many);
    std::vector<Node> nodes;
    std::string text;
    const auto close_text = [&] {
      if (!text.empty()) nodes.push_back({Node::Kind::text, std::exchange(text, {}), {}});
    };
    while (at_ < path_.size()) {
      const char c = path_[at_++];
      if (end && c == end) {
        close_text();
        return nodes;
      }
      switch (c) {
        case '\\':
          if (at_ == path_.size()) {
            bad_path("Unexpected end after \\ at index " + index(), path_,
                     "A backslash that is meant is written twice: \\\\");
          }
          text += path_[at_++];
          break;
        case ':':
        case '*': {
          auto name = parse_name(c);
          close_text();
          nodes.push_back({c == ':' ? Node::Kind::param : Node::Kind::wildcard, std::move(name), {}});
          break;
        }
        case '{':
          close_text();
          nodes.push_back({Node::Kind::group, {}, parse('}', depth + 1)});
          break;
        case '}':
        case '(':
        case ')':
        case '[':
        case ']':
        case '+':
        case '?':
        case '!':
          at_--;
          bad_path(std::string("Unexpected ") + c + " at index " + index(), path_, advice_on(c));
        default:
          text += c;
      }
    }
    if (end) {
      bad_path("Unexpected end at index " + index() + ", expected " + end, path_,
               "Each { needs a }; a literal one is escaped: \\{");
    }
    close_text();
    return nodes;
  }

  static constexpr std::string_view too_many =
      "Each {optional} part doubles the ways to read a path, of which 256 are allowed: register several paths instead";

 private:
  // Where it stands, in characters.
  std::string index() const {
    const auto before = path_.substr(0, at_);
    return std::to_string(std::count_if(before.begin(), before.end(),
                                        [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
  }

  // The character at the position, of one byte or more; empty at the end.
  std::string_view character() const {
    std::size_t size = at_ < path_.size() ? 1 : 0;
    if (size == 1 && static_cast<unsigned char>(path_[at_]) >= 0xc0) {
      while (at_ + size < path_.size() && (static_cast<unsigned char>(path_[at_ + size]) & 0xc0) == 0x80) size++;
    }
    return path_.substr(at_, size);
  }

  std::string parse_name(char sigil) {
    std::string name;
    auto c = character();
    if (!c.empty() && starts_name(c)) {
      for (; !c.empty() && continues_name(c); c = character()) {
        name += c;
        at_ += c.size();
      }
    } else if (c == "\"") {
      name = parse_quoted();
    }
    if (name.empty()) {
      bad_path("Missing parameter name at index " + index(), path_,
               sigil == '*'
                   ? "A wildcard has a name: /*splat, or /{*splat} to match / as well; a literal one is escaped: \\*"
                   : "A parameter has a name of letters, digits, _ and $ that does not begin with a digit, as in "
                     "/users/:id; any other name is quoted, as in /:\"my-name\"; a literal colon is escaped: \\:");
    }
    return name;
  }

  std::string parse_quoted() {
    const auto start = index();
    std::string name;
    for (at_++; at_ < path_.size();) {
      char c = path_[at_++];
      if (c == '"') return name;
      if (c == '\\' && at_ < path_.size()) c = path_[at_++];
      name += c;
    }
    bad_path("Unterminated quote at index " + start, path_, "A quoted name ends with a quote, as in /:\"my-name\"");
  }

  std::string_view path_;
  std::size_t at_ = 0;
};

// Two texts that a run may not begin with, the longer one first; the same one counts once.
void set_stops(PathToken& token, std::string_view a, std::string_view b) {
  token.stop_a = a;
  token.stop_b = a == b ? std::string_view() : b;
}

// Works out what each capture of a sequence may take.
class Limits {
 public:
  Limits(const std::vector<const Node*>& nodes, std::string_view path) : nodes_(nodes), path_(path) {}

  PathSequence resolve() {
    PathSequence tokens;
    for (std::size_t i = 0; i < nodes_.size(); i++) {
      const Node& node = *nodes_[i];
      if (node.kind == Node::Kind::text) {
        add_text(tokens, node.text);
        continue;
      }
      if (captured_ && since_capture_.empty()) {
        const char* what = node.kind == Node::Kind::param ? "param" : "wildcard";
        bad_path(
            "Missing text before \"" + node.text + "\" " + what, path_,
            "Nothing tells where the one ends and the next begins: put text between the two, as in /:a-:b or /:a/:b");
      }
      PathToken token;
      token.text = node.text;
      if (node.kind == Node::Kind::param) limit_param(token, i + 1);
      else limit_wildcard(token);
      tokens.push_back(std::move(token));
      captured_ = true;
      since_capture_.clear();
    }
    return tokens;
  }

 private:
  void add_text(PathSequence& tokens, const std::string& text) {
    since_capture_ += text;
    if (after_wildcard_) since_wildcard_ += text;
    if (text.find('/') != std::string::npos) param_in_segment_ = wildcard_in_segment_ = false;
    if (!tokens.empty() && tokens.back().kind == PathToken::Kind::text) {
      tokens.back().text += text;
      return;
    }
    PathToken token;
    token.text = text;
    tokens.push_back(std::move(token));
  }

  void limit_param(PathToken& token, std::size_t next) {
    token.kind = PathToken::Kind::param;
    if (wildcard_in_segment_) set_stops(token, "/", since_capture_);
    else if (wildcard_follows(next)) set_stops(token, "/", text_at(next));
    else if (param_in_segment_) {
      set_stops(token, "/", since_capture_);
      token.otherwise = since_capture_;
    } else set_stops(token, "/", "");
    param_in_segment_ = true;
    after_wildcard_ = false;
  }

  void limit_wildcard(PathToken& token) {
    token.kind = PathToken::Kind::wildcard;
    if (wildcard_in_segment_) set_stops(token, since_capture_, "");
    else if (!since_wildcard_.empty()) {
      set_stops(token, since_wildcard_, "");
      token.other_run = true;
    }
    since_wildcard_.clear();
    wildcard_in_segment_ = true;
    after_wildcard_ = true;
  }

  bool wildcard_follows(std::size_t i) const {
    for (; i < nodes_.size(); i++) {
      if (nodes_[i]->kind == Node::Kind::wildcard) return true;
      if (nodes_[i]->kind == Node::Kind::text && nodes_[i]->text.find('/') != std::string::npos) return false;
    }
    return false;
  }

  std::string text_at(std::size_t i) const {
    std::string text;
    for (; i < nodes_.size() && nodes_[i]->kind == Node::Kind::text; i++) text += nodes_[i]->text;
    return text;
  }

  const std::vector<const Node*>& nodes_;
  std::string_view path_;
  std::string since_capture_, since_wildcard_;
  bool captured_ = false, after_wildcard_ = false;
  bool param_in_segment_ = false, wildcard_in_segment_ = false;
};

// Goes through every combination of optional groups, those that are there first.
class Combinations {
 public:
  Combinations(std::string_view path, std::vector<PathSequence>& out) : path_(path), out_(out) {}

  // `rest` are the lists that are still to be walked, the innermost last.
  void walk(std::vector<std::pair<const std::vector<Node>*, std::size_t>> rest, std::vector<const Node*> sequence) {
    while (!rest.empty()) {
      auto& [nodes, at] = rest.back();
      if (at == nodes->size()) {
        rest.pop_back();
        continue;
      }
      const Node& node = (*nodes)[at++];
      if (node.kind == Node::Kind::group) {
        auto inside = rest;
        inside.emplace_back(&node.children, 0);
        walk(std::move(inside), sequence);
        continue;
      }
      sequence.push_back(&node);
    }
    if (out_.size() == 256) bad_path("Too many path combinations", path_, Parser::too_many);
    out_.push_back(Limits(sequence, path_).resolve());
  }

 private:
  std::string_view path_;
  std::vector<PathSequence>& out_;
};

}  // namespace

std::vector<PathSequence> parse_path(std::string_view path) {
  const auto nodes = Parser(path).parse('\0', 0);
  std::vector<PathSequence> sequences;
  Combinations(path, sequences).walk({{&nodes, 0}}, {});
  return sequences;
}

}  // namespace crema::detail
