// Handlers that are called by hand, and async ones that run on.
#include <crema/handler.hpp>
#include <crema/request.hpp>
#include <crema/slot.hpp>

#include <cstddef>
#include <new>
#include <string>
#include <utility>

#include "core/application.hpp"
#include "core/dispatch.hpp"
#include "core/exchange.hpp"
#include "core/kept_error.hpp"
#include "core/route_value.hpp"
#include "core/router.hpp"
#include "core/uncaught.hpp"

namespace crema {
namespace detail {
namespace {

// A handler without state: the function that calls it is all there is.
struct StatelessLink final : Link {
  explicit StatelessLink(StatelessCall f) noexcept : function(f) {}
  void call(Request& req, Response& res, const NextSource& next) override { function(req, res, next, this); }
  const StatelessCall function;
};
struct StatelessErrorLink final : ErrorLink {
  explicit StatelessErrorLink(StatelessErrorCall f) noexcept : function(f) {}
  void call(Error& err, Request& req, Response& res, const NextSource& next) override {
    function(err, req, res, next, this);
  }
  const StatelessErrorCall function;
};

// An async handler that has not finished: holds its exchange, its closure and where its error goes.
class RootTask final : public TaskOwner {
 public:
  RootTask(Exchange& x, const NextSource& source, ClosurePtr link)
      : x_(x), frame_(source.frame), link_(std::move(link)) {
    if (source.next) next_ = *source.next;
    x_.retain();
  }
  RootTask(const RootTask&) = delete;
  RootTask& operator=(const RootTask&) = delete;

  static void* operator new(std::size_t size) { return allocate_frame(size); }
  static void operator delete(void* memory, std::size_t size) noexcept { free_frame(memory, size); }

  // A task that is thrown away unfinished, with its loop, ends without an error.
  void finished(std::exception_ptr failed) noexcept override {
    if (failed) fail(failed);
    auto& x = x_;
    delete this;
    x.release();
  }

 private:
  ~RootTask() = default;
  void fail(const std::exception_ptr& failed) noexcept {
    try {
      pass_on(frame_, next_, failed);
    } catch (...) {
      report_uncaught(std::current_exception(), Uncaught::rejection);
    }
  }

 public:
  static void pass_on(Frame* frame, const Next& next, const std::exception_ptr& failed) {
    auto error = Error::from_exception(failed);
    if (!error) error = Error("Rejected promise");
    if (frame && error.is_thrown_value()) proceed(frame, Value(error));
    else if (frame) proceed(frame, error);
    else next(error);
  }

