// core/application.hpp — what an app holds besides its router.
#pragma once
#include <crema/app.hpp>
#include <crema/callback.hpp>
#include <crema/value.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/router.hpp"
#include "core/settings.hpp"

namespace crema::detail {

struct Exchange;

// Apps live until the program ends: handlers that capture their app would be a cycle, and a mounted app is named by its parent.
struct AppState {
  AppState();
  struct None {};  // what the parent of a top app is
  explicit AppState(None);

  bool is_none() const noexcept;
  bool emit(std::string_view event, const App& argument);
  RouterState& router();  // made at the first touch: "case sensitive routing" and "strict routing" are read then

  ClosurePtr router_state;
  Settings settings;
  Value locals, mountpath, request_prototype, response_prototype;
  Value engines, cache;  // of views: by extension, by name
  AppState* parent = nullptr;
  App handle, parent_handle;
  struct Listener {
    std::string event;
    Callback<App&> call;
    bool once;
  };
  std::vector<Listener> listeners;

 private:
  explicit AppState(AppState* outer);
};

// An app as a handler. One that is mounted gives req.app back when it is left; one that is merely called does not, as in Express.
struct AppLink : Closure {
  explicit AppLink(AppState* a, bool by_mount = false) : app(a), mounted(by_mount) {}
  AppState* app;
  bool mounted;
};

// use(path, app): mountpath and parent before the layer is there, "mount" after it.
void prepare_mount(AppState& app, const Value& path, AppState& parent);
void announce_mount(AppState& app, AppState& parent);

// Makes `app` the one that req.app is, and whose settings apply.
void use_app(Exchange& x, AppState& app) noexcept;
// Calls an app by hand; without `next` it gives the last answer itself.
void call_app(AppState& app, const Request& req, const Next& next);
// What stands where there is no app: its settings are those of a server whose handler is none.
AppState& plain_app();

}  // namespace crema::detail
