// dotenv.config(): files into one object, and that into the environment.
#include "dotenv.hpp"

#include <crema/buffer.hpp>
#include <crema/console.hpp>
#include <crema/error.hpp>
#include <crema/fs.hpp>
#include <crema/object.hpp>
#include <crema/path.hpp>

#include <string>
#include <vector>

#include "dotenv_grammar.hpp"

namespace crema::detail {
namespace {

void say_debug(const std::string& text) { console.log("\u2506 " + text); }

bool is_on(const Value& variable, bool otherwise) {
  if (!variable) return otherwise;
  const Value text = variable.toLowerCase();
  return !(text == "false" || text == "0" || text == "no" || text == "off");
}

Value with_home(const Value& file) {
  return file.startsWith("~") ? path.join(process.env["HOME"].value_or(""), file.slice(1)) : file;
}

std::vector<Value> files_of(const Value& option) {
  if (!option) return {path.resolve(process.cwd(), ".env")};
  std::vector<Value> files;
  if (!Array.isArray(option)) return {with_home(option)};
  for (auto file : option) files.push_back(with_home(file));
  return files;
}

// Target is an object or the environment: both have get() and [].
template <class Target>
Value populate_any(const Target& target, const Value& parsed, const DotenvPopulateOptions& options) {
  const Value kind = typeof_(parsed);
  if (kind != "object" || parsed == null) {
    Error error("OBJECT_REQUIRED: Please check the processEnv argument being passed to populate");
    error.code = "OBJECT_REQUIRED";
    throw error;
  }
  Value populated = Object();
  for (auto key : Object.keys(parsed)) {
    const bool there = target.get(key) != undefined;
    if (there && options.debug) {
      say_debug("\"" + key.str() + "\" is already defined and " + (options.override ? "WAS" : "was NOT") +
                " overwritten");
    }
    if (there && !options.override) continue;
    target[key] = parsed[key];
    populated[key] = parsed[key];
  }
  return populated;
}

Value populate_either(const DotenvOptions& options, const Value& parsed) {
  const DotenvPopulateOptions how{.override = options.override, .debug = options.debug};
  return options.processEnv != null ? populate_any(options.processEnv, parsed, how)
                                    : populate_any(process.env, parsed, how);
}

Value variable(const DotenvOptions& options, const char* name) {
  return options.processEnv != null ? Value(options.processEnv.get(name)) : process.env.get(name);
}

void tell(int count, const std::vector<Value>& files) {
  std::string names;
  for (const auto& file : files) names += (names.empty() ? "" : ",") + path.relative(process.cwd(), file).str();
  console.error("\u25c7 injected env (" + std::to_string(count) + ") from " + names);
}

}  // namespace

Value DotenvLibrary::config(const DotenvOptions& given) const {
  DotenvOptions options = given;
  options.debug = is_on(variable(options, "DOTENV_CONFIG_DEBUG"), options.debug);
  const auto files = files_of(options.path);
  Value all = Object(), result = {{"parsed", all}};
  for (const auto& file : files) {
    try {
      const DotenvPopulateOptions how{.override = options.override, .debug = options.debug};
      populate(all, parse(fs.readFileSync(file, options.encoding)), how);
    } catch (const Error& error) {
      if (options.debug) say_debug("failed to load " + file.str() + " " + error.message.str());
      result["error"] = error;
    }
  }
  const Value populated = populate_either(options, all);
  // The files themselves may say it, too.
  if (!is_on(variable(options, "DOTENV_CONFIG_QUIET"), options.quiet) || options.debug)
    tell(Object.keys(populated).length(), files);
  return result;
}

Value DotenvLibrary::parse(const Value& text) const {
  Value parsed = Object();
  for (const auto& [name, value] : parse_dotenv(text.toString().view())) parsed[name] = value;
  return parsed;
}

Value DotenvLibrary::populate(const Value& target, const Value& parsed, const DotenvPopulateOptions& options) const {
  return populate_any(target, parsed, options);
}

Value DotenvLibrary::populate(const Environment& target, const Value& parsed,
                              const DotenvPopulateOptions& options) const {
  return populate_any(target, parsed, options);
}

}  // namespace crema::detail
