// Templates, where they come from, and which ones are kept. The rules are those of npm's ejs 7: of the locals that Express gives, only
// the folders of views and the cache are options, so that nothing a client sends can be one.
#include "ejs_template.hpp"

#include <crema/console.hpp>
#include <crema/error.hpp>
#include <crema/fs.hpp>
#include <crema/path.hpp>
#include <crema/value_walk.hpp>

#include <algorithm>
#include <map>
#include <mutex>
#include <string_view>

#include "template_runner.hpp"
#include "template_source.hpp"

namespace crema {

namespace scripts {
namespace {

constexpr std::size_t largest = std::size_t{16} << 20;  // of a template, in bytes

// A template as a function of its locals.
class TemplateFunction final : public detail::FunctionNode {
 public:
  explicit TemplateFunction(TemplatePtr made) : made_(std::move(made)) {}
  Value call(const Caller&, const Value* arguments, std::size_t count) override {
    return TemplateRunner::of_thread().render(made_, count > 0 ? arguments[0] : Value());
  }
  const TemplatePtr& made() const noexcept { return made_; }

 private:
  TemplatePtr made_;
};

// Template functions by file, for all threads.
struct Cache {
  std::mutex lock;
  std::map<std::string, Value, std::less<>> functions;
};
Cache& cache() {
  static Cache all;
  return all;
}

Value first_of(const Value& a, const Value& b, const char* otherwise) {
  if (a) return a;
  return b ? b : Value(otherwise);
}

EjsOptions completed(EjsOptions o) {
  o.delimiter = first_of(o.delimiter, ejs.delimiter, "%");
  o.openDelimiter = first_of(o.openDelimiter, ejs.openDelimiter, "<");
  o.closeDelimiter = first_of(o.closeDelimiter, ejs.closeDelimiter, ">");
  o.localsName = first_of(o.localsName, ejs.localsName, "locals");
  if (o.strict) o._with = false;
  return o;
}

SourceOptions source_options(const EjsOptions& o) {
  SourceOptions made;
  made.open = o.openDelimiter.str();
  made.close = o.closeDelimiter.str();
  made.delimiter = o.delimiter.str();
  made.locals_name = o.localsName.str();
  if (o.outputFunctionName) made.output_function = o.outputFunctionName.str();
  if (o.destructuredLocals) {
    for (const Value name : o.destructuredLocals) made.destructured_locals.push_back(name.str());
  }
  if (o.filename) made.file = o.filename.str();
  made.remove_whitespace = o.rmWhitespace;
  made.strict = o.strict;
  made.with = o._with;
  made.debug = o.compileDebug;
  return made;
}

Value kept_function(const Value& file) {
  auto& all = cache();
  const std::lock_guard lock(all.lock);
  const auto found = all.functions.find(file.str());
  return found == all.functions.end() ? Value() : found->second;
}

void keep_function(const Value& file, const Value& function) {
  Value old;  // dropped without the lock: what it holds may run code
  auto& all = cache();
  const std::lock_guard lock(all.lock);
  auto& place = all.functions[file.str()];
  old = std::move(place);
  place = function;
}

Value text_of_file(const Value& file) {
  if (!file) throw Error("Internal EJS error: no file name or template provided");
  Value text = ejs.fileLoader ? ejs.fileLoader(file).toString() : fs.readFileSync(file, "utf8");
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

Found kept_or(const EjsOptions& options, const Value* text) {
  if (options.cache) {
    if (!options.filename) throw Error("cache option requires a filename");
    if (const Value kept = kept_function(options.filename)) {
      auto made = template_in(kept);
      return made ? Found{std::move(made), {}} : Found{nullptr, kept};
    }
  }
  const Found found{make_template(text ? *text : text_of_file(options.filename), options), {}};
  if (options.cache) {
    TemplateRunner::of_thread().prepare(found.made);  // what does not compile is not kept
    keep_function(options.filename, function_of(found.made));
  }
  return found;
}

bool is_absolute(const Value& path) {
  if (kindOf(path) != Kind::text) return false;
  const auto text = path.view();
  if (text.starts_with('/')) return true;
  const auto colon = text.find(":\\");
  return colon != std::string_view::npos && colon > 0 && std::ranges::all_of(text.substr(0, colon), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
         });
}

// The first of these folders in which it is; undefined: it is in none.
Value in_folders(const Value& name, const Value& folders) {
  for (const Value folder : folders) {
    const Value file = ejs.resolveInclude(name, folder, true);
    if (fs.existsSync(file)) return file;
  }
  return {};
}

Value escaped(const EjsOptions& options, const Value& text) {
  const Value& function = options.escape.value();
  return function ? function(text) : ejs.escapeXML(text);
}

Value included_file(const EjsOptions& o, const Value& path) {
  if (is_absolute(path)) {
    const Value name =
        path.slice(static_cast<double>(std::min(path.view().find_first_not_of('/'), path.view().size())));
    return Array.isArray(o.root) ? in_folders(name, o.root) : ejs.resolveInclude(name, o.root || "/", true);
  }
  Value file;
  if (o.filename) {
    const Value beside = ejs.resolveInclude(path, o.filename);
    if (fs.existsSync(beside)) file = beside;
  }
  if (!file && Array.isArray(o.views)) file = in_folders(path, o.views);
  if (!file && !o.includer.value()) {
    throw Error("Could not find the include file \"" + escaped(o, path).str() + "\"");
  }
  return file;
}

}  // namespace

TemplatePtr make_template(const Value& text, const EjsOptions& options) {
  auto made = std::make_shared<Template>();
  made->options = completed(options);
  const auto bytes = text.str();
  if (bytes.size() > largest) throw RangeError("A template of more than 16 MB is not compiled");
  made->source = template_source(bytes, source_options(made->options));
  made->parameters = made->options.localsName.str() + ", escapeFn, include, rethrow";
  if (made->options.debug) console.log(made->source);
  return made;
}

Found template_of_file(const EjsOptions& options) { return kept_or(options, nullptr); }
Found template_of_text(const Value& text, const EjsOptions& options) { return kept_or(options, &text); }

Found included_template(const Template& from, const Value& path) {
  EjsOptions options = from.options;
  options.filename = included_file(options, path);
  if (const Value& includer = options.includer.value()) {
    if (const Value given = includer(path, options.filename)) {
      if (const Value file = given["filename"]) options.filename = file;
      const Value text = given["template"];
      if (text || text == "") return template_of_text(text, options);
    }
  }
  return template_of_file(options);
}

Value function_of(const TemplatePtr& made) { return detail::keep_function(new TemplateFunction(made)); }

TemplatePtr template_in(const Value& function) {
  if (kindOf(function) != Kind::function) return nullptr;
  const auto* node = static_cast<const detail::Node*>(sharedAddress(function));
  const auto* known = dynamic_cast<const TemplateFunction*>(static_cast<const detail::FunctionNode*>(node));
  return known ? known->made() : nullptr;
}

}  // namespace scripts

namespace detail {

Value EjsCache::get(const Value& file) const { return scripts::kept_function(file); }
void EjsCache::set(const Value& file, const Value& function) const { scripts::keep_function(file, function); }

void EjsCache::remove(const Value& file) const {
  Value old;
  auto& all = scripts::cache();
  const std::lock_guard lock(all.lock);
  const auto found = all.functions.find(file.str());
  if (found == all.functions.end()) return;
  old = std::move(found->second);
  all.functions.erase(found);
}

void EjsCache::reset() const {
  decltype(scripts::Cache::functions) old;
  auto& all = scripts::cache();
  const std::lock_guard lock(all.lock);
  old.swap(all.functions);
}

}  // namespace detail
}  // namespace crema
