// crema/ejs.hpp — EJS templates, which hold JavaScript.                                                        npm: ejs 7
#pragma once
#include <crema/callback.hpp>
#include <crema/task.hpp>
#include <crema/text.hpp>
#include <crema/value.hpp>
#include <crema/view.hpp>

#include <concepts>
#include <string_view>
#include <utility>

#include "ejs_options.hpp"

namespace crema {

namespace detail {

EjsOptions ejs_options(const Value& options);
Value ejs_render(const Value& text, const Value& data, const EjsOptions& options);
Value ejs_compile(const Value& text, const EjsOptions& options);
Value ejs_render_file(const Value& path, const Value& data, const EjsOptions* options);
bool provide_ejs();

template <class T>
concept EjsCallback = Callable<T> && !Single<T>;

// Options in a variable; a literal is EjsOptions.
template <class T>
concept EjsOptionsValue = std::derived_from<T, Value>;

struct EjsRenderFile {
  /// Renders a file. The locals of Express bring the folders of include() and the cache with them: `settings.views`,
  /// `settings["view cache"]`. The callback comes before this returns, as in npm.
  void operator()(const Value& path, const Value& data, const EjsOptions& options, Callback<Error, Value> cb) const {
    call(path, data, &options, cb);
  }
  template <EjsOptionsValue V>
  void operator()(const Value& path, const Value& data, const V& options, Callback<Error, Value> cb) const {
    const auto made = ejs_options(options);
    call(path, data, &made, cb);
  }
  void operator()(const Value& path, const Value& data, Callback<Error, Value> cb) const {
    call(path, data, nullptr, cb);
  }
  template <EjsCallback F>
  void operator()(const Value& path, F cb) const {
    call(path, Value(), nullptr, Callback<Error, Value>(std::move(cb)));
  }
  /// Without a callback it gives the text: `auto html = co_await ejs.renderFile("page.ejs", {{"user", user}});`
  Task<Value> operator()(Value path, Value data = {}) const { return later(std::move(path), std::move(data), nullptr); }
  Task<Value> operator()(Value path, Value data, const EjsOptions& options) const {
    return later(std::move(path), std::move(data), &options);
  }
  template <EjsOptionsValue V>
  Task<Value> operator()(Value path, Value data, const V& options) const {
    const auto made = ejs_options(options);
    return later(std::move(path), std::move(data), &made);
  }

 private:
  static void call(const Value& path, const Value& data, const EjsOptions* options, const Callback<Error, Value>& cb);
  static Task<Value> later(Value path, Value data, const EjsOptions* options);
};

// ejs.cache: template functions by file.
struct EjsCache {
  Value get(const Value& file) const;
  void set(const Value& file, const Value& function) const;
  void remove(const Value& file) const;
  void reset() const;
};

struct Ejs {
  /// The text that a template gives. Throws what the template throws, with its line, and SyntaxError when it is no JavaScript.
  Value render(const Value& text, const Value& data = {}, const EjsOptions& options = {}) const {
    return ejs_render(text, data, options);
  }
  template <EjsOptionsValue V>
  Value render(const Value& text, const Value& data, const V& options) const {
    return ejs_render(text, data, ejs_options(options));
  }
  /// A function of the locals in a Value: `auto page = ejs.compile(text); page({{"user", user}})`. It may be called on any thread.
  Value compile(const Value& text, const EjsOptions& options = {}) const { return ejs_compile(text, options); }
  template <EjsOptionsValue V>
  Value compile(const Value& text, const V& options) const {
    return ejs_compile(text, ejs_options(options));
  }
  /// The text with & < > " ' as entities; nothing for undefined and null.
  Value escapeXML(const Value& markup) const;
  /// The file that include(name) means in the file (or, with isDir, folder) `filename`.
  Value resolveInclude(const Value& name, const Value& filename, bool isDir = false) const;
  /// Empties the cache.
  void clearCache() const { cache.reset(); }
  /// A C++ function that every template may call by this name. It gets and gives Values.
  template <EjsCallback F>
  void helper(const Text& name, F f) const {
    helper(name, Function(std::move(f)));
  }
  void helper(const Text& name, const Value& function) const;

  // Defaults for all templates, to be set before the first one is rendered.
  Value delimiter, openDelimiter, closeDelimiter, localsName;
  Value fileLoader;  // Function of a path that gives the template's text. Default: fs.readFileSync.
  Value timeout;     // Milliseconds of computing that a render may take; 0: any. Default: 1000.

  EjsCache cache{};
  EjsRenderFile renderFile{}, __express{};
};

}  // namespace detail

/// npm: https://github.com/mde/ejs. Including this header renders views that end in .ejs, in every app: app.set("view engine", "ejs").
/// For other endings: app.engine("html", ejs.renderFile).
inline constinit detail::Ejs ejs{};

namespace detail {
inline const bool ejs_is_provided = provide_ejs();
}

}  // namespace crema
