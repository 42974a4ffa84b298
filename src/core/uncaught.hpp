// core/uncaught.hpp — errors that nobody catches: of timers, events and tasks that nobody awaits. The server goes on.
#pragma once
#include <exception>

namespace crema::detail {

enum class Uncaught { exception, rejection };

// Gives it to process.on("uncaughtException" | "unhandledRejection"), else prints it as Node prints it.
void report_uncaught(std::exception_ptr error, Uncaught kind) noexcept;

// Set by node/process: true when a listener took it.
using UncaughtListener = bool (*)(const std::exception_ptr& error, Uncaught kind);
void set_uncaught_listener(UncaughtListener listener) noexcept;

}  // namespace crema::detail
