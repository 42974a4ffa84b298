// crema/vhost.hpp — a handler for one host name.                                                               npm: vhost 3.0
#pragma once
#include <crema/handler.hpp>
#include <crema/value.hpp>

namespace crema {

/// Middleware that calls `handler` (an app, a router, a function) for requests whose Host is `host`, and next() for others. In a
/// text each `*` stands for one or more characters without a dot; a Regex is matched from end to end. Case and port do not count.
/// `req["vhost"]` is {host, hostname, length, 0, 1 …}: what the stars stood for. TypeError without a host or a handler.
/// npm: https://github.com/expressjs/vhost#vhosthostname-handle
Handler vhost(const Value& host, Handler handler);

}  // namespace crema
