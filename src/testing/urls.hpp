// testing/urls.hpp — the http URLs that a test meets: of its server, and in a Location.
#pragma once
#include <crema/value.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace crema::supertest {

struct Url {
  std::string host;    // without brackets
  std::string port;    // "80" if none is named
  std::string target;  // path and query; begins with '/'

  std::string origin() const;
  std::string str() const { return origin() + target; }
  bool same_origin(const Url& other) const { return host == other.host && port == other.port; }
};

// Nothing for what is no http URL.
std::optional<Url> parse_url(std::string_view text);
// A Location seen from `base` (RFC 3986 §5.2); nothing where it is of another scheme or makes no sense.
std::optional<Url> resolve_url(const Url& base, std::string_view location);

// An object as a query, as npm's qs writes it with indices: false.
std::string query_text(const Value& object);

}  // namespace crema::supertest
