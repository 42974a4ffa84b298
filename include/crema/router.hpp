// crema/router.hpp — routes and middleware in the order of their registration.
#pragma once
#include <crema/handler.hpp>

#include <initializer_list>
#include <string_view>

namespace crema {

class Route;
class Regex;

/// Where a route stands: text in the syntax of path-to-regexp 8, a Regex, or a list of these (the first that matches).
class Path {
 public:
  template <detail::Chars T>
  Path(const T& text) : value_(text) {}
  Path(const Regex& r);
  Path(const Value& v) : value_(v) {}
  Path(std::initializer_list<Path> any);
  /// Text, regular expression or array, as `req.route["path"]` shows it.
  const Value& value() const { return value_; }

 private:
  Value value_;
};

namespace detail {

struct AppState;
struct RouterState;
struct RouteState;

// Every method that Node's parser knows, as a member; `all` is every one of them.
// clang-format off
#define CREMA_METHODS(X)                                                                                             \
  X(acl) X(bind) X(checkout) X(connect) X(copy) X(delete_) X(get) X(head) X(link) X(lock) X(merge) X(mkactivity)     \
  X(mkcalendar) X(mkcol) X(move) X(notify) X(options) X(patch) X(post) X(propfind) X(proppatch) X(purge) X(put)      \
  X(query) X(rebind) X(report) X(search) X(source) X(subscribe) X(trace) X(unbind) X(unlink) X(unlock) X(unsubscribe) \
  X(all)
// clang-format on

// The handlers of one call: as parameters, and as a list without an allocation.
// clang-format off
#define CREMA_HANDLERS                                                                                               \
  const Handler& h1, const Handler& h2 = detail::no_handler, const Handler& h3 = detail::no_handler,                 \
      const Handler& h4 = detail::no_handler, const Handler& h5 = detail::no_handler,                                \
      const Handler& h6 = detail::no_handler, const Handler& h7 = detail::no_handler,                                \
      const Handler& h8 = detail::no_handler
// clang-format on
struct HandlerSpan {
  const Handler* const* data;
  int size;
};
// Whose routes they are. An app's `use` mounts other apps, its `param` takes lists, its `all` stands for every known method.
struct Registrar {
  RouterState* router;
  AppState* app;  // null: a router
};
void add_route(const Registrar& to, std::string_view method, const Path& path, HandlerSpan handlers);
void add_use(const Registrar& to, const Path* path, HandlerSpan handlers);
void add_param(const Registrar& to, const Value& names, const ParamHandler& handler);
Route make_route(RouterState& router, const Path& path);
void add_to_route(RouteState& route, std::string_view method, HandlerSpan handlers);
void call_routes(const Registrar& which, const Request& req, const Response& res, const Next& next);
void call_route(const RouteState& route, const Request& req, const Next& next);
Value list_routes(const RouterState& router);
// Makes `stack` show the layers of a router.
void show_layers(Value& stack, RouterState& router);

}  // namespace detail

/// The registration methods that App and Router share. Each returns the object, for chaining.
/// Registration errors (a bad path, no handler) are thrown as TypeError at once.
/// Express: https://expressjs.com/en/5x/api.html#router
template <class Self>
class Routes {
 public:
  // Defined in the library, for those that it has: a program's forty routes are forty calls.
#define CREMA_ROUTES(name) const Self& name(const Path& path, CREMA_HANDLERS) const;
  CREMA_METHODS(CREMA_ROUTES)
#undef CREMA_ROUTES

  /// `router[method]("/path", handler)`: the method by its name, such as "get" or "m-search".
  class Method {
   public:
    Method(const Self& self, std::string_view name) : self_(self), name_(name) {}
    const Self& operator()(const Path& path, CREMA_HANDLERS) const;

   private:
    const Self& self_;
    Text name_;
  };
  Method operator[](const Text& method) const { return Method(self(), method.view()); }

