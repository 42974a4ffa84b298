// The registration methods of apps, routers and routes, which stand here so that programs need not compile them.
#include <crema/app.hpp>
#include <crema/router.hpp>

namespace crema {
using namespace detail;

#define CREMA_PARAMETERS                                                                                               \
  const Handler &h1, const Handler &h2, const Handler &h3, const Handler &h4, const Handler &h5, const Handler &h6,    \
      const Handler &h7, const Handler &h8
#define CREMA_SPAN                                                                                                     \
  const Handler* const all[] = {&h1, &h2, &h3, &h4, &h5, &h6, &h7, &h8};                                               \
  const HandlerSpan handlers { all, 8 }

constinit const Handler detail::no_handler{};

#define CREMA_ROUTES(name)                                                                                             \
  template <class Self>                                                                                                \
  const Self& Routes<Self>::name(const Path& path, CREMA_PARAMETERS) const {                                           \
    CREMA_SPAN;                                                                                                        \
    add_route(registrar(), #name, path, handlers);                                                                     \
    return self();                                                                                                     \
  }
CREMA_METHODS(CREMA_ROUTES)
#undef CREMA_ROUTES

template <class Self>
const Self& Routes<Self>::Method::operator()(const Path& path, CREMA_PARAMETERS) const {
  CREMA_SPAN;
  add_route(self_.registrar(), name_.view(), path, handlers);
  return self_;
}

template <class Self>
const Self& Routes<Self>::use(CREMA_PARAMETERS) const {
  CREMA_SPAN;
  add_use(registrar(), nullptr, handlers);
  return self();
}

template <class Self>
const Self& Routes<Self>::use(const Path& path, CREMA_PARAMETERS) const {
  CREMA_SPAN;
  add_use(registrar(), &path, handlers);
  return self();
}

#define CREMA_ROUTE(name)                                                                                              \
  const Route& Route::name(CREMA_PARAMETERS) const {                                                                   \
    CREMA_SPAN;                                                                                                        \
    add_to_route(state(), #name, handlers);                                                                            \
    return *this;                                                                                                      \
  }
CREMA_METHODS(CREMA_ROUTE)
#undef CREMA_ROUTE

const Route& Route::Method::operator()(CREMA_PARAMETERS) const {
  CREMA_SPAN;
  add_to_route(self_.state(), name_.view(), handlers);
  return self_;
}

template class Routes<App>;
template class Routes<AppRouter>;
template class Routes<Router>;

}  // namespace crema
