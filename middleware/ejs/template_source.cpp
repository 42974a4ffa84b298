// The compiler of templates: tokens of text and tags, each of which becomes one statement. ! Which statements there are, and in which
// order, decides which templates are valid JavaScript (`<% if (a) { %>` … `<% } %>`), so there is one for each piece that ejs has one for.
#include "template_source.hpp"

#include <crema/error.hpp>
#include <crema/json_text.hpp>

#include <algorithm>
#include <array>
#include <bitset>
#include <cstddef>

namespace crema::scripts {
namespace {

using std::size_t;
using std::string;
using std::string_view;
constexpr size_t none = string_view::npos;

// In the order in which they are tried at one place: "<%=" before "<%".
enum Tag : unsigned char {
  literal_open,
  literal_close,
  escaped,
  raw,
  slurp,
  comment,
  eval,
  close,
  close_trim,
  close_slurp,
  no_tag
};
struct Token {
  Tag tag;
  string_view text;
};

void json_text(string& out, string_view text) { appendJson(out, Value(text)); }

class Tags {
 public:
  explicit Tags(const SourceOptions& o) {
    const string start = o.open + o.delimiter, end = o.delimiter + o.close;
    texts_ = {start + o.delimiter, o.delimiter + end, start + "=", start + "-", start + "_", start + "#", start, end,
              "-" + end,           "_" + end};
    for (const auto& text : texts_) first_.set(static_cast<unsigned char>(text[0]));
  }
  const string& operator[](Tag tag) const { return texts_[tag]; }

  // The first tag at or after `from`; its place is none when there is no more.
  size_t find(string_view text, size_t from, Tag& found) const {
    for (size_t at = from; at < text.size(); ++at) {
      if (!first_[static_cast<unsigned char>(text[at])]) continue;
      found = tag_at(text.substr(at));
      if (found != no_tag) return at;
    }
    return none;
  }

