#include "net/connection_counts.hpp"

#include <netinet/in.h>

#include <cstring>

namespace crema::net {

ClientKey client_of(const sockaddr_storage& address) noexcept {
  // IPv4 addresses get a place among those of IPv6 where no client's can be (multicast).
  const auto of_ipv4 = [](std::uint32_t bytes) { return ClientKey{0xffffff00} << 32 | bytes; };
  if (address.ss_family == AF_INET) return of_ipv4(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr);
  if (address.ss_family != AF_INET6) return no_client;
  const auto& bytes = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&bytes)) {
    std::uint32_t ipv4;
    std::memcpy(&ipv4, bytes.s6_addr + 12, sizeof ipv4);
    return of_ipv4(ipv4);
  }
  ClientKey network = 0;
  for (int i = 0; i < 8; i++) network = network << 8 | bytes.s6_addr[i];
  return network;
}

bool ConnectionCounts::enter(ClientKey client, int most) {
  if (client != no_client) {
    const std::lock_guard lock(mutex_);
    auto& count = clients_[client];
    if (count >= most) return false;
    count++;
  }
  all_.fetch_add(1, std::memory_order_relaxed);
  return true;
}

void ConnectionCounts::leave(ClientKey client) noexcept {
  all_.fetch_sub(1, std::memory_order_relaxed);
  if (client == no_client) return;
  const std::lock_guard lock(mutex_);
  const auto found = clients_.find(client);
  if (found != clients_.end() && --found->second == 0) clients_.erase(found);
}

}  // namespace crema::net
