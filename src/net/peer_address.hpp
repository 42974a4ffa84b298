// net/peer_address.hpp — the two ends of a socket, as texts.
#pragma once
#include <crema/value.hpp>

#include "core/stream.hpp"

namespace crema::net {

void read_addresses(int socket, detail::Peer& to);
// {localAddress, localPort, localFamily, remoteAddress, remotePort, remoteFamily}, as Node tells of a connection that is dropped;
// empty for a unix socket.
Value addresses_of(int socket);

}  // namespace crema::net
