// <crema/asio.hpp>: the loop's io_context for modules with I/O of their own.
#include <crema/asio.hpp>

#include "net/loop.hpp"

namespace crema {

asio::io_context& ioContext() { return net::Loop::current().io(); }

void onLoop(const Callback<>& work) { net::Loop::current().turn(work); }

KeepRunning::KeepRunning() : loop_(&detail::LoopContext::current()) { static_cast<net::Loop*>(loop_)->retain_work(); }
KeepRunning::~KeepRunning() { static_cast<net::Loop*>(loop_)->release_work(); }

}  // namespace crema