  /// Middleware for every path, in order.
  const Self& use(CREMA_HANDLERS) const;
  /// Middleware for a path and all below it.
  const Self& use(const Path& path, CREMA_HANDLERS) const;
  /// Called before handlers whose path holds the parameter; an App takes a list of names, too.
  const Self& param(const Value& names, const ParamHandler& f) const {
    detail::add_param(registrar(), names, f);
    return self();
  }
  /// One path, several methods: `app.route("/book").get(…).post(…)`.
  Route route(const Path& path) const;

  /// Calls it as a handler. A router needs `next` (TypeError); without it an app gives the last answer itself: the 404 or error
  /// page.
  void operator()(const Request& req, const Response& res, const Next& next = {}) const {
    detail::call_routes(registrar(), req, res, next);
  }
  /// The same, by its name.
  void handle(const Request& req, const Response& res, const Next& next = {}) const { (*this)(req, res, next); }

 private:
  friend class Method;
  const Self& self() const { return static_cast<const Self&>(*this); }
  detail::Registrar registrar() const { return self().registrar(); }
};

/// The handlers of one path; each method returns the route. A handle: copies are the same route.
/// Express: https://expressjs.com/en/5x/api.html#router.route
class Route {
 public:
  /// What it was registered with; its handlers, as objects with `name` and `method`; the methods it answers, `{ get: true }`.
  Value &path, &stack, &methods;

  /// A route that stands in no router yet calls its handlers all the same: `route.dispatch(req, res, next)`.
  explicit Route(const Path& path);
  Route(const Route&) = default;
  Route& operator=(const Route&) = delete;

#define CREMA_ROUTE(name) const Route& name(CREMA_HANDLERS) const;
  CREMA_METHODS(CREMA_ROUTE)
#undef CREMA_ROUTE
  class Method {
   public:
    Method(const Route& self, std::string_view name) : self_(self), name_(name) {}
    const Route& operator()(CREMA_HANDLERS) const;

   private:
    const Route& self_;
    Text name_;
  };
  Method operator[](const Text& method) const { return Method(*this, method.view()); }

  /// Calls its handlers for this request; `next` when they are through.
  void dispatch(const Request& req, const Response&, const Next& next) const { detail::call_route(state(), req, next); }

  // For the framework.
  explicit Route(detail::ClosurePtr state);

 private:
  friend class Method;
  detail::RouteState& state() const;
  detail::ClosurePtr state_;
};

template <class Self>
Route Routes<Self>::route(const Path& path) const {
  return detail::make_route(*registrar().router, path);
}

struct RouterOptions {
  bool caseSensitive = false;  // Whether /Foo and /foo differ. Default: false.
  bool mergeParams = false;    // Whether the parent's params are seen, too. Default: false.
  bool strict = false;         // Whether /foo and /foo/ differ. Default: false.
};

/// A small app of routes and middleware that is mounted with `use`. A handle: copies share the routes.
/// Express: https://expressjs.com/en/5x/api.html#router
class Router : public Routes<Router> {
 public:
  /// Its layers in order, made when somebody looks: {handle, name, rawPath, slash, matchers, route}. `route` is {path, stack,
  /// methods}, or undefined of what use() has added; of a mounted router `name` is "router" and `handle` has a `stack`.
  Value stack;

  explicit Router(RouterOptions options = {});
  explicit Router(detail::ClosurePtr state);
  Router(const Router& other) : Router(other.state_) {}
  Router& operator=(const Router& other);

  /// Every route and mounted router, in order: {path, methods, router}. `methods` are upper-case names, "*" for all(); of a router
  /// they are undefined, and `entry["router"]["listRoutes"]()` lists what is in it.
  Value listRoutes() const { return detail::list_routes(router_state()); }

  // For the framework.
  detail::Registrar registrar() const { return {&router_state(), nullptr}; }
  detail::RouterState& router_state() const;

 private:
  detail::ClosurePtr state_;
};

#undef CREMA_HANDLERS

extern template class Routes<Router>;

}  // namespace crema
