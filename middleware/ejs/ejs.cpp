// The API of npm's ejs.
#include "ejs.hpp"

#include <crema/fs.hpp>
#include <crema/path.hpp>
#include <crema/value_walk.hpp>

#include <exception>
#include <optional>
#include <string>

#include "ejs_template.hpp"
#include "script_helpers.hpp"
#include "template_runner.hpp"

namespace crema::detail {
namespace {

using scripts::TemplateRunner;

// What Express passes with the locals.
EjsOptions options_from_settings(const Value& data) {
  EjsOptions options;
  if (!data || !Object.hasOwn(data, "settings")) return options;
  const Value settings = data["settings"];
  if (!settings) return options;
  options.views = settings["views"];
  options.cache = static_cast<bool>(settings["view cache"]);
  return options;
}

Value own(const Value& object, const char* key) { return Object.hasOwn(object, key) ? Value(object[key]) : Value(); }

Task<Value> rendered_later(Value path, Value data, std::optional<EjsOptions> options) {
  co_return ejs_render_file(path, data, options ? &*options : nullptr);
}

}  // namespace

EjsOptions ejs_options(const Value& given) {
  EjsOptions o;
  if (kindOf(given) < Kind::array) return o;
  const auto flag = [&](const char* key, bool otherwise) {
    const Value v = own(given, key);
    return v == null ? otherwise : static_cast<bool>(v);
  };
  o.cache = flag("cache", false);
  o.filename = own(given, "filename");
  o.root = own(given, "root");
  o.views = own(given, "views");
  o.context = own(given, "context") || own(given, "scope");
  o.compileDebug = flag("compileDebug", true);
  o.delimiter = own(given, "delimiter");
  o.openDelimiter = own(given, "openDelimiter");
  o.closeDelimiter = own(given, "closeDelimiter");
  o.debug = flag("debug", false);
  o.strict = flag("strict", false);
  o._with = flag("_with", true);
  o.unsafePrototypeLocals = flag("unsafePrototypeLocals", false);
  o.destructuredLocals = own(given, "destructuredLocals");
  o.localsName = own(given, "localsName");
  o.rmWhitespace = flag("rmWhitespace", false);
  o.escape = EjsFunction(own(given, "escape") || own(given, "escapeFunction"));
  o.outputFunctionName = own(given, "outputFunctionName");
  o.async = flag("async", false);
  o.includer = EjsFunction(own(given, "includer"));
  return o;
}

Value ejs_render(const Value& text, const Value& data, const EjsOptions& options) {
  return TemplateRunner::of_thread().render(scripts::template_of_text(text, options), data || Object());
}

Value ejs_compile(const Value& text, const EjsOptions& options) {
  const auto made = scripts::make_template(text, options);
  TemplateRunner::of_thread().prepare(made);
  return scripts::function_of(made);
}

Value ejs_render_file(const Value& path, const Value& data, const EjsOptions* options) {
  EjsOptions chosen = options ? *options : options_from_settings(data);
  chosen.filename = path;
  return TemplateRunner::of_thread().render(scripts::template_of_file(chosen), data || Object());
}

void EjsRenderFile::call(const Value& path, const Value& data, const EjsOptions* options,
                         const Callback<Error, Value>& cb) {
  Value text;
  Error failed;
  try {
    text = ejs_render_file(path, data, options);
  } catch (...) {
    failed = Error::from_exception(std::current_exception());
  }
  if (failed) cb(failed);
  else cb(nullptr, text);
}

Task<Value> EjsRenderFile::later(Value path, Value data, const EjsOptions* options) {
  return rendered_later(std::move(path), std::move(data), options ? std::optional(*options) : std::nullopt);
}

Value Ejs::escapeXML(const Value& markup) const {
  std::string out;
  if (markup == null) return "";
  for (const char c : markup.str()) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&#34;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

Value Ejs::resolveInclude(const Value& name, const Value& filename, bool isDir) const {
  const Value file = crema::path.resolve(isDir ? filename : crema::path.dirname(filename), name);
  return crema::path.extname(name) ? file : file + ".ejs";
}

void Ejs::helper(const Text& name, const Value& function) const {
  if (kindOf(function) != Kind::function) throw TypeError("ejs.helper takes a name and a function");
  scripts::add_helper(std::string(name.view()), function);
}

bool provide_ejs() { return provideEngine("ejs", ViewEngine(ejs.renderFile)); }

}  // namespace crema::detail
