// The compiler of templates, without an engine: which statements a text becomes.
#include <crema/error.hpp>
#include <doctest/doctest.h>

#include <ctime>
#include <string>

#include "../../middleware/ejs/template_source.hpp"

using crema::scripts::SourceOptions;
using crema::scripts::template_source;

namespace {

// The statements between the frame's first and last lines.
std::string statements(std::string_view text, SourceOptions options = {}) {
  options.debug = options.with = false;
  const auto source = template_source(text, options);
  const auto from = source.find("s }\n") + 4;
  return source.substr(from, source.rfind("return __output;") - from);
}

}  // namespace

TEST_CASE("template source: text is appended, code is a statement, values are escaped or not") {
  CHECK(statements("a\n\"b\\") == "; __append(\"a\\n\\\"b\\\\\")\n");
  CHECK(statements("<% if (a) { %>x<% } %>") == ";  if (a) { \n; __append(\"x\")\n;  } \n");
  CHECK(statements("<%= a; %>") == "; __append(escapeFn( a ))\n");
  CHECK(statements("<%- a;; %>") == "; __append( a; )\n");
  CHECK(statements("<%# a %>b") == "; __append(\"b\")\n");
}

TEST_CASE("template source: a line comment ends with its tag") {
  CHECK(statements("<% a // b %>c") == ";  a // b \n\n; __append(\"c\")\n");
  CHECK(statements("<%= a // b;\n%>") == "; __append(escapeFn( a // b\n))\n");
}

TEST_CASE("template source: literal tags") {
  CHECK(statements("<%% a %>") == "; __append(\"<%\")\n; __append(\" a \")\n; __append(\"%>\")\n");
  CHECK(statements("a %%> b") == "; __append(\"a \")\n; __append(\"%>\")\n; __append(\" b\")\n");
}

TEST_CASE("template source: white space at tags") {
  CHECK(statements("a\n  <%_ b _%>  \nc") == "; __append(\"a\\n\")\n;  b \n; __append(\"c\")\n");
  CHECK(statements("<% a -%>\r\nb<% c -%>\n\nd") == ";  a \n; __append(\"b\")\n;  c \n; __append(\"\\nd\")\n");
  CHECK(statements("  a \r\n\r\n\t b\u00a0\n ", {.remove_whitespace = true}) == "; __append(\"a\\nb\")\n");
}

TEST_CASE("template source: what begins and ends a line is JavaScript's white space and line ends") {
  CHECK(statements("a \u2028\n b\n\u2029 c", {.remove_whitespace = true}) == "; __append(\"abc\")\n");
  CHECK(statements("a\n \u00a0b  c", {.remove_whitespace = true}) == "; __append(\"a\\nb  c\")\n");
  CHECK(statements("<%_%> \t%>a") == "; __append(\"a\")\n");
}

TEST_CASE("template source: the time that white space and tags take grows with their number, not with its square") {
  const std::string blanks(1'000'000, ' ');
  std::string tags;
  for (int i = 0; i < 100'000; ++i) tags += "<%_ a _%> ";
  const auto began = std::clock();
  CHECK(statements("a" + blanks + "b", {.remove_whitespace = true}) == "; __append(\"a" + blanks + "b\")\n");
  CHECK(statements("a\n" + blanks + "\n" + blanks + "b", {.remove_whitespace = true}) == "; __append(\"a\\nb\")\n");
  CHECK(statements(tags, {.remove_whitespace = true}).size() == 100'000 * std::string(";  a \n").size());
  CHECK(std::clock() - began < 20 * CLOCKS_PER_SEC);
}

TEST_CASE("template source: delimiters of more than one letter, and of letters that expressions know") {
  CHECK(statements("{{? a ?}}", {.open = "{{", .close = "}}", .delimiter = "?"}) == ";  a \n");
  CHECK(statements("($= a $)", {.open = "(", .close = ")", .delimiter = "$"}) == "; __append(escapeFn( a ))\n");
}

TEST_CASE("template source: lines are counted where a tag or text ends") {
  const auto source = template_source("a\n<% b\n %>c", {});
  CHECK(source.find("; __append(\"a\\n\")\n; __line = 2\n;  b\n \n; __line = 3\n; __append(\"c\")\n") !=
        std::string::npos);
}

TEST_CASE("template source: what is no template is refused") {
  CHECK_THROWS_WITH(template_source("<% a", {}), "Could not find matching close tag for \"<%\".");
  CHECK_THROWS_WITH(template_source("<%=%>", {}), "Could not find matching close tag for \"<%=\".");
  CHECK_THROWS_WITH(template_source("", {.locals_name = "a-b"}), "localsName is not a valid JS identifier.");
  CHECK_THROWS_WITH(template_source("", {.output_function = "1"}), "outputFunctionName is not a valid JS identifier.");
  CHECK_THROWS_WITH(template_source("", {.destructured_locals = {"a", "b;"}}),
                    "destructuredLocals[1] is not a valid JS identifier.");
}
