// core/application.hpp — what an app holds besides its router.
#pragma once
#include <crema/app.hpp>
#include <crema/callback.hpp>
#include <crema/value.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/router.hpp"
#include "core/settings.hpp"

namespace crema::detail {

struct Exchange;

// Apps live until the program ends: handlers that capture their app would be a cycle, and a mounted app is named by its parent.
struct AppState {
  AppState();

  RouterState& router();  // made at the first touch: "case sensitive routing" and "strict routing" are read then

  ClosurePtr router_state;
  Settings settings;
  Value locals, mountpath, request_prototype, response_prototype;
  Value engines, cache;  // of views: by extension, by name
  AppState* parent = nullptr;
  App handle;
  std::vector<std::pair<std::string, Callback<App&>>> listeners;
};

// An app as a handler.
struct AppLink : Closure {
  explicit AppLink(AppState* a) : app(a) {}
  AppState* app;
};

// use(path, app): mountpath and parent before the layer is there, "mount" after it.
void prepare_mount(AppState& app, const Value& path, AppState& parent);
void announce_mount(AppState& app, AppState& parent);

// Makes `app` the one that req.app is, and whose settings apply.
void use_app(Exchange& x, AppState& app) noexcept;
// Calls an app by hand.
void call_app(AppState& app, const Request& req, const Next& next);
// The settings of a server whose handler is no app.
AppState& plain_app();

}  // namespace crema::detail
