// Errors that nobody catches are shown as Node shows them. Unlike Node the process goes on: what a client does must not end it.
#include "core/uncaught.hpp"

#include <crema/error.hpp>

#include <atomic>
#include <string>

#include "core/inspect.hpp"
#include "core/stdio.hpp"

namespace crema::detail {
namespace {

std::atomic<UncaughtListener> listener = nullptr;

}  // namespace

std::string uncaught_text(const std::exception_ptr& thrown) {
  const Error error = Error::from_exception(thrown);
  return (error.is_thrown_value() ? "Uncaught:\n" : "Uncaught ") + inspect(error.operator Value());
}

bool give_uncaught(const std::exception_ptr& error, Uncaught kind) {
  const auto given_to = listener.load(std::memory_order_acquire);
  return given_to && given_to(error, kind);
}

void report_uncaught(std::exception_ptr error, Uncaught kind) noexcept {
  try {
    if (give_uncaught(error, kind)) return;
  } catch (...) {
    error = std::current_exception();  // the listener's own failure hides the first one, as in Node
  }
  try {
    write_all(2, uncaught_text(error) + "\n");
  } catch (...) {
    write_all(2, "Uncaught exception, which could not be shown\n");
  }
}

void set_uncaught_listener(UncaughtListener to) noexcept { listener.store(to, std::memory_order_release); }

}  // namespace crema::detail
