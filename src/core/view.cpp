// Views: where they are looked for, and how their text comes back. ! An engine's callback never runs before render() has returned,
// whatever the engine does; only what the look-up misses and what an engine throws arrives at once, as in Express.
#include "core/view.hpp"

#include <sys/stat.h>

#include <exception>
#include <string>
#include <utility>

#include "core/application.hpp"
#include "core/arguments.hpp"
#include "core/file_path.hpp"
#include "core/loop_context.hpp"
#include "core/value_node.hpp"

namespace crema {
namespace detail {
namespace {

// Delivers what an engine calls back with: later, while it has not returned.
struct Delivery : Closure {
  explicit Delivery(Callback<Error, Value> cb) : callback(std::move(cb)) {}
  Callback<Error, Value> callback;
  bool at_once = true;  // the engine has not returned
};

struct Delayed : Closure {
  Delayed(const Callback<Error, Value>& cb, Error& e, Value& t) : callback(cb), error(e), text(t) {}
  Callback<Error, Value> callback;
  Error error;
  Value text;
};

void deliver(const Delivery& delivery, Error& error, Value& text) {
  if (!delivery.at_once) return delivery.callback(error, text);
  Hop hop;
  hop.object = new Delayed(delivery.callback, error, text);
  hop.keep = ClosurePtr(static_cast<Delayed*>(hop.object));
  hop.run = [](Hop& self) {
    const auto& delayed = *static_cast<Delayed*>(self.object);
    delayed.callback(delayed.error, delayed.text);
  };
  LoopContext::current().hop(std::move(hop));
}

bool is_file(const std::string& path) {
  struct stat info = {};
  return path.find('\0') == std::string::npos && ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

// <root>/<name>, else <root>/<name without extension>/index<ext>; empty when neither is a file.
std::string find_in(const Value& root, std::string_view name, std::string_view ext) {
  const std::string place = resolved_path({text_argument("path", root), name});
  const auto folder = path_directory(place), file = path_base(place);
  std::string path = joined_path({folder, file});
  if (is_file(path)) return path;
  path = joined_path({folder, path_base(file, ext), "index" + std::string(ext)});
  return is_file(path) ? path : std::string();
}

// As Node names a module that is not there: an engine is one, in Express.
[[noreturn]] void throw_no_engine(std::string_view ext, const Value& name) {
  const std::string module(ext.substr(1));
  Error error("Cannot find module '" + module + "': no engine renders \"" + name.str() +
              "\". Register one with app.engine(\"" + module +
              "\", fn) before the first render, or include the module that brings it, <crema/" + module +
              ".hpp>, and link crema-" + module + ".");
  error.code = "MODULE_NOT_FOUND";
  throw error;
}

Error lookup_error(const Value& name, const Value& view, const Value& roots) {
  std::string where = "directory \"" + roots.str() + "\"";
  if (Array.isArray(roots) && roots.length() > 1) {
    where = "directories \"" + roots.slice(0, -1).join("\", \"").str() + "\" or \"" + roots.at(-1).str() + "\"";
  }
  Error error("Failed to lookup view \"" + name.str() + "\" in views " + where);
  error["view"] = view;
  return error;
}

// The view of that name, made by the setting "view".
Value make_view(AppState& app, const Value& name) {
  const Value make = app.settings.get("view");
  if (kind_of(make) != Kind::function) throw TypeError("View is not a constructor");
  return make(name, {{"defaultEngine", app.settings.get("view engine")},
                     {"root", app.settings.get("views")},
                     {"engines", app.engines}});
}

void try_render(const Value& view, const Value& options, const Callback<Error, Value>& callback) {
  Error failed;
  try {
    if (auto* known = host<View>(view)) {
      return known->render(options, [view, callback](auto& err, auto& text) { callback(err, text); });
    }
    view["render"](options, Function([view, callback](auto err, auto text) { callback(Error::thrown(err), text); }));
    return;
  } catch (...) {
    failed = Error::from_exception(std::current_exception());
  }
  callback(failed);
}

}  // namespace

const Value& default_view_class() {
  static const Value made = viewClass<View>();
  return made;
}

void render_view(AppState& app, const Value& name, const Value& options, const Value* response_locals,
                 const Callback<Error, Value>& callback) {
  if (response_locals && options && kind_of(options) < Kind::array) {
    throw TypeError("Cannot create property '_locals' on " + typeof_(options).str() + " '" + options.str() + "'");
  }
  const Value locals = response_locals ? *response_locals : Value(options.get("_locals"));
  const Value merged = Object.assign(Object(), app.locals, locals, options);
  if (response_locals) set_member(merged, "_locals", locals);
  if (merged["cache"] == null) set_member(merged, "cache", static_cast<bool>(app.settings.get("view cache")));
  const bool cached = static_cast<bool>(merged["cache"]);

  Value view;
  if (cached) view = app.cache[name];
  if (!view) {
    view = make_view(app, name);
    if (!view["path"]) return callback(lookup_error(name, view, view["root"]));
    if (cached) app.cache[name] = view;
  }
  try_render(view, merged, callback);
}

}  // namespace detail

View::View(const Value& view, const Value& options)
    : defaultEngine(options["defaultEngine"]), name(view), root(options["root"]) {
  std::string file(detail::text_argument("path", name));
  ext = detail::path_extension(detail::path_base(file));
  if (!ext && !defaultEngine) throw Error("No default engine was specified and no extension was provided.");
  if (!ext) {
    ext = detail::with_dot(defaultEngine.str());
    file += ext.str();
  }
  const Value engines = options["engines"];
  if (!engines[ext]) {
    const Value known = detail::provided_engine(ext.view());
    if (!known) detail::throw_no_engine(ext.view(), name);
    engines[ext] = known;
  }
  engine = ViewEngine(engines[ext]);

  const Value roots = Array.isArray(root) ? root : Array(root);
  for (const auto one : roots) {
    const auto found = detail::find_in(one, file, ext.view());
    if (found.empty()) continue;
    path = found;
    break;
  }
}

void View::render(Value options, Callback<Error, Value> callback) {
  auto* delivery = new detail::Delivery(std::move(callback));
  const detail::ClosurePtr keep(delivery);
  engine(path, options,
         [keep](auto& err, auto& text) { detail::deliver(*static_cast<detail::Delivery*>(keep.get()), err, text); });
  delivery->at_once = false;
}

Value View::get(std::string_view key) const {
  if (key == "defaultEngine") return defaultEngine;
  if (key == "ext") return ext;
  if (key == "name") return name;
  if (key == "root") return root;
  if (key == "engine") return engine.function();
  return key == "path" ? path : Value();
}

bool View::set(std::string_view key, const Value& value) {
  if (key == "path") path = value;
  else if (key == "root") root = value;
  else if (key == "name") name = value;
  else if (key == "engine") engine = ViewEngine(value);
  else return false;
  return true;
}

Value View::keys() const { return {"defaultEngine", "ext", "name", "root", "engine", "path"}; }

}  // namespace crema
