// AbortController and AbortSignal, and what they call off: timers that are awaited, events.once, pipelines.
#include <crema/abort_controller.hpp>
#include <crema/events.hpp>
#include <crema/express.hpp>
#include <crema/stream.hpp>
#include <crema/timers_promises.hpp>
#include <doctest/doctest.h>

#include "captured.hpp"
#include "pump.hpp"

using namespace crema;

namespace {

void wait() { net::run_until_idle(); }

// How a task ends: its result, or its error with the cause.
template <class F>
Let ending(F start) {
  Let seen = "";
  auto work = [](F begin, Let told) -> Task<> {
    try {
      Value result = co_await begin();
      told = "result " + JSON.stringify(result);
    } catch (Error& err) {
      told = err.str() + " " + String(err.code) + " " + String(err.cause);
    }
  };
  (void)work(start, seen);
  return seen;
}

constexpr const char* aborted =
    "AbortError: The operation was aborted ABORT_ERR AbortError: This operation was aborted";

}  // namespace

TEST_CASE("a controller aborts its signal, once, and tells who listens") {
  AbortController controller;
  const auto signal = controller.signal;
  CHECK(!signal.aborted());
  CHECK(signal.reason() == undefined);
  CHECK_NOTHROW(signal.throwIfAborted());
  Let heard = "";
  const Callback<Value> removed([=] { heard += "removed "; });
  signal.addEventListener("abort", [=](auto event) { heard += event["type"] + " "; });
  signal.addEventListener("abort", removed);
  signal.addEventListener("other", [=] { heard += "other "; });
  signal.removeEventListener("abort", removed);
  signal.onabort = [=] { heard += "onabort "; };
  controller.abort();
  controller.abort("again");
  CHECK(heard == "abort onabort ");
  CHECK(controller.signal.aborted());
  CHECK(String(signal.reason()) == "AbortError: This operation was aborted");
  CHECK(signal.reason()["code"] == 20);
  signal.addEventListener("abort", [=] { heard += "late"; });
  CHECK(heard == "abort onabort ");
  CHECK_THROWS_WITH(signal.throwIfAborted(), "This operation was aborted");
}

TEST_CASE("the reason of a signal is what abort() was given") {
  AbortController controller;
  controller.abort("enough");
  CHECK(controller.signal.reason() == "enough");
  CHECK(AbortSignal.abort().aborted());
  const auto signal = AbortSignal.abort(TypeError("mine"));
  CHECK_THROWS_AS(signal.throwIfAborted(), TypeError);
}

TEST_CASE("a listener of a signal that throws is uncaught, and the others are told") {
  AbortController controller;
  Let heard = "";
  controller.signal.addEventListener("abort", [] { throw Error("of a listener"); });
  controller.signal.addEventListener("abort", [=] { heard = "told"; });
  testing::Captured err(2);
  controller.abort();
  CHECK(Value(err.text()).includes("of a listener"));
  CHECK(heard == "told");
}

TEST_CASE("a signal is a Value, and a Value a signal") {
  AbortController controller;
  Value options = {{"signal", controller.signal}};
  CHECK(AbortSignalHandle(options["signal"]) == controller.signal);
  CHECK(options["signal"]["aborted"] == false);
  Let heard = 0;
  options["signal"]["addEventListener"]("abort", Function([=] { heard++; }));
  controller.abort();
  CHECK(heard == 1);
  CHECK(options["signal"]["aborted"] == true);
  CHECK(JSON.stringify(options) == R"({"signal":{}})");
  CHECK_THROWS_WITH_AS(AbortSignalHandle(5),
                       "The \"options.signal\" property must be an instance of AbortSignal. Received type number (5)",
                       TypeError);
}

