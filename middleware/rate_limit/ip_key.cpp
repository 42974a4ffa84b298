// ipKeyGenerator(): addresses are read and written by the system's functions, which take no notice of locale or case.
#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "rate_limit.hpp"

namespace crema {
namespace {

using Bytes = std::array<unsigned char, 16>;

// An IPv4 address in IPv6: ::ffff:1.2.3.4, or the old ::1.2.3.4, which its dots tell from others.
bool holds_ipv4(const Bytes& bytes, std::string_view text) {
  if (!std::all_of(bytes.begin(), bytes.begin() + 10, [](auto b) { return b == 0; })) return false;
  if (bytes[10] == 0xff && bytes[11] == 0xff) return true;
  return bytes[10] == 0 && bytes[11] == 0 && text.find('.') != text.npos;
}

void clear_behind(Bytes& bytes, int bits) {
  for (int i = 0; i < 16; ++i) {
    const int kept = std::clamp(bits - i * 8, 0, 8);
    auto& byte = bytes[static_cast<std::size_t>(i)];
    byte = static_cast<unsigned char>(byte & (0xff00 >> kept));
  }
}

}  // namespace

Value ipKeyGenerator(const Text& ip, int subnet) {
  const auto whole = ip.str();
  const auto address = whole.substr(0, whole.find('%'));  // without its zone
  Bytes bytes;
  if (inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return whole;
  char text[INET6_ADDRSTRLEN];
  if (holds_ipv4(bytes, address)) return inet_ntop(AF_INET, bytes.data() + 12, text, sizeof text);
  if (subnet <= 0) return whole;
  clear_behind(bytes, subnet);
  return std::string(inet_ntop(AF_INET6, bytes.data(), text, sizeof text)) + "/" + std::to_string(subnet);
}

}  // namespace crema