 private:
  Tag tag_at(string_view text) const {
    for (unsigned tag = 0; tag < texts_.size(); ++tag) {
      if (text.starts_with(texts_[tag])) return static_cast<Tag>(tag);
    }
    return no_tag;
  }
  std::array<string, no_tag> texts_;
  std::bitset<256> first_;
};

bool is_blank(char c) { return c == ' ' || c == '\t'; }

// Blanks before each `opening` and behind each `closing` go, in two passes as in ejs: "<%_%>" holds both of them.
string without_slurped(string_view text, string_view opening, string_view closing) {
  string opened;
  for (auto at = text.find(opening); at != none; at = text.find(opening)) {
    opened += text.substr(0, at);
    while (!opened.empty() && is_blank(opened.back())) opened.pop_back();
    opened += opening;
    text.remove_prefix(at + opening.size());
  }
  opened += text;
  string out;
  string_view rest = opened;
  for (auto at = rest.find(closing); at != none; at = rest.find(closing)) {
    out += rest.substr(0, at + closing.size());
    rest.remove_prefix(at + closing.size());
    while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
  }
  return out += rest;
}

// The size of JavaScript's white space at `at`, in bytes; 0: there is none.
size_t space_at(string_view text, size_t at) {
  const char c = text[at];
  if (c == ' ' || (c >= '\t' && c <= '\r')) return 1;
  if (static_cast<unsigned char>(c) < 0x80) return 0;
  static constexpr string_view wide[] = {"\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004",
                                         "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200A", "\u2028",
                                         "\u2029", "\u202F", "\u205F", "\u3000", "\uFEFF"};
  for (const auto space : wide) {
    if (text.substr(at).starts_with(space)) return space.size();
  }
  return 0;
}

// Whether "$" matches at `at`, before a line's end, and "^" behind one.
bool ends_line(string_view text, size_t at) {
  const auto rest = text.substr(at);
  return rest.starts_with('\n') || rest.starts_with('\r') || rest.starts_with("\u2028") || rest.starts_with("\u2029");
}
bool begins_line(string_view text, size_t at) {
  const auto before = text.substr(0, at);
  return before.empty() || before.ends_with('\n') || before.ends_with('\r') || before.ends_with("\u2028") ||
         before.ends_with("\u2029");
}

string with_single_line_ends(string_view text) {
  string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\n' && text[i] != '\r') out += text[i];
    else if (i == 0 || (text[i - 1] != '\n' && text[i - 1] != '\r')) out += '\n';
  }
  return out;
}

// A run of white space that begins at `from`: where it ends, and the last line end in it after its beginning (or the text's end).
struct Run {
  size_t end, last_line_end = none;
};
Run run_at(string_view text, size_t from) {
  Run run{from};
  while (run.end < text.size()) {
    const auto size = space_at(text, run.end);
    if (size == 0) break;
    if (run.end > from && ends_line(text, run.end)) run.last_line_end = run.end;
    run.end += size;
  }
  if (run.end == text.size() && run.end > from) run.last_line_end = run.end;
  return run;
}

// Leading and trailing white space of each line, and empty lines, go: ejs replaces /^\s+|\s+$/gm.
string without_whitespace(string_view given) {
  const string text = with_single_line_ends(given);
  string out;
  for (size_t at = 0; at < text.size();) {
    const auto run = run_at(text, at);
    if (run.end > at && begins_line(text, at)) {
      at = run.end;
    } else if (run.last_line_end != none) {
      at = run.last_line_end;
    } else {
      // White space within a line stays, all of it at once; behind a line's end another line begins.
      const size_t kept = run.end == at ? 1 : ends_line(text, at) ? space_at(text, at) : run.end - at;
      out.append(text, at, kept);
      at += kept;
    }
  }
  return out;
}

std::vector<Token> tokens_of(string_view text, const Tags& tags) {
  std::vector<Token> tokens;
  for (size_t at = 0; at < text.size();) {
    Tag tag = no_tag;
    const auto next = tags.find(text, at, tag);
    if (next != at) tokens.push_back({no_tag, text.substr(at, next == none ? none : next - at)});
    if (next == none) break;
    tokens.push_back({tag, text.substr(next, tags[tag].size())});
    at = next + tags[tag].size();
  }
  return tokens;
}

bool is_closing(Tag tag) { return tag == close || tag == close_trim || tag == close_slurp; }
bool is_opening(Tag tag) { return tag >= escaped && tag <= eval; }

class Writer {
 public:
  Writer(const Tags& tags, bool tells_lines) : tags_(tags), tells_lines_(tells_lines) {}

  void write(const Token& token) {
    if (token.tag == no_tag) text(token.text);
    else this->tag(token);
    const auto lines = std::count(token.text.begin(), token.text.end(), '\n');
    if (tells_lines_ && lines > 0) {
      line_ += static_cast<size_t>(lines);
      out += "; __line = " + std::to_string(line_) + "\n";
    }
  }
  string out;

 private:
  void tag(const Token& token) {
    if (is_closing(token.tag)) {
      if (mode_ == literal_open) page(token.text);
      mode_ = no_tag;
      trims_ = token.text[0] == '-' || token.text[0] == '_';
      return;
    }
    mode_ = token.tag == slurp ? eval : token.tag == literal_close ? literal_open : token.tag;
    if (mode_ == literal_open) append(tags_[token.tag == literal_open ? eval : close]);
  }

  void text(string_view text) {
    switch (mode_) {
      case eval:
        out += "; ";
        code(text);
        out += '\n';
        break;
      case escaped:
        out += "; __append(escapeFn(";
        code(without_semicolon(text));
        out += "))\n";
        break;
      case raw:
        out += "; __append(";
        code(without_semicolon(text));
        out += ")\n";
        break;
      case comment:
        break;
      default:
        page(text);
    }
  }

