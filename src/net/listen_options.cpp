#include "net/listen_options.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "core/arguments.hpp"
#include "http/units.hpp"

namespace crema::net {
namespace {

bool same(const Value& a, const Value& b) { return a == b; }
bool same(const Duration& a, const Duration& b) { return a.ms() == b.ms(); }
bool same(int a, int b) { return a == b; }

[[noreturn]] void out_of_range(std::string_view option, std::string_view must, const std::string& given) {
  RangeError error(std::string(option) + " must be " + std::string(must) + ", not " + given);
  error.code = "ERR_OUT_OF_RANGE";
  throw error;
}

// Bytes, or a text that npm's bytes reads.
std::int64_t bytes_of(const char* option, const Value& size, std::int64_t fallback) {
  if (size == null) return fallback;
  const auto text = size.str();
  const auto bytes = http::parse_size(text);
  if (!bytes || *bytes < 0) out_of_range(option, "a number of bytes or a text such as \"16kb\"", text);
  return *bytes;
}

std::uint32_t count_of(const char* option, int count) {
  if (count < 0) out_of_range(option, "a number such as 1000, or 0 for no limit", std::to_string(count));
  return static_cast<std::uint32_t>(count);
}

double time_of(const char* option, const Duration& time) {
  if (!(time.ms() >= 0))
    out_of_range(option, "milliseconds or a text such as \"30s\", or 0 for no limit", Value(time.ms()).str());
  return time.ms();
}

[[noreturn]] void bad_port(const Value& port) {
  const bool text = typeof_(port) == "string";
  RangeError error("options.port should be >= 0 and < 65536. Received type " +
                   (text ? "string ('" + port.str() + "')" : "number (" + port.str() + ")") + ".");
  error.code = "ERR_SOCKET_BAD_PORT";
  throw error;
}

int descriptor_of(const Value& fd) {
  const double number = typeof_(fd) == "number" ? fd.number() : -1;
  if (!(number >= 0 && number <= std::numeric_limits<int>::max()) || number != std::floor(number)) {
    TypeError error("fd must be the number of a descriptor such as 3, not " + fd.str());
    error.code = "ERR_INVALID_ARG_VALUE";
    throw error;
  }
  return static_cast<int>(number);
}

bool is_number_text(const Value& port) {
  return typeof_(port) == "number" || (!port.str().empty() && port.number() == port.number());
}

}  // namespace

void merge_options(ListenOptions& all, const ListenOptions& given) {
  const ListenOptions usual;
  all.port = given.port;
  all.host = given.host;
  all.path = given.path;
  all.fd = given.fd;
  const auto take = [&](auto... members) {
    (..., (same(given.*members, usual.*members) ? void() : void(all.*members = given.*members)));
  };
  using O = ListenOptions;
  take(&O::threads, &O::reusePort, &O::ipv6Only, &O::exclusive, &O::readableAll, &O::writableAll, &O::backlog);
  take(&O::maxHeaderSize, &O::maxHeadersCount, &O::headersTimeout, &O::requestTimeout, &O::keepAliveTimeout);
  take(&O::responseTimeout, &O::writeTimeout, &O::timeout, &O::maxConnections, &O::maxConnectionsPerAddress);
  take(&O::maxRequestsPerSocket, &O::maxUnreadBody, &O::maxQueuedOutput, &O::closeTimeout);
}

Endpoint endpoint_of(const ListenOptions& options) {
  Endpoint where;
  if (options.threads < 1) out_of_range("threads", "the number of loops, at least 1", std::to_string(options.threads));
  where.backlog = options.backlog;
  where.reuse_port = options.reusePort;
  where.ipv6_only = options.ipv6Only;
  where.readable_all = options.readableAll;
  where.writable_all = options.writableAll;
  if (options.fd != null) {
    where.descriptor = descriptor_of(options.fd);
    return where;
  }
  if (options.path != null) {
    where.path = options.path.str();
    return where;
  }
  if (options.host != null) where.host = options.host.str();
  if (options.port == null) return where;
  if (typeof_(options.port) != "number" && typeof_(options.port) != "string")
    detail::throw_invalid_value("options", "is invalid", Value{{"port", options.port}});
  if (!is_number_text(options.port)) {
    where.path = options.port.str();
    return where;
  }
  const double port = options.port.number();
  if (!(port >= 0 && port < 65536) || port != static_cast<int>(port)) bad_port(options.port);
  where.port = static_cast<int>(port);
  return where;
}

PartSettings settings_of(const ListenOptions& options) {
  constexpr std::int64_t most_head = 1 << 30;
  PartSettings settings;
  auto& http = settings.http;
  const auto head = bytes_of("maxHeaderSize", options.maxHeaderSize, 0);
  if (head > 0) http.head.bytes = static_cast<std::uint32_t>(std::min(head, most_head));
  const auto fields = count_of("maxHeadersCount", options.maxHeadersCount);
  http.head.fields = fields > 0 ? fields : std::numeric_limits<std::uint32_t>::max();
  http.requests = count_of("maxRequestsPerSocket", options.maxRequestsPerSocket);
  http.unread_body = bytes_of("maxUnreadBody", options.maxUnreadBody, http.unread_body);
  const auto queued =
      bytes_of("maxQueuedOutput", options.maxQueuedOutput, static_cast<std::int64_t>(http.queued_output));
  http.queued_output = queued > 0 ? static_cast<std::size_t>(queued) : std::numeric_limits<std::size_t>::max();
  http.response_ms = settings.response_timeout = time_of("responseTimeout", options.responseTimeout);
  settings.headers_timeout = time_of("headersTimeout", options.headersTimeout);
  settings.request_timeout = time_of("requestTimeout", options.requestTimeout);
  settings.keep_alive_timeout = time_of("keepAliveTimeout", options.keepAliveTimeout);
  http.keep_alive_seconds = static_cast<std::uint32_t>(std::min(settings.keep_alive_timeout / 1000, 1e9));
  settings.write_timeout = time_of("writeTimeout", options.writeTimeout);
  settings.timeout = time_of("timeout", options.timeout);
  time_of("closeTimeout", options.closeTimeout);
  settings.connections = static_cast<int>(count_of("maxConnections", options.maxConnections));
  settings.connections_per_address =
      static_cast<int>(count_of("maxConnectionsPerAddress", options.maxConnectionsPerAddress));
  return settings;
}

}  // namespace crema::net
