// crema/express.hpp — the umbrella: everything that `import express from 'express'` brings, and what of Node goes with it.
#pragma once
#include <crema/app.hpp>
#include <crema/body_options.hpp>
#include <crema/callback.hpp>
#include <crema/cookie_options.hpp>
#include <crema/duration.hpp>
#include <crema/error.hpp>
#include <crema/handler.hpp>
#include <crema/hooks.hpp>
#include <crema/next.hpp>
#include <crema/node.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>
#include <crema/router.hpp>
#include <crema/server.hpp>
#include <crema/slot.hpp>
#include <crema/task.hpp>
#include <crema/value.hpp>
#include <crema/version.hpp>
#include <crema/view.hpp>

namespace crema {

namespace detail {

struct Express {
  /// A new application.
  App operator()() const;
  /// Parses JSON bodies into req.body.
  Handler json(JsonOptions options = {}) const;
  /// Parses HTML forms into req.body.
  Handler urlencoded(UrlencodedOptions options = {}) const;
  /// Reads text bodies into req.body.
  Handler text(TextOptions options = {}) const;
  /// Reads bodies into req.body as a Buffer.
  Handler raw(RawOptions options = {}) const;
  /// A new router.
  crema::Router Router(RouterOptions options = {}) const { return crema::Router(options); }
};

}  // namespace detail

/// Express itself: `auto app = express();`, `express.json()`, `express.Router()`.
inline constexpr detail::Express express{};

}  // namespace crema
