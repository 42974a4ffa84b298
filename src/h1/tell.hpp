// h1/tell.hpp — how the protocol calls core, and whether it tells what it does.
#pragma once
#include <crema/hooks.hpp>

#include <exception>

#include "core/uncaught.hpp"

namespace crema::h1 {

inline bool debug() { return debugEnabled("crema:http"); }

// Calls into core, which may call the user: what he throws must not leave a step half done.
template <class F>
void tell(F call) {
  try {
    call();
  } catch (...) {
    detail::report_uncaught(std::current_exception(), detail::Uncaught::exception);
  }
}

}  // namespace crema::h1
