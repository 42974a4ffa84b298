// process: its events and its end. ! After "exit" nothing of the program runs: the process ends without unwinding, because
// coroutines and other threads may be in the middle of something.
#include <crema/process.hpp>

#include <crema/host_object.hpp>
#include <crema/task.hpp>
#include <crema/timers.hpp>

#include <csignal>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <string_view>

#include "core/inspect.hpp"
#include "core/process_end.hpp"
#include "core/stdio.hpp"
#include "core/uncaught.hpp"
#include "core/value_node.hpp"
#include "net/signals.hpp"
#include "core/arguments.hpp"
#include "node/process_listeners.hpp"

namespace crema {
namespace detail {
namespace {

ProcessListeners& listeners() { return ProcessListeners::all(); }

struct SignalName {
  std::string_view name;
  int number;
};
constexpr SignalName signals[] = {
    {"SIGHUP", SIGHUP},   {"SIGINT", SIGINT},   {"SIGQUIT", SIGQUIT}, {"SIGUSR1", SIGUSR1},   {"SIGUSR2", SIGUSR2},
    {"SIGPIPE", SIGPIPE}, {"SIGALRM", SIGALRM}, {"SIGTERM", SIGTERM}, {"SIGCHLD", SIGCHLD},   {"SIGCONT", SIGCONT},
    {"SIGTSTP", SIGTSTP}, {"SIGTTIN", SIGTTIN}, {"SIGTTOU", SIGTTOU}, {"SIGWINCH", SIGWINCH}, {"SIGKILL", SIGKILL},
    {"SIGSTOP", SIGSTOP}, {"SIGABRT", SIGABRT},
};

int signal_named(std::string_view name) {
  for (const auto& signal : signals) {
    if (signal.name == name) return signal.number;
  }
  return 0;
}

constexpr int not_set = -1;
std::atomic<int> exit_code = not_set;
std::atomic<bool> exit_emitted = false;

int status_of(const Value& code) {
  if (code == null) return not_set;
  const double number = kind_of(code) == Kind::text && !isNaN(code) ? code.number() : NAN;
  const double status = kind_of(code) == Kind::number ? code.number() : number;
  if (std::isnan(status)) throw_invalid_type("The \"code\" argument", "of type number", code);
  if (status != std::trunc(status)) throw_out_of_range("code", "an integer", code);
  return static_cast<int>(static_cast<long long>(status) & 0xff);
}

int final_status() { return exit_code == not_set ? 0 : exit_code.load(); }

// Once; a listener may set another code, or end the process itself.
void emit_exit() {
  if (!exit_emitted.exchange(true)) listeners().emit("exit", final_status());
}

[[noreturn]] void end_now() {
  std::cout.flush();
  std::fflush(nullptr);
  std::quick_exit(final_status());
}

// When main has returned: nobody can change what it returned, but for ending the process in its place.
void after_main() {
  try {
    emit_exit();
  } catch (...) {
    report_uncaught(std::current_exception(), Uncaught::exception);
    exit_code = 1;
  }
  if (exit_code != not_set) end_now();
}

// As Node does: what the listeners throw makes no difference any more.
void end_with(int status, bool failed) {
  if (failed || exit_code == not_set) exit_code = status;
  try {
    emit_exit();
  } catch (...) {
  }
  end_now();
}

void tell_before_exit() { listeners().emit("beforeExit", final_status()); }

void watch_the_end() {
  static const int registered = (set_process_end_hooks({end_with, tell_before_exit}), std::atexit(after_main));
  (void)registered;
}

bool take_uncaught(const std::exception_ptr& thrown, Uncaught kind) {
  const Value error = Error::from_exception(thrown).operator Value();
  const bool rejected = kind == Uncaught::rejection;
  if (rejected && listeners().emit("unhandledRejection", error, make_host<RejectedPromise>(error))) return true;
  return listeners().emit("uncaughtException", error, rejected ? "unhandledRejection" : "uncaughtException");
}

void listen(std::string_view event, Callback<ProcessEvent, Value> listener, bool once) {
  if (const int signal = signal_named(event)) {
    listen_signal(signal, [signal, name = std::string(event)] {
      const auto now = listeners().take(name);
      if (!listeners().has(name)) unlisten_signal(signal);  // they listened for once
      for (const auto& call : now) call(ProcessEvent(name), signal);
    });
  } else if (event == "exit" || event == "beforeExit") {
    watch_the_end();
  } else if (event == "uncaughtException" || event == "unhandledRejection") {
    set_uncaught_listener(take_uncaught);
  }
  listeners().add(event, std::move(listener), once);
}

}  // namespace

const ExitStatus& ExitStatus::operator=(const Value& code) const {
  exit_code = status_of(code);
  watch_the_end();
  return *this;
}

ExitStatus::operator Value() const { return exit_code == not_set ? Value() : Value(exit_code.load()); }

void Process::exit(const Value& code) const {
  if (const int status = status_of(code); status != not_set) exit_code = status;
  emit_exit();
  end_now();
}

void Process::abort() const { std::abort(); }

void Process::kill(const Value& to, const Value& signal) const {
  const bool named = kind_of(signal) == Kind::text;
  const int number = named ? signal_named(signal.view()) : static_cast<int>(signal);
  if (named && number == 0) {
    TypeError error("Unknown signal: " + signal.str());
    error.code = "ERR_UNKNOWN_SIGNAL";
    throw error;
  }
  if (::kill(static_cast<pid_t>(to), number) == 0) return;
  const char* name = ::strerrorname_np(errno);
  Error error(std::string("kill ") + (name ? name : ""));
  error.code = name;
  error["syscall"] = "kill";
  throw error;
}

const Process& Process::on(const Text& event, Callback<ProcessEvent, Value> listener) const {
  listen(event, std::move(listener), false);
  return *this;
}

const Process& Process::once(const Text& event, Callback<ProcessEvent, Value> listener) const {
  listen(event, std::move(listener), true);
  return *this;
}

int Process::listenerCount(const Text& event) const { return listeners().count(event); }

bool Process::emit(const Text& event, const Value& what, const Value& more) const {
  return listeners().emit(event, what, more);
}

const Process& Process::removeAllListeners(const Text& event) const {
  listeners().remove(event);
  if (const int signal = signal_named(event)) unlisten_signal(signal);
  return *this;
}

void Process::emitWarning(const Value& warning, const Text& name) const {
  const bool is_error = kind_of(warning) == Kind::host;
  Error error(warning);
  if (!is_error) error.name = name.value();
  write_all(2, "(crema:" + std::to_string(pid()) + ") " + error.str() + "\n");
  nextTick([error] { listeners().emit("warning", error.operator Value()); });
}

void Process::nextTick(Callback<> callback) const { queueMicrotask(std::move(callback)); }

void Process::run() const {
  crema::run([]() -> Task<> { co_return; }());
}

}  // namespace detail

ProcessEvent::ProcessEvent(const Value& what)
    : Value(what),
      message(what.get("message")),
      name(what.get("name")),
      code(what.get("code")),
      stack(what.get("stack")) {}

}  // namespace crema
