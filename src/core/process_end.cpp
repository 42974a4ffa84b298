// The end of the process by an error. Nobody catches what leaves main: then the terminate handler runs, on top of main's stack,
// which still stands; so a listener of "uncaughtException" can let the servers go on, as in Node.
#include "core/process_end.hpp"

#include <crema/error.hpp>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

#include "core/loop_context.hpp"
#include "core/stdio.hpp"
#include "core/uncaught.hpp"

namespace crema::detail {
namespace {

constexpr int failed_status = 1;
constexpr int listener_failed_status = 7;  // Node's number for it

std::atomic<void (*)(int, bool)> end_hook = nullptr;
std::atomic<void (*)()> before_exit_hook = nullptr;
std::terminate_handler handler_before = nullptr;
std::atomic<bool> ending{false};

[[noreturn]] void end(int status, bool failed) noexcept {
  if (const auto hook = end_hook.load(std::memory_order_acquire)) hook(status, failed);
  std::cout.flush();
  std::fflush(nullptr);
  std::_Exit(status);
}

// Errors of other libraries are left to whoever handled them before.
bool is_ours(const std::exception_ptr& thrown) {
  if (!thrown) return false;
  try {
    std::rethrow_exception(thrown);
  } catch (const Error&) {
    return true;
  } catch (const Value&) {
    return true;
  } catch (...) {
    return false;
  }
}

std::string text_of_uncaught(const std::exception_ptr& thrown) noexcept {
  try {
    return uncaught_text(thrown);
  } catch (...) {
    return "Uncaught exception, which could not be shown";
  }
}

// A listener has taken what left main: what main has begun goes on until nothing is left to do.
void go_on() noexcept {
  try {
    if (!LoopContext::current().serve()) end(failed_status, true);
  } catch (...) {
    end_by_error(std::current_exception(), text_of_uncaught(std::current_exception()));
  }
}

[[noreturn]] void terminated() {
  const auto thrown = std::current_exception();
  if (is_ours(thrown) && !ending.exchange(true)) {
    end_by_error(thrown, text_of_uncaught(thrown));
    go_on();
    end_process(0);
  }
  if (handler_before) handler_before();
  std::abort();
}

}  // namespace

void end_process(int status) noexcept { end(status, false); }

void end_by_error(const std::exception_ptr& error, std::string_view text) noexcept {
  try {
    if (give_uncaught(error, Uncaught::exception)) return;
  } catch (...) {
    write_all(2, text_of_uncaught(std::current_exception()) + "\n");
    end(listener_failed_status, true);
  }
  std::cout.flush();
  std::fflush(nullptr);
  write_all(2, std::string(text) + "\n");
  end(failed_status, true);
}

void before_exit() {
  if (const auto tell = before_exit_hook.load(std::memory_order_acquire)) tell();
}

void set_process_end_hooks(const ProcessEndHooks& hooks) noexcept {
  end_hook.store(hooks.end, std::memory_order_release);
  before_exit_hook.store(hooks.before_exit, std::memory_order_release);
}

bool watch_main() noexcept {
  handler_before = std::set_terminate(terminated);
  return true;
}

}  // namespace crema::detail
