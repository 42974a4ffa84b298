// Templates: whatever the bytes, a source or one known error, and no more than a few times their size; templates made of whole tags,
// whose statements are known beforehand, are what they should be; and white space goes where ejs's regular expressions match.
#include <crema/error.hpp>
#include <crema/json_text.hpp>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz.hpp"
#include "slow.hpp"
#include "template_source.hpp"

namespace {

using crema::scripts::SourceOptions;
using crema::scripts::template_source;

SourceOptions options_of(unsigned bits) {
  static const SourceOptions sets[] = {
      {}, {.delimiter = "?"}, {.open = "[", .close = "]"}, {.open = "{{", .close = "}}", .delimiter = "$"}};
  SourceOptions o = sets[bits % 4];
  o.remove_whitespace = (bits & 4) != 0;
  o.debug = (bits & 8) != 0;
  o.with = (bits & 16) != 0;
  return o;
}

std::string quoted(std::string_view text) {
  std::string out;
  crema::appendJson(out, crema::Value(text));
  return out;
}

// Builds a template and, beside it, the statements that it means.
class Made {
 public:
  void add(unsigned choice, std::string_view word) {
    switch (choice % 6) {
      case 0:
        return text(word);
      case 1:
        return tag("<%=", "%>", "; __append(escapeFn( x ))\n");
      case 2:
        return tag("<%-", "-%>", "; __append( x )\n");
      case 3:
        return tag("<%", "%>", ";  x \n");
      case 4:
        return tag("<%#", "-%>", "");
      default:
        flush();
        given += "<%%";
        wanted += "; __append(\"<%\")\n; __append(\" l \")\n; __append(\"%>\")\n";
        given += " l %>";
        trims_ = false;
    }
  }
  void flush() {
    std::string_view rest = text_;
    if (trims_ && !rest.empty()) {
      if (rest.starts_with('\n')) rest.remove_prefix(1);
      trims_ = false;
    }
    if (!rest.empty()) wanted += "; __append(" + quoted(rest) + ")\n";
    text_.clear();
  }
  std::string given, wanted;

 private:
  void text(std::string_view word) {
    given += word;
    text_ += word;
  }
  void tag(std::string_view open, std::string_view close, std::string_view statement) {
    flush();
    given += open;
    given += " x ";
    given += close;
    wanted += statement;
    trims_ = close.starts_with('-');
  }
  std::string text_;  // since the last tag
  bool trims_ = false;
};

void known_statements(fuzz::Input input) {
  static constexpr std::string_view words[] = {"a", "\n", " ", "\"", "\\", "\r", "<", "%", ">", "\xc3\xa9", "b\n\n"};
  Made made;
  for (int i = 0; i < 64; ++i) {
    const unsigned choice = input.byte();
    // Letters of tags must not meet to a tag of their own: a word of the others stands between.
    made.add(choice, words[input.byte() % std::size(words)]);
    made.add(0, ".");
  }
  made.flush();
  SourceOptions o;
  o.debug = o.with = false;
  const auto source = template_source(made.given, o);
  fuzz::check(source.find(made.wanted + "return __output;\n") != std::string::npos, "each piece is its statement");
}

// -- the regular expressions of ejs, by trying each place ------------------------------------------------------------------------

std::size_t letter_size(std::string_view text, std::size_t at) {
  return std::max<std::size_t>(slow::utf8_size(text, at), 1);
}

bool is_one_of(std::string_view letter, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), letter) != all.end();
}
bool is_line_end(std::string_view letter) { return is_one_of(letter, {"\n", "\r", "\u2028", "\u2029"}); }
bool is_space(std::string_view letter) {
  return is_line_end(letter) ||
         is_one_of(letter, {" ",      "\t",     "\v",     "\f",     "\u00A0", "\u1680", "\u2000",
                            "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007",
                            "\u2008", "\u2009", "\u200A", "\u202F", "\u205F", "\u3000", "\uFEFF"});
}

// replace(/[\r\n]+/g, '\n').replace(/^\s+|\s+$/gm, '')
std::string without_whitespace(std::string_view given) {
  std::vector<std::string> letters;
  for (std::size_t at = 0; at < given.size(); at += letter_size(given, at)) {
    const std::string letter(given.substr(at, letter_size(given, at)));
    const bool ends = letter == "\n" || letter == "\r";
    if (!ends) letters.push_back(letter);
    else if (letters.empty() || letters.back() != "\n") letters.push_back("\n");
  }
  std::string out;
  for (std::size_t at = 0; at < letters.size();) {
    std::size_t end = at;
    while (end < letters.size() && is_space(letters[end])) ++end;
    const bool begins = at == 0 || is_line_end(letters[at - 1]);
    while (!begins && end > at && end < letters.size() && !is_line_end(letters[end])) --end;
    if (end == at) out += letters[at++];
    else at = end;
  }
  return out;
}

// replace(/[ \t]*TAG/g, TAG), and with `behind` replace(/TAG[ \t]*/g, TAG)
std::string without_blanks(std::string_view text, std::string_view tag, bool behind) {
  const auto blanks = [&](std::size_t at) { return std::min(text.find_first_not_of(" \t", at), text.size()) - at; };
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t place = behind ? at : at + blanks(at);
    if (!text.substr(place).starts_with(tag)) {
      out += text[at++];
      continue;
    }
    out += tag;
    at = place + tag.size();
    if (behind && at < text.size()) at += blanks(at);
  }
  return out;
}

std::string source_or_error(std::string_view text, const SourceOptions& options) {
  try {
    return template_source(text, options);
  } catch (const crema::Error& e) {
    return e.message.str();
  }
}

void known_spaces(std::string_view text, SourceOptions options) {
  std::string slow = options.remove_whitespace ? without_whitespace(text) : std::string(text);
  slow = without_blanks(slow, options.open + options.delimiter + "_", false);
  slow = without_blanks(slow, "_" + options.delimiter + options.close, true);
  const auto quick = source_or_error(text, options);
  options.remove_whitespace = false;
  fuzz::check(quick == source_or_error(slow, options), "white space goes where ejs's expressions match");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  known_statements(fuzz::Input(data, size));
  fuzz::Input input(data, size);
  const auto options = options_of(input.byte());
  const auto text = input.rest();
  if (text.size() <= 512) known_spaces(text, options);
  try {
    const auto source = template_source(text, options);
    fuzz::check(source.size() < 400 + text.size() * 40, "a source is not much longer than its template");
    fuzz::check(source == template_source(text, options), "a template means the same twice");
  } catch (const crema::Error& e) {
    fuzz::check(e.message.startsWith("Could not find matching close tag for \""), "one thing alone can be wrong");
  }
  return 0;
}
