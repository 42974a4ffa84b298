#include <crema/socket.hpp>

#include "core/exchange.hpp"
#include "core/refused_request.hpp"
#include "core/secure_peer.hpp"
#include "core/value_node.hpp"

namespace crema {
namespace {

Value address_of(const std::string& text) { return text.empty() ? Value() : make_text(text); }
Value port(const std::string& of, int number) { return of.empty() ? Value() : Value(number); }

}  // namespace

Value SocketInfo::remoteAddress() const {
  return exchange_->on_stream() ? address_of(exchange_->stream->peer().remote_address) : Value();
}
Value SocketInfo::remotePort() const {
  if (!exchange_->on_stream()) return {};
  const auto& peer = exchange_->stream->peer();
  return port(peer.remote_address, peer.remote_port);
}
Value SocketInfo::localAddress() const {
  return exchange_->on_stream() ? address_of(exchange_->stream->peer().local_address) : Value();
}
Value SocketInfo::localPort() const {
  if (!exchange_->on_stream()) return {};
  const auto& peer = exchange_->stream->peer();
  return port(peer.local_address, peer.local_port);
}
namespace {

Value family(const Value& address) {
  if (!address) return {};
  return address.includes(":") ? "IPv6" : "IPv4";
}

}  // namespace

Value SocketInfo::remoteFamily() const { return family(remoteAddress()); }
Value SocketInfo::localFamily() const { return family(localAddress()); }
Value SocketInfo::address() const {
  if (!localAddress()) return Object();
  return {{"address", localAddress()}, {"family", localFamily()}, {"port", localPort()}};
}
bool SocketInfo::destroyed() const { return !exchange_->on_stream(); }
bool SocketInfo::encrypted() const { return exchange_->on_stream() && exchange_->stream->peer().encrypted; }

// -- of TLS ---------------------------------------------------------------------------------------------------------------------

namespace {

const detail::SecurePeer* secure(detail::Exchange* x) { return x->on_stream() ? x->stream->peer().secure : nullptr; }

}  // namespace

Value SocketInfo::getPeerCertificate(bool detailed) const {
  const auto* peer = secure(exchange_);
  return peer ? peer->certificate(detailed) : Value();
}
bool SocketInfo::authorized() const {
  const auto* peer = secure(exchange_);
  return peer && peer->authorized();
}
Value SocketInfo::authorizationError() const {
  const auto* peer = secure(exchange_);
  return peer ? peer->authorization_error() : Value();
}
Value SocketInfo::getProtocol() const {
  const auto* peer = secure(exchange_);
  return peer ? peer->protocol() : Value();
}
Value SocketInfo::getCipher() const {
  const auto* peer = secure(exchange_);
  return peer ? peer->cipher() : Value();
}
Value SocketInfo::servername() const {
  const auto* peer = secure(exchange_);
  return peer ? peer->server_name() : Value();
}
Value SocketInfo::alpnProtocol() const {
  const auto* peer = secure(exchange_);
  return peer ? peer->alpn_protocol() : Value();
}
bool SocketInfo::isSessionReused() const {
  const auto* peer = secure(exchange_);
  return peer && peer->session_reused();
}

void SocketInfo::destroy() const {
  if (exchange_->on_stream()) exchange_->stream->reset();
}

// -- of a request that could not be read ---------------------------------------------------------------------------------------

bool ClientSocket::writable() const { return state_->open; }
Value ClientSocket::remoteAddress() const { return address_of(state_->remote_address); }
Value ClientSocket::remotePort() const { return port(state_->remote_address, state_->remote_port); }
bool ClientSocket::write(const Text& bytes) const {
  if (state_->open) state_->answer += bytes.view();
  return state_->open;
}
void ClientSocket::end(const Text& bytes) const {
  write(bytes);
  state_->open = false;
}
void ClientSocket::destroy() const { state_->open = false; }

}  // namespace crema