TEST_CASE("AbortSignal.timeout aborts with a TimeoutError, and keeps no program going") {
  const auto signal = AbortSignal.timeout(20);
  Let heard = "";
  signal.addEventListener("abort", [=] { heard = String(signal.reason()) + " " + signal.reason()["code"]; });
  wait();
  CHECK(!signal.aborted());
  auto work = []() -> Task<> { co_await setTimeout(60); };
  run(work());
  CHECK(heard == "TimeoutError: The operation was aborted due to timeout 23");
}

TEST_CASE("AbortSignal.any is aborted with the first of its signals") {
  AbortController a, b;
  const auto either = AbortSignal.any(a.signal, b.signal);
  Let heard = "";
  // Nobody but a's signal holds this one.
  AbortSignal.any(a.signal).addEventListener("abort", [=] { heard = "held"; });
  CHECK(!either.aborted());
  b.abort("b");
  CHECK(either.reason() == "b");
  a.abort("a");
  CHECK(either.reason() == "b");
  CHECK(heard == "held");
  CHECK(AbortSignal.any(AbortSignal.timeout(1000), a.signal).reason() == "a");
  CHECK(AbortSignal.any({AbortSignal.timeout(1000), a.signal}).reason() == "a");
}

TEST_CASE("timers that are awaited end in an AbortError") {
  AbortController controller;
  const auto& signal = controller.signal;
  const Let timer = ending([=] { return timersPromises.setTimeout(60000, "x", {.signal = signal}); });
  const Let immediate = ending([=] { return timersPromises.setImmediate("x", {.signal = signal}); });
  const Let waited = ending([=] { return timersPromises.scheduler.wait(60000, {.signal = signal}); });
  const Let done =
      ending([=] { return timersPromises.setTimeout(1, "in time", {.signal = AbortController().signal}); });
  controller.abort();
  wait();
  CHECK(timer == aborted);
  CHECK(immediate == aborted);
  CHECK(waited == aborted);
  CHECK(done == "result \"in time\"");
  const Let before = ending([=] { return timersPromises.setTimeout(60000, 1, {.signal = signal}); });
  const Let wrong = ending([] { return timersPromises.setTimeout(60000, 1, {.signal = "x"}); });
  wait();
  CHECK(before == aborted);
  CHECK(wrong.startsWith("TypeError: The \"options.signal\" property must be an instance of AbortSignal."));
}

TEST_CASE("events.once ends in an AbortError, and takes its listeners away") {
  AbortController controller;
  const auto signal = controller.signal;
  EventEmitter emitter, other;
  const Let waiting = ending([=] { return events.once(emitter, "x", {{"signal", signal}}); });
  const Let happened = ending([=] { return events.once(other, "x", {{"signal", signal}}); });
  Let gone = "";
  gone = ending([=] { return events.once(EventEmitter(), "x", {{"signal", signal}}); });
  other.emit("x", 1);
  wait();
  controller.abort();
  wait();
  CHECK(waiting == aborted);
  CHECK(happened == "result [1]");
  CHECK(emitter.listenerCount("x") == 0);
  CHECK(emitter.listenerCount("error") == 0);
  const Let late = ending([=] { return events.once(emitter, "x", {{"signal", signal}}); });
  wait();
  CHECK(late == aborted);
}

TEST_CASE("a pipeline is called off by its signal, and its streams are destroyed") {
  AbortController controller;
  const auto signal = controller.signal;
  auto source = Readable.from(Array.from(100000).fill("x")), second = Readable.from({"a", "b"});
  source.pause();
  const Let into_function = ending([=] {
    auto never = [=](auto chunks) -> Task<> {
      (void)co_await chunks.next();
      (void)co_await Promise([](auto, auto) {});
    };
    return pipeline(second, never, {{"signal", signal}}).then([] {});
  });
  const Let into_file = ending([=] {
    return pipeline(source, fs.createWriteStream("/dev/null"), {{"signal", signal}}).then([] {});
  });
  controller.abort();
  wait();
  CHECK(into_file == aborted);
  CHECK(into_function == aborted);
  CHECK(source.destroyed());
  CHECK(second.destroyed());
}
