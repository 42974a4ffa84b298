// crema/app.hpp — the application.
#pragma once
#include <crema/router.hpp>
#include <crema/server.hpp>
#include <crema/value.hpp>
#include <crema/view.hpp>

namespace crema {

namespace detail {
struct AppState;
}

/// The router of an app, made at its first touch: `app.router.use(…)`, `app.router.stack`, `app.router.listRoutes()`.
class AppRouter : public Routes<AppRouter> {
 public:
  /// As Router's.
  Value stack;

  explicit AppRouter(detail::AppState* app);
  AppRouter(const AppRouter& other) : AppRouter(other.app_) {}
  AppRouter& operator=(const AppRouter&) = delete;
  operator Router() const;
  Value listRoutes() const { return Router(*this).listRoutes(); }

  // For the framework.
  Handler handler() const { return Router(*this); }
  detail::Registrar registrar() const;

 private:
  detail::AppState* app_;
};

/// An Express application. A handle: copies are the same app; an app lives until the program ends.
/// Express: https://expressjs.com/en/5x/api.html#app
class App : public Routes<App> {
 public:
  Value &locals, &settings;
  /// "/", or what it was mounted with: a text, a Regex or a list.
  Value& mountpath;
  /// Properties and functions that every req and res of this app has: `app.response["message"] = Function(…)`.
  Value &request, &response;
  /// Template engines by extension (".html"), and the views that were found while "view cache" is on, by name.
  Value &engines, &cache;
  /// The app it is mounted in; false, and equal to undefined, while there is none.
  App& parent;
  const AppRouter router;

  App(const App&) = default;
  App& operator=(const App&) = delete;
  friend bool operator==(const App& a, const App& b) { return a.state_ == b.state_; }
  friend bool operator==(const App& a, const Value& b) { return !a && b == null; }
  /// False for the parent of an app that is not mounted.
  explicit operator bool() const noexcept;

  using Routes<App>::get;
  /// A setting: `app.get("title")`.
  Value get(const Text& setting) const;
  /// Sets a setting. Throws TypeError where Express does ("etag", "query parser", "trust proxy"). Those that a mounted app has
  /// not set itself it reads from its parent. Express: https://expressjs.com/en/5x/api.html#app.settings.table
  const App& set(const Text& setting, const Value& value) const;
  /// As get(setting).
  Value set(const Text& setting) const { return get(setting); }
  const App& enable(const Text& setting) const { return set(setting, true); }
  const App& disable(const Text& setting) const { return set(setting, false); }
  bool enabled(const Text& setting) const;
  bool disabled(const Text& setting) const { return !enabled(setting); }
  /// Renders files of this extension ("html" or ".html") with a template engine. Throws Error without one.
  /// Express: https://expressjs.com/en/5x/api.html#app.engine
  const App& engine(const Text& extension, const ViewEngine& engine) const;
  /// Renders a view; the callback gets (err, text). Locals are those of the app, `options["_locals"]`, and the options, of which the
  /// later win. Throws Error when no engine is known for the view. Express: https://expressjs.com/en/5x/api.html#app.render
  void render(const Value& name, const Value& options, Callback<Error, Value> callback) const;
  template <class F>
    requires(detail::Callable<F> && !detail::Single<F>)
  void render(const Value& name, F callback) const {
    render(name, Value(), Callback<Error, Value>(std::move(callback)));
  }
  /// The path it is mounted at, parents included; "" for a top app.
  Value path() const;
  /// Events: Express emits "mount" with the parent, once for each place; others are yours. `once` is for the next one alone.
  const App& on(const Text& event, Callback<App&> cb) const;
  const App& once(const Text& event, Callback<App&> cb) const;
  /// Calls the listeners, in order; whether there were any. Without an app they get one that is false.
  bool emit(const Text& event) const;
  bool emit(const Text& event, const App& argument) const;

  /// Serves the app: `app.listen(3000)`, `app.listen(port, host, cb)`, `app.listen({.port = 3000, .threads = 4}, cb)`.
  Listening listen(const Value& port = {}, Callback<Error> cb = {}) const;
  Listening listen(const Value& port, const Value& host, Callback<Error> cb = {}) const;
  Listening listen(const ListenOptions& options, Callback<Error> cb = {}) const;

  // For the framework.
  explicit App(detail::AppState* state);
  detail::Registrar registrar() const;
  detail::AppState& state() const noexcept { return *state_; }

 private:
  detail::AppState* state_;
};

extern template class Routes<App>;
extern template class Routes<AppRouter>;

}  // namespace crema
