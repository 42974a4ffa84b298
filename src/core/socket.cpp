#include <crema/socket.hpp>

#include "core/exchange.hpp"
#include "core/value_node.hpp"

namespace crema {
namespace {

Value address(const std::string& text) { return text.empty() ? Value() : make_text(text); }
Value port(const std::string& of, int number) { return of.empty() ? Value() : Value(number); }

}  // namespace

Value SocketInfo::remoteAddress() const {
  return exchange_->on_stream() ? address(exchange_->stream->peer().remote_address) : Value();
}
Value SocketInfo::remotePort() const {
  if (!exchange_->on_stream()) return {};
  const auto& peer = exchange_->stream->peer();
  return port(peer.remote_address, peer.remote_port);
}
Value SocketInfo::localAddress() const {
  return exchange_->on_stream() ? address(exchange_->stream->peer().local_address) : Value();
}
Value SocketInfo::localPort() const {
  if (!exchange_->on_stream()) return {};
  const auto& peer = exchange_->stream->peer();
  return port(peer.local_address, peer.local_port);
}
bool SocketInfo::encrypted() const { return exchange_->on_stream() && exchange_->stream->peer().encrypted; }

void SocketInfo::destroy() const {
  if (exchange_->on_stream()) exchange_->stream->reset();
}

}  // namespace crema
