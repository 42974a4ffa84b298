// template_source.hpp — from the text of a template to the body of a JavaScript function. Pure: knows no engine and no file.
//
// The function's parameters are the locals, `escapeFn`, `include` and `rethrow`; inside it `__append` adds to the page, and
// `__line`, `__lines` and `__filename` say where it is. Templates can see these names, so they are those of npm's ejs.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace crema::scripts {

struct SourceOptions {
  std::string open = "<", close = ">", delimiter = "%";
  std::string locals_name = "locals";
  std::string output_function = {};                   // empty: none
  std::vector<std::string> destructured_locals = {};  // variables made of locals
  std::string file = {};                              // for errors; empty: none
  bool remove_whitespace = false;
  bool strict = false;
  bool with = true;   // locals are variables
  bool debug = true;  // errors tell the line
};

/// Throws Error as npm's ejs does: a tag that is not closed, a name that is no identifier.
std::string template_source(std::string_view text, const SourceOptions& options);

}  // namespace crema::scripts
