// Generators. ! The frame is destroyed as soon as it has ended, and never while it runs: one that asks itself for its next value
// is a TypeError.
#include <crema/error.hpp>
#include <crema/generator.hpp>
#include <crema/object.hpp>

namespace crema {
using namespace detail;

struct Generator::Held final : Closure {
  explicit Held(std::coroutine_handle<promise_type> h) : frame(h) {}
  ~Held() override { end(); }
  void end() noexcept {
    if (auto ended = std::exchange(frame, {})) ended.destroy();
  }
  std::coroutine_handle<promise_type> frame;
  bool running = false;
};

Generator::Generator(std::coroutine_handle<promise_type> frame) : held_(new Held(frame)) {}

bool Generator::advance(Value& to) const {
  const ClosurePtr keep = held_;
  auto& held = *static_cast<Held*>(keep.get());
  if (held.running) throw TypeError("Generator is already running");
  if (!held.frame) return false;
  held.running = true;
  held.frame.resume();
  held.running = false;
  if (!held.frame.done()) {
    to = held.frame.promise().value;
    return true;
  }
  const std::exception_ptr failed = held.frame.promise().failed;
  held.end();
  if (failed) std::rethrow_exception(failed);
  return false;
}

void Generator::close() const noexcept {
  auto& held = *static_cast<Held*>(held_.get());
  if (!held.running) held.end();
}

Value Generator::next() const {
  Value value;
  const bool more = advance(value);
  return {{"value", more ? value : Value()}, {"done", !more}};
}

Value Generator::return_(const Value& value) const {
  close();
  return {{"value", value}, {"done", true}};
}

Value Generator::list() const {
  Value all = Array();
  for (const Value& v : *this) all.push(v);
  return all;
}

}  // namespace crema
