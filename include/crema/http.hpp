// crema/http.hpp — Node's http: servers of plain handlers and of apps.
#pragma once
#include <crema/handler.hpp>
#include <crema/server.hpp>

namespace crema {

namespace detail {

struct Http {
  /// A server that calls `handler` (an app, or a function of (req, res)) for each request. It listens once listen() is called.
  /// Node: https://nodejs.org/api/http.html#httpcreateserveroptions-requestlistener
  Server createServer(Handler handler = {}) const;
  /// With limits: `http.createServer({.maxHeaderSize = "8kb"}, app)`.
  Server createServer(const ListenOptions& options, Handler handler) const;
};

}  // namespace detail

// Inside, crema::http is the namespace of what is pure HTTP.
inline namespace modules {
/// Node's http module.
inline constexpr detail::Http http{};
}  // namespace modules

}  // namespace crema
