// Where a client connects to, and as whom: the URL and the other options, checked.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "redis_options.hpp"

namespace crema::detail {

// A server: a host and a port, or a unix socket.
struct RedisAddress {
  std::string host;
  int port = 6379;
  std::string path;  // of a unix socket, instead of both

  std::string text() const;
  friend bool operator==(const RedisAddress&, const RedisAddress&) = default;
};

struct RedisTarget {
  std::vector<RedisAddress> seeds;  // one at least; the nodes of one cluster where there are more
  std::string username, password;
  int database = 0;
  bool tls = false;
};

// Throws TypeError with what is wrong and where; passwords are not printed.
RedisTarget redis_target(const RedisClientOptions& options);

// "host:port" as it stands in MOVED, with the last colon as border, so that IPv6 passes; false: it is none.
bool redis_address(std::string_view text, RedisAddress& address);

}  // namespace crema::detail
