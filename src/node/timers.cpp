// setTimeout and its kin on net's timers. ! A timer's work knows its timer by a plain pointer: the loop holds the timer while the
// work may run, and a counted one would be a circle.
#include <crema/timers.hpp>

#include <crema/abort_controller.hpp>
#include <crema/error.hpp>
#include <crema/host_object.hpp>
#include <crema/task.hpp>
#include <crema/timers_promises.hpp>

#include <memory>
#include <string_view>
#include <utility>

#include "core/loop_context.hpp"
#include "net/timers.hpp"
#include "core/arguments.hpp"

namespace crema {
namespace detail {
namespace {

// The work of one setTimeout or setInterval.
struct Due : Closure {
  explicit Due(Callback<OwnTimer> to_call) : callback(std::move(to_call)) {}
  Callback<OwnTimer> callback;
  net::Timer* timer = nullptr;
};

// A setImmediate, until it is called or cleared.
struct Immediate : Closure {
  explicit Immediate(Callback<OwnTimer> to_call) : callback(std::move(to_call)) {}
  Callback<OwnTimer> callback;
};

struct Microtask : Closure {
  explicit Microtask(Callback<> to_call) : callback(std::move(to_call)) {}
  Callback<> callback;
};

class TimerObject final : public HostObject {
 public:
  explicit TimerObject(Timer of) : timer(std::move(of)) {}
  std::string_view class_name() const override { return "Timeout"; }
  const Timer timer;
};

void need(const Callback<OwnTimer>& callback) {
  if (!callback) throw_invalid_type("The \"callback\" argument", "of type function", undefined);
}

net::Timer* net_timer(const Timer& timer) { return dynamic_cast<net::Timer*>(timer.state().get()); }

}  // namespace

Timer start_timer(Callback<OwnTimer> callback, double ms, bool repeat) {
  need(callback);
  auto* due = new Due(std::move(callback));
  const ClosurePtr keep(due);
  ClosurePtr timer = net::start_timer(ms, repeat, [keep] {
    const auto& self = *static_cast<const Due*>(keep.get());
    self.callback(OwnTimer(Timer(ClosurePtr(self.timer))));
  });
  due->timer = &net::timer_of(timer);
  return Timer(std::move(timer));
}

Timer start_immediate(Callback<OwnTimer> callback) {
  need(callback);
  const ClosurePtr immediate(new Immediate(std::move(callback)));
  LoopContext::current().post([immediate] {
    auto to_call = std::exchange(static_cast<Immediate*>(immediate.get())->callback, {});
    if (to_call) to_call(OwnTimer(Timer(immediate)));
  });
  return Timer(immediate);
}

Task<Value> sleep(double ms, Value value) {
  const auto start = [ms, value](auto resolve, auto) { start_timer([resolve, value] { resolve(value); }, ms, false); };
  return Promise(start);
}

Task<Value> NextRound::operator()(const Value& value) const {
  const auto start = [value](auto resolve, auto) { start_immediate([resolve, value] { resolve(value); }); };
  return Promise(start);
}

namespace {

// What `begin` has started is taken off again when the signal is aborted.
Task<Value> unless_aborted(Callback<Callback<>, Timer*> begin, Value value, TimerPromiseOptions options) {
  return Promise([=](auto resolve, auto reject) {
    const auto timer = std::make_shared<Timer>();
    const auto leave = when_aborted(options.signal, [=](auto& err) {
      clear_timer(*timer);
      reject(err);
    });
    begin([=] { leave(), resolve(value); }, timer.get());
    if (!options.ref) timer->unref();
  });
}

}  // namespace

Task<Value> Sleep::operator()(const Duration& ms, const Value& value, const TimerPromiseOptions& options) const {
  const double length = ms.ms();
  return unless_aborted([length](auto done, auto timer) { *timer = start_timer([done] { done(); }, length, false); },
                        value, options);
}

Task<Value> NextRound::operator()(const Value& value, const TimerPromiseOptions& options) const {
  return unless_aborted([](auto done, auto timer) { *timer = start_immediate([done] { done(); }); }, value, options);
}

Callback<OwnTimer> timer_callback(const Value& function) {
  if (typeof_(function) != "function") throw_invalid_type("The \"callback\" argument", "of type function", function);
  return [function] { function(); };
}

void clear_timer(const Timer& timer) {
  if (auto* found = net_timer(timer)) found->clear();
  if (auto* found = dynamic_cast<Immediate*>(timer.state().get())) found->callback = {};
}

}  // namespace detail

using namespace detail;

Timer::Timer(const Value& timer) {
  if (timer == null) return;
  const auto* found = host<TimerObject>(timer);
  if (!found) throw TypeError("this is no timer: it must be what setTimeout, setInterval or setImmediate gave");
  *this = found->timer;
}

Timer::operator Value() const {
  if (!state_) return {};
  return make_host<TimerObject>(*this);
}

const Timer& Timer::unref() const {
  if (auto* timer = net_timer(*this)) timer->unref();
  return *this;
}

const Timer& Timer::ref() const {
  if (auto* timer = net_timer(*this)) timer->ref();
  return *this;
}

bool Timer::hasRef() const {
  const auto* timer = net_timer(*this);
  return timer && timer->has_ref();
}

const Timer& Timer::refresh() const {
  if (auto* timer = net_timer(*this)) timer->refresh();
  return *this;
}

void queueMicrotask(Callback<> callback) {
  if (!callback) throw_invalid_type("The \"callback\" argument", "of type function", undefined);
  const auto run = [](Hop& self) { static_cast<Microtask*>(self.object)->callback(); };
  auto* task = new Microtask(std::move(callback));
  LoopContext::current().hop({run, task, ClosurePtr(task)});
}

}  // namespace crema
