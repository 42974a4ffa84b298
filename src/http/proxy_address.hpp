// http/proxy_address.hpp — trusted proxies, and the client behind them: npm's proxy-addr and forwarded.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crema::http {

/// An IP address. IPv4 uses the first four bytes.
struct IpAddress {
  bool v6 = false;
  std::array<std::uint8_t, 16> bytes{};
  bool operator==(const IpAddress&) const = default;
};

/// Reads an address as npm's ipaddr.js does: IPv4 also in octal, hexadecimal or as one number; IPv6 with a zone.
std::optional<IpAddress> parse_ip_address(std::string_view text) noexcept;

/// Whether this is an IP address in the strict sense of Node's net.isIP.
bool is_ip_address(std::string_view text) noexcept;

/// The proxies that "trust proxy" names: addresses, CIDR, IPv4 netmasks, loopback, linklocal, uniquelocal. Immutable
/// once made.
class TrustedProxies {
 public:
  /// Nothing if an entry is wrong; then `error` says why in npm proxy-addr's words ("invalid IP address: x").
  static std::optional<TrustedProxies> compile(std::span<const std::string_view> entries, std::string& error);

  /// The same for a comma-separated list, blanks trimmed.
  static std::optional<TrustedProxies> compile(std::string_view list, std::string& error);

  bool trusts(std::string_view address) const noexcept;

 private:
  struct Subnet {
    IpAddress address;
    int bits = 0;
    bool mapped = false;  // an IPv4-mapped IPv6 subnet, which was given with a prefix length
  };
  std::vector<Subnet> subnets_;
};

/// Walks an X-Forwarded-For field from the right (the proxy next to us) to the left; blanks and empty items are
/// dropped.
class ForwardedReader {
 public:
  explicit ForwardedReader(std::string_view header) noexcept : rest_(header) {}
  bool next(std::string_view& address) noexcept;

 private:
  std::string_view rest_;
};

/// Calls `visit(address)` for the socket's address and then for each forwarded one as long as `trust(address, hop)`
/// holds for the one before: the last visited is req.ip, the others without the first are req.ips from the right.
template <class Trust, class Visit>
void visit_proxy_chain(std::string_view socket_address, std::string_view forwarded_for, Trust&& trust, Visit&& visit) {
  ForwardedReader forwarded(forwarded_for);
  std::string_view address = socket_address;
  visit(address);
  for (int hop = 0;; ++hop) {
    std::string_view before;
    ForwardedReader ahead = forwarded;
    if (!ahead.next(before) || !trust(address, hop)) return;
    forwarded = ahead;
    address = before;
    visit(address);
  }
}

}  // namespace crema::http