  // A line comment must not take with it what follows.
  void code(std::pair<string_view, string_view> parts) {
    out += parts.first;
    out += parts.second;
    const auto last_of = [&](string_view what) {
      const auto in_second = parts.second.rfind(what);
      if (in_second != none) return static_cast<long>(parts.first.size() + in_second);
      const auto in_first = parts.first.rfind(what);
      return in_first == none ? -1L : static_cast<long>(in_first);
    };
    if (last_of("//") > last_of("\n")) out += '\n';
  }
  void code(string_view text) { code({text, string_view()}); }

  // `<%= a; %>` is an expression.
  static std::pair<string_view, string_view> without_semicolon(string_view text) {
    const auto last = text.find_last_of(';');
    if (last == none) return {text, {}};
    for (size_t at = last + 1; at < text.size();) {
      const auto size = space_at(text, at);
      if (size == 0) return {text, {}};
      at += size;
    }
    return {text.substr(0, last), text.substr(last + 1)};
  }

  void page(string_view text) {
    if (trims_) {
      trims_ = false;
      if (text.starts_with("\r\n")) text.remove_prefix(2);
      else if (text.starts_with('\n') || text.starts_with('\r')) text.remove_prefix(1);
    }
    if (!text.empty()) append(text);
  }
  void append(string_view text) {
    out += "; __append(";
    json_text(out, text);
    out += ")\n";
  }

  const Tags& tags_;
  const bool tells_lines_;
  Tag mode_ = no_tag;
  bool trims_ = false;
  size_t line_ = 1;
};

bool is_identifier(string_view name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$'; };
  return !name.empty() && letter(name[0]) &&
         std::ranges::all_of(name, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

// The variables at the beginning of the function.
string declarations(const SourceOptions& o) {
  string out =
      "var __output = \"\";\n"
      "function __append(s) { if (s !== undefined && s !== null) __output += s }\n";
  if (!o.output_function.empty()) {
    if (!is_identifier(o.output_function)) throw Error("outputFunctionName is not a valid JS identifier.");
    out += "var " + o.output_function + " = __append;\n";
  }
  if (!is_identifier(o.locals_name)) throw Error("localsName is not a valid JS identifier.");
  if (o.destructured_locals.empty()) return out;
  out += "var __locals = (" + o.locals_name + " || {})";
  for (size_t i = 0; i < o.destructured_locals.size(); ++i) {
    const auto& name = o.destructured_locals[i];
    if (!is_identifier(name)) {
      throw Error("destructuredLocals[" + std::to_string(i) + "] is not a valid JS identifier.");
    }
    out += ", " + name + " = __locals." + name;
  }
  return out + ";\n";
}

}  // namespace

string template_source(string_view text, const SourceOptions& o) {
  const Tags tags(o);
  const string shown =
      without_slurped(o.remove_whitespace ? without_whitespace(text) : string(text), tags[slurp], tags[close_slurp]);
  const auto tokens = tokens_of(shown, tags);
  Writer writer(tags, o.debug);
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (is_opening(tokens[i].tag) && (i + 2 >= tokens.size() || !is_closing(tokens[i + 2].tag))) {
      throw Error("Could not find matching close tag for \"" + string(tokens[i].text) + "\".");
    }
    writer.write(tokens[i]);
  }

  string out = o.strict ? "\"use strict\";\n" : "";
  if (o.debug) {
    out += "var __line = 1, __lines = ";
    json_text(out, shown);
    out += ", __filename = ";
    if (o.file.empty()) out += "undefined";
    else json_text(out, o.file);
    out += ";\ntry {\n";
  }
  out += declarations(o);
  if (o.with) out += "with (" + o.locals_name + " || {}) {\n";
  out += writer.out;
  if (o.with) out += "}\n";
  out += "return __output;\n";
  if (o.debug) out += "} catch (e) {\nrethrow(e, __lines, __filename, __line, escapeFn);\n}\n";
  return out;
}

}  // namespace crema::scripts
