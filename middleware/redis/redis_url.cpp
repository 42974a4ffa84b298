#include "redis_url.hpp"

#include <crema/error.hpp>
#include <crema/globals.hpp>

#include <charconv>
#include <cmath>

namespace crema::detail {
namespace {

// The URL without its password, for messages.
std::string without_password(std::string_view url) {
  const auto scheme = url.find("://");
  const auto at = url.rfind('@');
  if (scheme == std::string_view::npos || at == std::string_view::npos || at < scheme) return std::string(url);
  const auto colon = url.substr(0, at).find(':', scheme + 3);
  if (colon == std::string_view::npos) return std::string(url);
  return std::string(url.substr(0, colon + 1)) + "***" + std::string(url.substr(at));
}

[[noreturn]] void refuse(std::string_view url, const std::string& what) {
  throw TypeError("crema: the Redis URL \"" + without_password(url) + "\" " + what +
                  "; it looks like redis://user:password@localhost:6379/0 or unix:///run/redis.sock");
}

bool number_in(std::string_view text, int least, int most, int& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number >= least && number <= most;
}

std::string decoded(std::string_view url, std::string_view text) {
  try {
    return decodeURIComponent(Value(text)).str();
  } catch (const Error&) {
    refuse(url, "has a user or password whose percent signs are no encoding");
  }
}

void read_user(std::string_view url, std::string_view text, RedisTarget& target) {
  const auto colon = text.find(':');
  target.username = decoded(url, text.substr(0, colon));
  if (colon != std::string_view::npos) target.password = decoded(url, text.substr(colon + 1));
}

RedisAddress read_host(std::string_view url, std::string_view text) {
  RedisAddress made;
  std::string_view port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) refuse(url, "has an IPv6 address without its closing bracket");
    made.host = text.substr(1, end - 1);
    port = text.substr(end + 1);
  } else {
    const auto colon = text.find(':');
    made.host = text.substr(0, colon);
    if (colon != std::string_view::npos) port = text.substr(colon);
  }
  if (made.host.empty()) refuse(url, "names no host");
  if (!port.empty() && (port[0] != ':' || (port.size() > 1 && !number_in(port.substr(1), 1, 65535, made.port)))) {
    refuse(url, "has a port that is no number from 1 to 65535");
  }
  return made;
}

void read_database(std::string_view url, std::string_view text, RedisTarget& target) {
  if (!text.empty() && !number_in(text, 0, 1'000'000, target.database)) {
    refuse(url, "has a database that is no number");
  }
}

void read_unix(std::string_view url, std::string_view rest, RedisTarget& target) {
  const auto slash = rest.find('/');
  const auto at = rest.substr(0, slash).rfind('@');
  if (at != std::string_view::npos) read_user(url, rest.substr(0, at), target);
  const auto path = slash == std::string_view::npos ? std::string_view() : rest.substr(slash);
  const auto query = path.find('?');
  RedisAddress made;
  made.path = decoded(url, path.substr(0, query));
  if (made.path.size() < 2) refuse(url, "names no socket");
  if (query != std::string_view::npos) {
    const auto db = path.find("db=", query);
    if (db != std::string_view::npos) read_database(url, path.substr(db + 3, path.find('&', db) - db - 3), target);
  }
  target.seeds.push_back(std::move(made));
}

void read_url(std::string_view url, RedisTarget& target) {
  const auto scheme_end = url.find("://");
  const auto scheme = url.substr(0, scheme_end);
  if (scheme_end == std::string_view::npos) refuse(url, "has no scheme");
  auto rest = url.substr(scheme_end + 3);
  if (scheme == "unix") return read_unix(url, rest, target);
  target.tls = scheme == "rediss";
  if (scheme != "redis" && !target.tls) {
    refuse(url, "has the scheme \"" + std::string(scheme) + "\", not \"redis\" or \"rediss\"");
  }
  rest = rest.substr(0, rest.find_first_of("?#"));
  const auto at = rest.rfind('@');
  if (at != std::string_view::npos) {
    read_user(url, rest.substr(0, at), target);
    rest = rest.substr(at + 1);
  }
  const auto slash = rest.find('/');
  if (slash != std::string_view::npos) read_database(url, rest.substr(slash + 1), target);
  rest = rest.substr(0, slash);
  for (;;) {
    const auto comma = rest.find(',');
    target.seeds.push_back(read_host(url, rest.substr(0, comma)));
    if (comma == std::string_view::npos) return;
    rest = rest.substr(comma + 1);
  }
}

RedisAddress address_of(const RedisSocketOptions& socket) {
  RedisAddress made;
  if (socket.path) {
    made.path = socket.path.str();
    return made;
  }
  made.host = socket.host ? socket.host.str() : "localhost";
  if (socket.port != null) {
    const double port = crema::Number(socket.port).number();
    if (!(port >= 1 && port <= 65535) || port != std::floor(port)) {
      throw TypeError("crema: the option socket.port of the redis client is a number from 1 to 65535, not " +
                      String(socket.port).str());
    }
    made.port = static_cast<int>(port);
  }
  return made;
}

// As npm's client, which trusts neither of the two when they say different things.
void agree_on_tls(const RedisClientOptions& options, RedisTarget& target) {
  const Value& wanted = options.socket.tls;
  if (wanted == null) return;
  const bool on = static_cast<bool>(wanted);
  if (options.url && on != target.tls) {
    refuse(options.url.view(), std::string("asks for ") + (target.tls ? "TLS" : "no TLS") + ", but socket.tls is " +
                                   (on ? "true: write rediss://" : "false: write redis://"));
  }
  if (on && !target.seeds.front().path.empty()) {
    throw TypeError("crema: the redis client speaks no TLS over a unix socket: leave out socket.path or socket.tls");
  }
  target.tls = on;
}

}  // namespace

std::string RedisAddress::text() const {
  if (!path.empty()) return path;
  return (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + std::to_string(port);
}

RedisTarget redis_target(const RedisClientOptions& options) {
  RedisTarget target;
  if (options.username) target.username = options.username.str();
  if (options.password) target.password = options.password.str();
  const double database = options.database == null ? 0 : crema::Number(options.database).number();
  if (!(database >= 0 && database <= 1'000'000) || database != std::floor(database)) {
    throw TypeError("crema: the option database of the redis client is a number from 0 on, not " +
                    String(options.database).str());
  }
  target.database = static_cast<int>(database);
  if (options.url) read_url(options.url.view(), target);
  else target.seeds.push_back(address_of(options.socket));
  agree_on_tls(options, target);
  return target;
}

bool redis_address(std::string_view text, RedisAddress& address) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || !number_in(text.substr(colon + 1), 1, 65535, address.port)) return false;
  address.host = text.substr(0, colon);
  address.path.clear();
  return true;
}

}  // namespace crema::detail
