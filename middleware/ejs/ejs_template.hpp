// ejs_template.hpp — a template: its JavaScript, and the options that it and its includes are rendered with.
#pragma once
#include <crema/value.hpp>

#include <memory>
#include <string>

#include "ejs.hpp"

namespace crema::scripts {

struct Template {
  EjsOptions options;      // with defaults filled in
  std::string parameters;  // of its function
  std::string source;      // the body of its function
};
using TemplatePtr = std::shared_ptr<const Template>;

/// Throws Error as npm's ejs does, for what can be seen without an engine.
TemplatePtr make_template(const Value& text, const EjsOptions& options);
/// The template in options.filename; with options.cache the one that is kept. What the cache holds may be a function of the user's:
/// then `function` is set, and there is no template.
struct Found {
  TemplatePtr made;
  Value function;
};
Found template_of_file(const EjsOptions& options);
Found template_of_text(const Value& text, const EjsOptions& options);
/// What include(path) in `from` means.
Found included_template(const Template& from, const Value& path);

/// A template as a function in a Value, and back; null for other functions.
Value function_of(const TemplatePtr& made);
TemplatePtr template_in(const Value& function);

}  // namespace crema::scripts
