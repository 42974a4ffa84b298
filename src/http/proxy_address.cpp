// IP addresses and trusted subnets as npm's ipaddr.js 1.9 and proxy-addr 2 have them. IPv4-mapped IPv6 addresses count
// as IPv4.
#include "http/proxy_address.hpp"

#include <arpa/inet.h>

#include <algorithm>

#include "http/text.hpp"

namespace crema::http {
namespace {

constexpr std::uint64_t beyond_ipv4 = std::uint64_t{1} << 33;

// `0?\d+` or `0x` and hexadecimal digits. A zero in front means octal where `octal` says so (there, what is no octal
// digit ends the number, as parseInt has it).
std::optional<std::uint64_t> number(std::string_view text, bool octal) noexcept {
  if (text.empty()) return std::nullopt;
  const bool hexadecimal = text.size() > 2 && text[0] == '0' && lower(text[1]) == 'x';
  const unsigned base = hexadecimal ? 16 : octal && text[0] == '0' ? 8 : 10;
  std::uint64_t value = 0;
  bool counting = true;
  for (const char c : hexadecimal ? text.substr(2) : text) {
    const int digit = hex_digit(c);
    if (digit < 0 || (!hexadecimal && digit > 9)) return std::nullopt;
    counting = counting && digit < static_cast<int>(base);
    if (counting) value = std::min(value * base + static_cast<unsigned>(digit), beyond_ipv4);
  }
  if (hexadecimal && octal && text[1] == 'X') return 0;  // ipaddr.js takes 0X… for octal
  return value;
}

// `octal` also allows one number for the whole address; the tail of an IPv6 address has neither.
bool read_ipv4(std::string_view text, bool octal, std::uint8_t* out) noexcept {
  if (octal && text.find('.') == std::string_view::npos) {
    const auto whole = number(text, true);
    if (!whole || *whole > 0xFFFF'FFFF) return false;
    for (int i = 0; i < 4; ++i) out[i] = static_cast<std::uint8_t>(*whole >> (24 - 8 * i));
    return true;
  }
  for (int i = 0; i < 4; ++i) {
    const std::size_t dot = text.find('.');
    if ((dot == std::string_view::npos) != (i == 3)) return false;
    const auto octet = number(text.substr(0, dot), octal);
    if (!octet || *octet > 255) return false;
    out[i] = static_cast<std::uint8_t>(*octet);
    text.remove_prefix(i == 3 ? text.size() : dot + 1);
  }
  return true;
}

// Groups of hexadecimal digits with one "::" at most; `groups` of them in all.
bool read_groups(std::string_view text, std::size_t groups, std::uint8_t* out) noexcept {
  std::array<unsigned, 8> value{};
  std::size_t count = 0;
  std::size_t gap = 8;  // where "::" stood
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == ':') {
      if (text.size() - at < 2 || text[at + 1] != ':' || gap != 8) return false;
      gap = count;
      at += 2;
      continue;
    }
    if (count == groups) return false;
    unsigned group = 0;
    const std::size_t start = at;
    for (; at < text.size() && text[at] != ':'; ++at) {
      const int digit = hex_digit(text[at]);
      if (digit < 0) return false;
      group = std::min(group * 16 + static_cast<unsigned>(digit), 0x10000u);
    }
    if (group > 0xFFFF || at == start) return false;
    value[count++] = group;
    // A single colon leads to a further group.
    if (at + 1 < text.size() && text[at] == ':' && text[at + 1] != ':') ++at;
    else if (at + 1 == text.size()) return false;
  }
  if (gap == 8 ? count != groups : count >= groups) return false;
  const std::size_t tail = gap == 8 ? 0 : count - gap;
  std::fill_n(out, groups * 2, std::uint8_t{0});
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t place = i < count - tail ? i : groups - count + i;
    out[place * 2] = static_cast<std::uint8_t>(value[i] >> 8);
    out[place * 2 + 1] = static_cast<std::uint8_t>(value[i]);
  }
  return true;
}

bool read_ipv6(std::string_view text, std::uint8_t* out) noexcept {
  const std::size_t percent = text.find('%');
  if (percent != std::string_view::npos) {  // a zone names an interface of this machine, it is not part of the address
    const std::string_view zone = text.substr(percent + 1);
    if (zone.empty() || !std::ranges::all_of(zone, [](char c) { return is_alpha(c) || is_digit(c); })) return false;
    text = text.substr(0, percent);
  }
  if (text.find('.') == std::string_view::npos) return read_groups(text, 8, out);
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  // "::1.2.3.4" keeps both colons, "1::2:1.2.3.4" gives the last one up.
  const bool gap_before = colon > 0 && text[colon - 1] == ':';
  return read_groups(text.substr(0, gap_before ? colon + 1 : colon), 6, out) &&
         read_ipv4(text.substr(colon + 1), false, out + 12);
}

bool is_mapped(const IpAddress& address) noexcept {
  if (!address.v6 || address.bytes[10] != 0xFF || address.bytes[11] != 0xFF) return false;
  return std::all_of(address.bytes.begin(), address.bytes.begin() + 10, [](std::uint8_t byte) { return byte == 0; });
}

IpAddress unmapped(const IpAddress& address) noexcept {
  if (!is_mapped(address)) return address;
  IpAddress v4;
  std::copy_n(address.bytes.begin() + 12, 4, v4.bytes.begin());
  return v4;
}

IpAddress mapped(const IpAddress& address) noexcept {
  IpAddress v6;
  v6.v6 = true;
  v6.bytes[10] = v6.bytes[11] = 0xFF;
  std::copy_n(address.bytes.begin(), 4, v6.bytes.begin() + 12);
  return v6;
}

