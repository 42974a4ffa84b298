// net/connection_counts.hpp — how many connections a server has: all of them, and those of each client.
#pragma once
#include <sys/socket.h>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <unordered_map>

namespace crema::net {

// Who a client is for its count: an IPv4 address, or the network of an IPv6 address, whose host may take any other in it (/64).
using ClientKey = std::uint64_t;
inline constexpr ClientKey no_client = ~ClientKey{0};  // of a unix socket; as an address it is none that could connect
ClientKey client_of(const sockaddr_storage& address) noexcept;

// Counts up where connections are taken, and down on the loops where they end.
class ConnectionCounts {
 public:
  int all() const noexcept { return all_.load(std::memory_order_relaxed); }
  // False if the client has `most` already.
  bool enter(ClientKey client, int most);
  void leave(ClientKey client) noexcept;

 private:
  std::atomic<int> all_{0};
  std::mutex mutex_;
  std::unordered_map<ClientKey, int> clients_;
};

}  // namespace crema::net
