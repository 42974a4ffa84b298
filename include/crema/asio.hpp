// crema/asio.hpp — the one door to Asio: for modules with I/O of their own.
#pragma once
#include <asio/io_context.hpp>
#include <crema/callback.hpp>

namespace crema {

namespace detail {
class LoopContext;
}

/// The io_context on which this thread's requests are served. Handlers of your own run between those of the server; wrap what
/// they do in `onLoop`, so that what it answers is sent and what it throws is reported.
asio::io_context& ioContext();
/// Calls `work` as a callback of the loop.
void onLoop(const Callback<>& work);

/// Keeps the program going, as a listening server does, as long as it lives.
class KeepRunning {
 public:
  KeepRunning();
  KeepRunning(const KeepRunning&) = delete;
  KeepRunning& operator=(const KeepRunning&) = delete;
  ~KeepRunning();

 private:
  detail::LoopContext* loop_;
};

}  // namespace crema
