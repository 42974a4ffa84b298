// core/uncaught.hpp — errors that nobody catches: of timers, events and tasks that nobody awaits. The server goes on.
#pragma once
#include <exception>
#include <string>

namespace crema::detail {

enum class Uncaught { exception, rejection };

// Gives it to process.on("uncaughtException" | "unhandledRejection"), else prints it as Node prints it.
void report_uncaught(std::exception_ptr error, Uncaught kind) noexcept;

// What is printed of an error that nobody catches.
std::string uncaught_text(const std::exception_ptr& thrown);

// Set by node/process: true when a listener took it. What the listener throws is thrown.
using UncaughtListener = bool (*)(const std::exception_ptr& error, Uncaught kind);
void set_uncaught_listener(UncaughtListener listener) noexcept;
bool give_uncaught(const std::exception_ptr& error, Uncaught kind);

}  // namespace crema::detail
