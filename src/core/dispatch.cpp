// The walk. Each `…_step` is one next() of Express: a router's, a route's; a router leaves through its parent's step.
#include "core/dispatch.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

#include "core/application.hpp"
#include "core/final_handler.hpp"
#include "core/kept_error.hpp"
#include "core/layer_params.hpp"
#include "core/request_url.hpp"
#include "core/response_end.hpp"
#include "core/route_value.hpp"
#include "core/router_frame.hpp"
#include "core/value_node.hpp"
#include "http/text.hpp"
#include "http/url.hpp"

namespace crema::detail {
namespace {

// Express hops to the next turn of the event loop after so many nested calls of one next(); the second bound is on the stack.
constexpr std::uint32_t most_nested_calls = 100;
constexpr unsigned most_nesting = 500;

struct RouteFrame : Frame {
  RouteFrame(Exchange& x, Frame* p, Step s, const RouteState& r) : Frame(x, p, s), route(&r) {}
  const RouteState* route;
  MethodSet method = 0;
  std::uint32_t at = 0;
  std::uint32_t calls = 0;
};

// A count on the links that run inside one another.
class Nesting {
 public:
  explicit Nesting(LoopContext& loop) : loop_(loop) { loop_.nesting++; }
  ~Nesting() { loop_.nesting--; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;

 private:
  LoopContext& loop_;
};

// req.method, which handlers may assign. What the router does by itself compares it as it is written …
MethodId written_method(const Exchange& x) {
  const auto& method = x.cells.method;
  return is_text(method) ? method_id(text_of(method)) : method_unknown;
}

// … and a route in any case.
MethodId asked_method(const Exchange& x, MethodId written) {
  if (written != method_unknown || !is_text(x.cells.method)) return written;
  return method_id_of_any_case(text_of(x.cells.method));
}

// Cuts the matched prefix off req.url and puts it behind req.baseUrl.
void trim_prefix(RouterFrame& f, std::string_view prefix) {
  auto& cells = f.exchange->cells;
  const auto url = text_of(cells.url);
  const auto rest = url.substr(std::min(url.size(), f.protohost.size() + prefix.size()));
  f.removed = prefix;
  f.untrimmed = cells.url;
  f.slash_added = f.protohost.empty() && !rest.starts_with('/');
  if (f.protohost.empty() && !f.slash_added) {
    cells.url = make_text(rest);
  } else {
    std::string trimmed(f.protohost);
    if (f.slash_added) trimmed += '/';
    trimmed += rest;
    cells.url = make_text(trimmed);
  }
  f.trimmed = cells.url;
  if (prefix.ends_with('/')) prefix.remove_suffix(1);
  const auto base = text_of(f.parent_base);
  if (base.empty()) {
    cells.base_url = make_text(prefix);
  } else {
    std::string longer(base);
    longer += prefix;
    cells.base_url = make_text(longer);
  }
}

// The url that a handler made while the prefix was cut off, with the prefix in front again. The slash that was added goes, unless
// the handler put a path of its own behind it.
std::string with_prefix(const RouterFrame& f, std::string url) {
  if (f.slash_added) {
    const bool root = url == "/" || url.starts_with("/?");
    if (root || (f.removed.ends_with('/') && url.starts_with('/'))) url.erase(0, 1);
  }
  url.erase(0, f.protohost.size());
  url.insert(0, f.removed);
  return url.insert(0, f.protohost);
}

// -- routers ------------------------------------------------------------------------------------------------------------

// Undoes what run_layer() cut off, even where a handler has rewritten the url.
void restore_prefix(RouterFrame& f) {
  auto& cells = f.exchange->cells;
  if (f.removed.empty()) return;
  cells.url = same_bits(cells.url, f.trimmed) ? f.untrimmed : make_text(with_prefix(f, String(cells.url).str()));
  cells.base_url = f.parent_base;
  f.removed = {};
  f.slash_added = false;
}

// Puts back what belongs to the caller of this router.
void restore_parent(RouterFrame& f) {
  auto& x = *f.exchange;
  x.cells.base_url = f.outer_base;
  if (f.parent_untouched) set_empty_params(x);
  else x.cells.params = f.parent_params;
  x.frame = f.parent_frame;
  if (f.leave_app) use_app(x, *f.leave_app);
}

void leave_router(Frame& frame, Error* error, Signal) {
  auto& f = static_cast<RouterFrame&>(frame);
  auto& x = *f.exchange;
  if (f.allowed && !error) {
    const auto allow = allow_text(f.allowed);
    try {
      answer_options(x, allow);
      return;
    } catch (...) {
      error = keep_thrown(x);
    }
  }
  restore_parent(f);
  if (f.parent) f.parent->step(*f.parent, error, Signal::none);
  else final_handler(x, error, *f.router->app);
}

// Takes a new look at the url where a handler has assigned it.
void aim(RouterFrame& f) {
  auto& x = *f.exchange;
  const auto* index = f.router->index();
  if (same_bits(f.aimed_at, x.cells.url) && f.cursor.index() == index) return;
  f.aimed_at = x.cells.url;
  const auto path = pathname(f.aimed_at, x.arena);
  f.has_path = path.has_value();
  f.path = path.value_or(std::string_view());
  f.cursor.aim(index, f.path);
}

// What the automatic answer to OPTIONS lists.
void collect_allowed(RouterFrame& f, const RouteState& route) {
  auto set = route.methods.load(std::memory_order_acquire);
  if (set & method_set(method_get)) set |= method_set(method_head);
  f.allowed |= set;
}

// Finds the next layer that matches path and method. Its params are set; null when there is none.
const Layer* next_layer(RouterFrame& f, std::uint32_t count, Error*& error, PathMatch& match) {
  auto& x = *f.exchange;
  while (f.at < count) {
    f.at = f.cursor.next(f.at, count);
    if (f.at >= count) return nullptr;
    const Layer& layer = f.router->layers[f.at++];
    try {
      if (!layer.pattern.match(f.path, match)) continue;
      if (const auto* route = layer.route_state()) {
        if (error) {
          check_captures(match);
          continue;
        }
        const auto written = written_method(x);
        if (!route->handles(asked_method(x, written))) {
          check_captures(match);
          if (written == method_options && f.collects) collect_allowed(f, *route);
          if (written != method_head) continue;
        }
        set_params(f, match);
        show_route(x, *route);
      } else {
        set_params(f, match);
      }
    } catch (...) {
      // A capture that cannot be decoded is the error of this request, unless there is one already.
      Error* failed = keep_thrown(x);
      if (!error) error = failed;
      continue;
    }
    f.matched = match.length;
    f.at_start = match.at_start;
    return &layer;
  }
  return nullptr;
}

void router_step(Frame& frame, Error* error, Signal signal) {
  auto& f = static_cast<RouterFrame&>(frame);
  restore_prefix(f);
  if (signal == Signal::router) return hop(f, nullptr, Signal::none, leave_router);
  auto& loop = *f.exchange->loop;
  const auto count = f.router->layers.size();
  if (f.at >= count) return hop(f, error, Signal::none, leave_router);
  if (++f.calls > most_nested_calls || loop.nesting > most_nesting) {
    f.calls = 0;
    return hop(f, error, Signal::none);
  }
  const Nesting nesting(loop);
  PathMatch& match = scratch_match();
  for (;;) {
    aim(f);
    if (!f.has_path) return leave_router(f, error, Signal::none);
    const Layer* layer = next_layer(f, count, error, match);
    if (!layer) return leave_router(f, error, Signal::none);
    if (f.router->params.size() != 0 && has_params(match)) {
      run_params(f, *layer, error, match);
      break;
    }
    // A middleware that is not of the kind wanted is passed over here rather than by a call.
    // The last one has been called as well, as Express sees it: there the router ends a turn later.
    if (!layer->route && !wants(layer->handler, error)) {
      if (f.at >= count) return hop(f, error, Signal::none, leave_router);
      continue;
    }
    run_layer(f, *layer, error);
    break;
  }
  f.calls = 0;
}

// -- routes -------------------------------------------------------------------------------------------------------------

void route_step(Frame& frame, Error* error, Signal signal) {
  auto& f = static_cast<RouteFrame&>(frame);
  if (signal == Signal::route) return f.parent->step(*f.parent, nullptr, Signal::route);
  if (signal == Signal::router) return f.parent->step(*f.parent, nullptr, Signal::router);
  auto& loop = *f.exchange->loop;
  if (++f.calls > most_nested_calls || loop.nesting > most_nesting) {
    f.calls = 0;
    return hop(f, error, Signal::none);
  }
  const Nesting nesting(loop);
  const auto count = f.route->steps.size();
  while (f.at < count) {
    const RouteStep& step = f.route->steps[f.at++];
    if (!(step.methods & f.method)) continue;
    if (call_handler(step.handler, f, error)) {
      f.calls = 0;
      return;
    }
  }
  f.parent->step(*f.parent, error, Signal::none);
}

struct PendingStep {
  Frame* frame;
  Error* error;
  Signal signal;
  Frame::Step step;
};

void run_pending(Hop& h) {
  auto& pending = *static_cast<PendingStep*>(h.object);
  auto& x = *pending.frame->exchange;
  pending.step(*pending.frame, pending.error, pending.signal);
  x.release();
}

}  // namespace

void hop(Frame& frame, Error* error, Signal signal, Frame::Step step) {
  auto& x = *frame.exchange;
  x.retain();
  Hop h;
  h.run = run_pending;
  h.object = x.arena.make<PendingStep>(PendingStep{&frame, error, signal, step ? step : frame.step});
  x.loop->hop(std::move(h));
}

void enter_router(Exchange& x, RouterState& router, Frame* parent, AppState* leave) {
  auto& f = *x.arena.make<RouterFrame>(x, parent, router_step, router);
  f.next_made = std::exchange(x.router_frames, &f);
  f.parent_untouched = params_untouched(x);
  if (!f.parent_untouched) f.parent_params = x.cells.params;
  f.outer_base = x.cells.base_url;
  f.parent_base = is_text(f.outer_base) ? f.outer_base : f.outer_base ? String(f.outer_base) : Value("");
  x.cells.base_url = f.parent_base;
  f.parent_frame = x.frame;
  f.leave_app = leave;
  f.collects = written_method(x) == method_options;
  if (is_text(x.cells.url)) f.protohost = x.arena.copy(http::protohost(text_of(x.cells.url)));
  x.frame = &f;
  router_step(f, nullptr, Signal::none);
}

void enter_route(Exchange& x, const RouteState& route, Frame* parent) {
  auto* f = x.arena.make<RouteFrame>(x, parent, route_step, route);
  auto method = asked_method(x, written_method(x));
  if (method == method_head && !(route.methods.load(std::memory_order_acquire) & method_set(method_head))) {
    method = method_get;
  }
  f->method = method == method_unknown ? MethodSet{1} << method_unknown : method_set(method);
  route_step(*f, nullptr, Signal::none);
}

void run_layer(RouterFrame& f, const Layer& layer, Error* error) {
  auto& x = *f.exchange;
  if (const auto* route = layer.route_state()) return enter_route(x, *route, &f);
  if (f.matched != 0) {
    // What a regular expression matched must be a prefix that ends at a separator.
    const bool separated = f.matched == f.path.size() || f.path[f.matched] == '/';
    if (!f.at_start || !separated) return f.step(f, error, Signal::none);
    trim_prefix(f, f.path.substr(0, f.matched));
  }
  if (!call_handler(layer.handler, f, error)) f.step(f, error, Signal::none);
}

bool wants(const Handler& handler, const Error* error) noexcept {
  return (handler.kind() == Handler::Kind::error) == (error != nullptr);
}

bool call_handler(const Handler& handler, Frame& frame, Error* error) {
  if (!wants(handler, error)) return false;
  auto& x = *frame.exchange;
  try {
    switch (handler.kind()) {
      case Handler::Kind::ordinary:
        static_cast<Link*>(handler.link().get())->call(x.req, x.res, NextSource{&frame, nullptr});
        break;
      case Handler::Kind::error:
        static_cast<ErrorLink*>(handler.link().get())->call(*error, x.req, x.res, NextSource{&frame, nullptr});
        break;
      case Handler::Kind::router:
        enter_router(x, *static_cast<RouterState*>(handler.link().get()), &frame, nullptr);
        break;
      case Handler::Kind::app: {
        const auto& link = *static_cast<AppLink*>(handler.link().get());
        enter_app(x, *link.app, &frame, link.mounted);
        break;
      }
      default:
        return false;
    }
  } catch (...) {
    // What is thrown goes to next(), where the words "route" and "router" are no errors.
    Error* failed = keep_thrown(x);
    if (failed && failed->is_thrown_value()) proceed(&frame, Value(*failed));
    else frame.step(frame, failed, Signal::none);
  }
  return true;
}

// -- next() --------------------------------------------------------------------------------------------------------------

void retain_frame(Frame* frame) noexcept { frame->exchange->retain(); }
void release_frame(Frame* frame) noexcept { frame->exchange->release(); }
void proceed(Frame* frame) { frame->step(*frame, nullptr, Signal::none); }

void proceed(Frame* frame, const Error& err) {
  if (!err) return proceed(frame);
  frame->step(*frame, keep_error(*frame->exchange, err), Signal::none);
}

void proceed(Frame* frame, const Value& thrown) {
  if (is_text(thrown)) {
    const auto text = text_view(thrown);
    if (text == "route") return frame->step(*frame, nullptr, Signal::route);
    if (text == "router") return frame->step(*frame, nullptr, Signal::router);
  }
  if (!thrown) return proceed(frame);
  frame->step(*frame, keep_error(*frame->exchange, Error::thrown(thrown)), Signal::none);
}

}  // namespace crema::detail

namespace crema {

Next CurrentNext::current() const {
  // Through a reference: what is made of a frame borrows it until it is copied.
  const Next borrowed = exchange_ ? Next(detail::NextSource{exchange_->frame, nullptr}) : kept_;
  return static_cast<const Next&>(borrowed);
}

}  // namespace crema
