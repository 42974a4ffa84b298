// net/signals.hpp — signals of the process, brought onto a loop.
#pragma once
#include <crema/callback.hpp>

namespace crema::detail {

// For process.on("SIGINT", …): `listener` is called in a Turn of this thread's loop, in place of what the signal does by default. A
// later one replaces it. Listening does not keep the loop going.
void listen_signal(int number, Callback<> listener);
// Back to what happens without a listener.
void unlisten_signal(int number) noexcept;

}  // namespace crema::detail

namespace crema::net {

// SIGINT and SIGTERM without a listener close all servers, a second one ends the process at once. From the first server on.
void watch_termination();

}  // namespace crema::net
