// core/process_end.hpp — how the process ends when it is not main that ends it, and what is asked before.
#pragma once
#include <exception>
#include <string_view>

namespace crema::detail {

// Ends the process at once, with this status or the one that the program has set: "exit" listeners are called and output is
// flushed, but nothing is destroyed, because coroutines and other threads may be in the middle of something.
[[noreturn]] void end_process(int status) noexcept;

// An error without which the program cannot go on, as Node ends by it: a listener of "uncaughtException" may take it, and this
// returns; else `text` goes to stderr, and the status is 1.
void end_by_error(const std::exception_ptr& error, std::string_view text) noexcept;

// Nothing is left to do: tells the listeners of "beforeExit", who may begin something.
void before_exit();

// Set by node/process, when somebody listens.
struct ProcessEndHooks {
  void (*end)(int status, bool failed) = nullptr;  // failed: whatever status the program has set
  void (*before_exit)() = nullptr;
};
void set_process_end_hooks(const ProcessEndHooks& hooks) noexcept;

// Makes sure that an error of ours that leaves main ends the process so, and not with SIGABRT. It is called when the program
// begins.
bool watch_main() noexcept;

}  // namespace crema::detail
