// core/dispatch.hpp — the walk of a request through routers and routes. All state of a walk is in its frames, which live in the
// exchange's arena as long as it does: so next() may be called late, or twice, and no stack is needed to go on.
#pragma once
#include <crema/error.hpp>
#include <crema/handler.hpp>

#include <cstdint>

#include "core/exchange.hpp"
#include "core/router.hpp"

namespace crema::detail {

// next("route") and next("router") are no errors but say where to go on.
enum class Signal : std::uint8_t { none, route, router };

// Where a handler's next() goes on. `step` is the next() of Express for this kind of frame.
struct Frame {
  using Step = void (*)(Frame& self, Error* error, Signal signal);
  Frame(Exchange& x, Frame* p, Step s) : exchange(&x), parent(p), step(s) {}
  Exchange* exchange;
  Frame* parent;  // who goes on when this one is through; null: the final handler
  Step step;
};

// Starts the walk of a router; `parent` goes on after it. `leave`, if given, is the app to return to.
void enter_router(Exchange& x, RouterState& router, Frame* parent, AppState* leave);
// The same for an app: its settings and its X-Powered-By apply inside, and after it unless it is `mounted`. Without a parent it
// gives the last answer itself.
void enter_app(Exchange& x, AppState& app, Frame* parent, bool mounted);
// Starts the steps of a route.
void enter_route(Exchange& x, const RouteState& route, Frame* parent);

// Calls one handler: skips it where it is not of the kind that is wanted, and turns what it throws into next(err). False when it
// was skipped and the caller should look for the next one itself.
bool call_handler(const Handler& handler, Frame& frame, Error* error);

// Whether a handler is for errors when there is one, and for requests when there is none.
bool wants(const Handler& handler, const Error* error) noexcept;

// Goes on with a frame, by its own step or another, when the hop queue comes to it.
void hop(Frame& frame, Error* error, Signal signal, Frame::Step step = nullptr);

}  // namespace crema::detail
