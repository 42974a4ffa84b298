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

// The handlers of one call, as a list without an allocation.
struct HandlerSpan {
  const Handler* const* data;
  int size;
};
void add_route(RouterState& router, std::string_view method, const Path& path, HandlerSpan handlers);
void add_use(RouterState& router, const Path* path, HandlerSpan handlers);
void add_param(RouterState& router, const Value& names, const ParamHandler& handler, bool lists_allowed);
Route make_route(RouterState& router, const Path& path);
void add_to_route(RouteState& route, std::string_view method, HandlerSpan handlers);
void call_router(RouterState& router, const Request& req, const Response& res, const Next& next);

}  // namespace detail

/// The registration methods that App and Router share. Each returns the object, for chaining.
/// Registration errors (a bad path, no handler) are thrown as TypeError at once.
/// Express: https://expressjs.com/en/5x/api.html#router
template <class Self>
class Routes {
 public:
#define CREMA_ROUTES(name)                                                                                             \
  const Self& name(const Path& path, const Handler& h, const Handler& h2 = {}, const Handler& h3 = {},                 \
                   const Handler& h4 = {}, const Handler& h5 = {}, const Handler& h6 = {}, const Handler& h7 = {},     \
                   const Handler& h8 = {}) const {                                                                     \
    const Handler* all[] = {&h, &h2, &h3, &h4, &h5, &h6, &h7, &h8};                                                    \
    detail::add_route(state(), #name, path, {all, 8});                                                                 \
    return self();                                                                                                     \
  }
  CREMA_METHODS(CREMA_ROUTES)
#undef CREMA_ROUTES

  /// `router[method]("/path", handler)`: the method by its name, such as "get" or "m-search".
  class Method {
   public:
    Method(const Self& self, std::string_view name) : self_(self), name_(name) {}
    const Self& operator()(const Path& path, const Handler& h, const Handler& h2 = {}, const Handler& h3 = {},
                           const Handler& h4 = {}) const {
      const Handler* all[] = {&h, &h2, &h3, &h4};
      detail::add_route(self_.router_state(), name_.view(), path, {all, 4});
      return self_;
    }

   private:
    const Self& self_;
    Text name_;
  };
  Method operator[](const Text& method) const { return Method(self(), method.view()); }

  /// Middleware for every path, in order.
  const Self& use(const Handler& h, const Handler& h2 = {}, const Handler& h3 = {}, const Handler& h4 = {},
                  const Handler& h5 = {}, const Handler& h6 = {}) const {
    const Handler* all[] = {&h, &h2, &h3, &h4, &h5, &h6};
    detail::add_use(state(), nullptr, {all, 6});
    return self();
  }
  /// Middleware for a path and all below it.
  const Self& use(const Path& path, const Handler& h, const Handler& h2 = {}, const Handler& h3 = {},
                  const Handler& h4 = {}, const Handler& h5 = {}, const Handler& h6 = {}) const {
    const Handler* all[] = {&h, &h2, &h3, &h4, &h5, &h6};
    detail::add_use(state(), &path, {all, 6});
    return self();
  }
  /// Called before handlers whose path holds the parameter; an App takes a list of names, too.
  const Self& param(const Value& names, const ParamHandler& f) const {
    detail::add_param(state(), names, f, Self::param_lists);
    return self();
  }
  /// One path, several methods: `app.route("/book").get(…).post(…)`.
  Route route(const Path& path) const;

  /// Calls it as a handler.
  void operator()(const Request& req, const Response& res, const Next& next = {}) const {
    detail::call_router(state(), req, res, next);
  }

 private:
  friend class Method;
  const Self& self() const { return static_cast<const Self&>(*this); }
  detail::RouterState& state() const { return self().router_state(); }
};

/// The handlers of one path; each method returns the route.
class Route {
 public:
#define CREMA_ROUTE(name)                                                                                              \
  const Route& name(const Handler& h, const Handler& h2 = {}, const Handler& h3 = {}, const Handler& h4 = {}) const {  \
    const Handler* all[] = {&h, &h2, &h3, &h4};                                                                        \
    detail::add_to_route(state(), #name, {all, 4});                                                                    \
    return *this;                                                                                                      \
  }
  CREMA_METHODS(CREMA_ROUTE)
#undef CREMA_ROUTE
  class Method {
   public:
    Method(const Route& self, std::string_view name) : self_(self), name_(name) {}
    const Route& operator()(const Handler& h, const Handler& h2 = {}, const Handler& h3 = {},
                            const Handler& h4 = {}) const {
      const Handler* all[] = {&h, &h2, &h3, &h4};
      detail::add_to_route(self_.state(), name_.view(), {all, 4});
      return self_;
    }

   private:
    const Route& self_;
    Text name_;
  };
  Method operator[](const Text& method) const { return Method(*this, method.view()); }

  explicit Route(detail::ClosurePtr state) : state_(std::move(state)) {}

 private:
  friend class Method;
  detail::RouteState& state() const;
  detail::ClosurePtr state_;
};

template <class Self>
Route Routes<Self>::route(const Path& path) const {
  return detail::make_route(state(), path);
}

struct RouterOptions {
  bool caseSensitive = false;  // Whether /Foo and /foo differ. Default: false.
  bool mergeParams = false;    // Whether the parent's params are seen, too. Default: false.
  bool strict = false;         // Whether /foo and /foo/ differ. Default: false.
};

/// A small app of routes and middleware that is mounted with `use`. A handle: copies share the routes.
class Router : public Routes<Router> {
 public:
  explicit Router(RouterOptions options = {});
  explicit Router(detail::ClosurePtr state) : state_(std::move(state)) {}

  static constexpr bool param_lists = false;
  detail::RouterState& router_state() const;

 private:
  detail::ClosurePtr state_;
};

}  // namespace crema
