// crema/express.hpp — the umbrella: everything that `import express from 'express'` brings, and what of Node goes with it.
#pragma once
#include <crema/app.hpp>
#include <crema/async_function.hpp>
#include <crema/body_options.hpp>
#include <crema/callback.hpp>
#include <crema/cookie_options.hpp>
#include <crema/duration.hpp>
#include <crema/error.hpp>
#include <crema/file_options.hpp>
#include <crema/finally.hpp>
#include <crema/generator.hpp>
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

enum class Prototype : unsigned char { request, response };
Ref prototype_member(Prototype of, const Value& key);

template <Prototype P>
struct PrototypeObject {
  Ref operator[](Key key) const { return prototype_member(P, key); }
};

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
  /// Serves the files of a folder, which is taken from the working directory unless it is absolute. Throws TypeError without a
  /// folder, or for a wrong option.
  Handler static_(const Value& root, const StaticOptions& options = {}) const;
  /// A new router.
  crema::Router Router(RouterOptions options = {}) const { return crema::Router(options); }
  /// A route by itself, in no router.
  crema::Route Route(const Path& path) const { return crema::Route(path); }
  /// What req and res of every app have: `express.response["message"] = Function([](auto& req, auto& res, auto text) { … });`,
  /// called as `res["message"]("hi")`. One app's own are `app.request` and `app.response`.
  PrototypeObject<Prototype::request> request{};
  PrototypeObject<Prototype::response> response{};
};

}  // namespace detail

/// Express itself: `auto app = express();`, `express.json()`, `express.Router()`.
inline constexpr detail::Express express{};

}  // namespace crema