bool same_prefix(const IpAddress& a, const IpAddress& b, int bits) noexcept {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (!std::equal(a.bytes.begin(), a.bytes.begin() + static_cast<std::ptrdiff_t>(whole), b.bytes.begin())) return false;
  const int left = bits % 8;
  return left == 0 || (a.bytes[whole] ^ b.bytes[whole]) >> (8 - left) == 0;
}

// The prefix length of a netmask, or -1 if its ones are not all in front.
int prefix_of(const IpAddress& mask) noexcept {
  std::uint32_t bits = 0;
  for (int i = 0; i < 4; ++i) bits = bits << 8 | mask.bytes[static_cast<std::size_t>(i)];
  int length = 0;
  while (length < 32 && (bits >> (31 - length) & 1) != 0) ++length;
  return length < 32 && (bits << length) != 0 ? -1 : length;
}

std::optional<int> prefix_length(std::string_view range, bool v6) noexcept {
  if (!range.empty() && std::ranges::all_of(range, is_digit)) {
    int length = 0;
    for (const char c : range) length = std::min(length * 10 + (c - '0'), 1000);
    return length > 0 && length <= (v6 ? 128 : 32) ? std::optional(length) : std::nullopt;
  }
  const auto mask = v6 ? std::nullopt : parse_ip_address(range);
  const int length = mask && !mask->v6 ? prefix_of(*mask) : -1;
  return length > 0 ? std::optional(length) : std::nullopt;
}

}  // namespace

std::optional<IpAddress> parse_ip_address(std::string_view text) noexcept {
  IpAddress address;
  address.v6 = text.find(':') != std::string_view::npos;
  const bool good = address.v6 ? read_ipv6(text, address.bytes.data()) : read_ipv4(text, true, address.bytes.data());
  return good ? std::optional(address) : std::nullopt;
}

std::optional<TrustedProxies> TrustedProxies::compile(std::span<const std::string_view> entries, std::string& error) {
  TrustedProxies proxies;
  const auto add = [&](std::string_view entry) {
    const std::size_t slash = entry.rfind('/');
    const std::string_view text = entry.substr(0, slash);
    const auto parsed = parse_ip_address(text);
    if (!parsed) {
      error = "invalid IP address: " + std::string(text);
      return false;
    }
    Subnet subnet{slash == std::string_view::npos ? unmapped(*parsed) : *parsed, 0, false};
    subnet.bits = subnet.address.v6 ? 128 : 32;
    if (slash != std::string_view::npos) {
      const auto bits = prefix_length(entry.substr(slash + 1), subnet.address.v6);
      if (!bits) {
        error = "invalid range on address: " + std::string(entry);
        return false;
      }
      subnet.bits = *bits;
    }
    subnet.mapped = is_mapped(subnet.address);
    proxies.subnets_.push_back(subnet);
    return true;
  };
  for (const std::string_view entry : entries) {
    bool good = true;
    if (entry == "loopback") {
      good = add("127.0.0.1/8") && add("::1/128");
    } else if (entry == "linklocal") {
      good = add("169.254.0.0/16") && add("fe80::/10");
    } else if (entry == "uniquelocal") {
      good = add("10.0.0.0/8") && add("172.16.0.0/12") && add("192.168.0.0/16") && add("fc00::/7");
    } else {
      good = add(entry);
    }
    if (!good) return std::nullopt;
  }
  return proxies;
}

std::optional<TrustedProxies> TrustedProxies::compile(std::string_view list, std::string& error) {
  std::vector<std::string_view> entries;
  while (true) {
    const std::size_t comma = list.find(',');
    entries.push_back(trim(list.substr(0, comma)));
    if (comma == std::string_view::npos) return compile(entries, error);
    list.remove_prefix(comma + 1);
  }
}

bool TrustedProxies::trusts(std::string_view address) const noexcept {
  const auto parsed = parse_ip_address(address);
  if (!parsed) return false;
  const IpAddress client = unmapped(*parsed);  // so that a mapped address is not judged by an IPv6 rule
  return std::ranges::any_of(subnets_, [&](const Subnet& subnet) {
    if (client.v6 == subnet.address.v6) return !subnet.mapped && same_prefix(client, subnet.address, subnet.bits);
    // An IPv6 subnet holds IPv4 clients only if it lies within ::ffff:0:0/96.
    return !client.v6 && subnet.mapped && subnet.bits >= 96 && same_prefix(mapped(client), subnet.address, subnet.bits);
  });
}

bool ForwardedReader::next(std::string_view& address) noexcept {
  while (!rest_.empty()) {
    const std::size_t comma = rest_.rfind(',');
    std::string_view item = comma == std::string_view::npos ? rest_ : rest_.substr(comma + 1);
    rest_ = comma == std::string_view::npos ? std::string_view() : rest_.substr(0, comma);
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    if (item.empty()) continue;
    address = item;
    return true;
  }
  return false;
}

bool is_ip_address(std::string_view text) noexcept {
  const bool v6 = text.find(':') != std::string_view::npos;
  const std::size_t percent = text.find('%');
  if (v6 && percent != std::string_view::npos) {
    const std::string_view zone = text.substr(percent + 1);
    const auto allowed = [](char c) { return is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == ':'; };
    if (zone.empty() || !std::ranges::all_of(zone, allowed)) return false;
    text = text.substr(0, percent);
  }
  char terminated[INET6_ADDRSTRLEN] = {};
  if (text.size() >= sizeof terminated || text.find('\0') != std::string_view::npos) return false;
  std::copy(text.begin(), text.end(), terminated);
  std::uint8_t bytes[16];
  return inet_pton(v6 ? AF_INET6 : AF_INET, terminated, bytes) == 1;
}

}  // namespace crema::http
