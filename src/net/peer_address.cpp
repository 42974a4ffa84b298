#include "net/peer_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <string>

namespace crema::net {
namespace {

void describe(const sockaddr_storage& from, std::string& address, int& port) {
  char text[INET6_ADDRSTRLEN];
  if (from.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(from);
    if (inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text)) address = text;
    port = ntohs(v4.sin_port);
  } else if (from.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(from);
    if (inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text)) address = text;
    port = ntohs(v6.sin6_port);
  }
}

void add_end(Value& to, const std::string& which, const std::string& address, int port) {
  if (address.empty()) return;
  to[which + "Address"] = address;
  to[which + "Port"] = port;
  to[which + "Family"] = address.find(':') == address.npos ? "IPv4" : "IPv6";
}

}  // namespace

void read_addresses(int socket, detail::Peer& to) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (getpeername(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0)
    describe(address, to.remote_address, to.remote_port);
  size = sizeof address;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0)
    describe(address, to.local_address, to.local_port);
}

Value addresses_of(int socket) {
  detail::Peer peer;
  read_addresses(socket, peer);
  Value told = Object();
  add_end(told, "local", peer.local_address, peer.local_port);
  add_end(told, "remote", peer.remote_address, peer.remote_port);
  return told;
}

}  // namespace crema::net
