// crema/async_handler.hpp — for programs that wrap their async handlers.                               npm: express-async-handler 1.2
#pragma once
#include <crema/handler.hpp>

#include <utility>

namespace crema {

namespace detail {
struct AsyncHandlerLibrary {
  /// The function itself: what a handler throws, async or not, goes to the error handlers anyway. The static_assert of a handler
  /// tells of a function that is none.
  template <class F>
  F operator()(F handler) const {
    return handler;
  }
};
}  // namespace detail

/// `app.get("/", asyncHandler([](auto& req, auto& res) -> Task<> { … }));`
/// npm: https://github.com/Abazhenov/express-async-handler
inline constexpr detail::AsyncHandlerLibrary asyncHandler{};

}  // namespace crema
