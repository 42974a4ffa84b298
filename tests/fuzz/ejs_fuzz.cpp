// Templates: whatever the bytes, a source or one known error, and no more than a few times their size; and templates made of whole
// tags, whose statements are known beforehand, are what they should be.
#include <crema/error.hpp>
#include <crema/json_text.hpp>

#include <algorithm>
#include <string>
#include <string_view>

#include "fuzz.hpp"
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

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  known_statements(fuzz::Input(data, size));
  fuzz::Input input(data, size);
  const auto options = options_of(input.byte());
  const auto text = input.rest();
  try {
    const auto source = template_source(text, options);
    fuzz::check(source.size() < 400 + text.size() * 40, "a source is not much longer than its template");
    fuzz::check(source == template_source(text, options), "a template means the same twice");
  } catch (const crema::Error& e) {
    fuzz::check(e.message.startsWith("Could not find matching close tag for \""), "one thing alone can be wrong");
  }
  return 0;
}