 private:
  Exchange& x_;
  Frame* frame_;
  Next next_;
  ClosurePtr link_;
};

// A task that has finished already: its error is taken on the spot.
class Taken final : public TaskOwner {
 public:
  void finished(std::exception_ptr failed) noexcept override { error = std::move(failed); }
  std::exception_ptr error;
};

// That error on its way: like the rejection of a promise it is heard when the code that runs now has ended, so that what stands
// behind the next() of a middleware before comes first.
struct Rejection : Closure {
  Rejection(Exchange& exchange, const NextSource& source, std::exception_ptr failed)
      : x(exchange), frame(source.frame), next(source.next ? *source.next : Next()), error(std::move(failed)) {
    x.retain();
  }
  ~Rejection() override { x.release(); }
  static void run(Hop& hop) {
    const auto& self = *static_cast<Rejection*>(hop.object);
    RootTask::pass_on(self.frame, self.next, self.error);
  }
  Exchange& x;
  Frame* frame;
  Next next;
  std::exception_ptr error;
};

template <class T>
void own(Task<T> task, Request& req, const NextSource& source, ClosurePtr link) {
  if (!task.done()) {
    std::move(task).detach(new RootTask(req.exchange(), source, link), link);
    return;
  }
  Taken taken;
  std::move(task).detach(&taken, {});
  if (!taken.error) return;
  Hop hop;
  hop.run = Rejection::run;
  hop.keep = ClosurePtr(new Rejection(req.exchange(), source, std::move(taken.error)));
  hop.object = hop.keep.get();
  req.exchange().loop->hop(std::move(hop));
}

// Where a router goes on that was called by hand: at a frame of this exchange, which lives as long as it does, or with a function
// of the user's. That one most likely holds the exchange, so it stands with its listeners, which go when it has closed.
struct CalledFrame : Frame {
  CalledFrame(Exchange& x, Frame* t, std::size_t n) : Frame(x, nullptr, step_on), target(t), number(n) {}
  static void step_on(Frame& self, Error* error, Signal signal) {
    const auto& called = static_cast<CalledFrame&>(self);
    if (called.target) return called.target->step(*called.target, error, signal);
    const auto& all = self.exchange->more().called_nexts;
    if (called.number >= all.size()) return;
    const Next then = all[called.number];
    if (signal == Signal::route) return then("route");
    if (signal == Signal::router) return then("router");
    if (error) then(*error);
    else then();
  }
  Frame* target;       // null:
  std::size_t number;  // the function's, among the exchange's
};

CalledFrame& called_frame(const Request& req, const Next& next) {
  auto& x = req.exchange();
  if (next.frame() && next.frame()->exchange == &x) return *x.arena.make<CalledFrame>(x, next.frame(), 0U);
  auto& all = x.more().called_nexts;
  all.push_back(next);
  return *x.arena.make<CalledFrame>(x, nullptr, all.size() - 1);
}

// A router or route that was made for one request must outlive it, because frames and req.route point into it.
void keep_alive(const Request& req, const Closure& called) {
  auto* kept = req.exchange().arena.make<ClosurePtr>(&called);
  keep_slot(req, kept, kept, [](void* p) { static_cast<ClosurePtr*>(p)->~ClosurePtr(); });
}

void call_list(const HandlerList& list, std::size_t at, ClosurePtr keep, const Request& req, const Response& res,
               Next next) {
  if (at == list.handlers.size()) return next();
  Callback<Error> after = [&list, at, keep, req, res, next](auto& err) {
    if (err) return next(err);
    call_list(list, at + 1, keep, req, res, next);
  };
  list.handlers[at](req, res, Next(std::move(after)));
}

}  // namespace

void own_task(Task<void> task, Request& req, const NextSource& next, ClosurePtr link) {
  own(std::move(task), req, next, std::move(link));
}
void own_task(Task<Value> task, Request& req, const NextSource& next, ClosurePtr link) {
  own(std::move(task), req, next, std::move(link));
}

void call_routes(const Registrar& which, const Request& req, const Response&, const Next& next) {
  if (which.app) return call_app(*which.app, req, next);
  if (!next)
    throw TypeError("argument callback is required: call a router with what follows it, router(req, res, next)");
  keep_alive(req, *which.router);
  enter_router(req.exchange(), *which.router, &called_frame(req, next), nullptr);
}

void call_app(AppState& app, const Request& req, const Next& next) {
  enter_app(req.exchange(), app, next ? &called_frame(req, next) : nullptr, false);
}

void call_route(const RouteState& route, const Request& req, const Next& next) {
  auto& x = req.exchange();
  auto& frame = called_frame(req, next);
  if (route.steps.size() == 0) return frame.step(frame, nullptr, Signal::none);
  keep_alive(req, route);
  show_route(x, route);
  enter_route(x, route, &frame);
}

ClosurePtr stateless_link(StatelessCall call) { return ClosurePtr(new StatelessLink(call)); }
ClosurePtr stateless_link(StatelessErrorCall call) { return ClosurePtr(new StatelessErrorLink(call)); }

void throw_not_a_function(const char* what) { throw TypeError(std::string(what) + " is not a function"); }

}  // namespace detail

void Handler::operator()(const Request& req, const Response& res, Next next) const {
  auto& x = req.exchange();
  const detail::NextSource source{nullptr, &next};
  switch (kind_) {
    case Kind::none:
      detail::throw_not_a_function("handler");
    case Kind::ordinary:
      return static_cast<detail::Link*>(link_.get())->call(x.req, x.res, source);
    case Kind::error: {
      Error none;
      return static_cast<detail::ErrorLink*>(link_.get())->call(none, x.req, x.res, source);
    }
    case Kind::list:
      return detail::call_list(*static_cast<detail::HandlerList*>(link_.get()), 0, link_, req, res, std::move(next));
    case Kind::router:
      return detail::call_routes({static_cast<detail::RouterState*>(link_.get()), nullptr}, req, res, next);
    case Kind::app:
      return detail::call_app(*static_cast<detail::AppLink*>(link_.get())->app, req, next);
  }
}

void Handler::operator()(const Request& req, Next next) const { (*this)(req, req.res, std::move(next)); }

Next::Next(const Next& other) : frame_(other.frame_), owns_(frame_ != nullptr), function_(other.function_) {
  if (frame_) detail::retain_frame(frame_);
}
Next& Next::operator=(const Next& other) {
  Next copy(other);
  std::swap(frame_, copy.frame_);
  std::swap(owns_, copy.owns_);
  std::swap(function_, copy.function_);
  return *this;
}
void Next::call() const { function_(); }
void Next::call(const Error& err) const { function_(err); }
void Next::call(const Value& thrown) const { function_(Error::thrown(thrown)); }

}  // namespace crema
