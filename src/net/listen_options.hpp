// net/listen_options.hpp — what the options of listen() come to: where to listen, and the limits in the units of who keeps them.
#pragma once
#include <crema/server.hpp>

#include "net/listen_socket.hpp"
#include "net/server_part.hpp"

namespace crema::net {

// Limits that were given to createServer stay unless listen() names others.
void merge_options(ListenOptions& all, const ListenOptions& given);
// Both throw a RangeError or TypeError with a sentence that says what to give instead.
Endpoint endpoint_of(const ListenOptions& options);
PartSettings settings_of(const ListenOptions& options);

}  // namespace crema::net
