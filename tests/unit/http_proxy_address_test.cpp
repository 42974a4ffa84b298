// Trusted proxies and the client behind them.
#include <doctest/doctest.h>

#include <string>

#include "http/proxy_address.hpp"

using namespace crema::http;

namespace {

std::string trusts(std::string_view list, std::string_view address) {
  std::string error;
  const auto proxies = TrustedProxies::compile(list, error);
  return !proxies ? error : proxies->trusts(address) ? "yes" : "no";
}

std::string chain(std::string_view socket, std::string_view forwarded, std::string_view list) {
  std::string error;
  const auto proxies = TrustedProxies::compile(list, error);
  std::string out;
  visit_proxy_chain(
      socket, forwarded, [&](std::string_view address, int) { return proxies->trusts(address); },
      [&](std::string_view address) { out.append(out.empty() ? "" : " ").append(address); });
  return out;
}

}  // namespace

TEST_CASE("proxies are trusted by address, prefix, netmask and name") {
  struct Row {
    const char* list;
    const char* address;
    const char* expected;
  };
  for (const Row& row : {
           Row{"10.0.0.1", "10.0.0.1", "yes"},
           {"10.0.0.1", "10.0.0.2", "no"},
           {"10.0.0.0/8", "10.200.0.1", "yes"},
           {"10.0.0.0/255.255.0.0", "10.0.9.9", "yes"},
           {"10.0.0.0/255.255.0.0", "10.1.9.9", "no"},
           {"loopback", "127.0.0.1", "yes"},
           {"loopback", "::ffff:127.0.0.1", "yes"},
           {"loopback", "::1", "yes"},
           {"linklocal", "fe80::1%eth0", "yes"},
           {"linklocal", "169.254.9.9", "yes"},
           {"uniquelocal", "172.31.0.1", "yes"},
           {"uniquelocal", "172.32.0.1", "no"},
           {"uniquelocal", "fd00::1", "yes"},
           {"loopback, 10.0.0.0/8 , 2001:db8::/32", "2001:db8:5::1", "yes"},
           {"::/1", "10.0.0.1", "no"},
           {"::/0", "10.0.0.1", "invalid range on address: ::/0"},
           {"::ffff:0:0/96", "10.0.0.1", "yes"},
           {"::ffff:10.0.0.1", "10.0.0.1", "yes"},
           {"0.0.0.0/1", "::1", "no"},
           {"10.0.0.1", "junk", "no"},
           {"10.0.0.1", "", "no"},
           {"junk", "10.0.0.1", "invalid IP address: junk"},
           {"10.0.0.1/33", "10.0.0.1", "invalid range on address: 10.0.0.1/33"},
           {"10.0.0.1/255.0.255.0", "10.0.0.1", "invalid range on address: 10.0.0.1/255.0.255.0"},
           {"10.0.0.1/0", "10.0.0.1", "invalid range on address: 10.0.0.1/0"},
           {"", "10.0.0.1", "invalid IP address: "},
       }) {
    CAPTURE(row.list);
    CAPTURE(row.address);
    CHECK(trusts(row.list, row.address) == row.expected);
  }
}

TEST_CASE("the walk ends at the first address that is not trusted") {
  CHECK(chain("127.0.0.1", "1.1.1.1, 2.2.2.2, 10.0.0.5", "loopback,10.0.0.0/8") == "127.0.0.1 10.0.0.5 2.2.2.2");
  CHECK(chain("127.0.0.1", "1.1.1.1,, 10.0.0.5 ,", "loopback,10.0.0.0/8") == "127.0.0.1 10.0.0.5 1.1.1.1");
  CHECK(chain("8.8.8.8", "1.1.1.1", "loopback") == "8.8.8.8");
  CHECK(chain("127.0.0.1", "", "loopback") == "127.0.0.1");
}

TEST_CASE("hops can be counted") {
  std::string last;
  visit_proxy_chain(
      "127.0.0.1", "1.1.1.1, 2.2.2.2, 10.0.0.5", [](std::string_view, int hop) { return hop < 1; },
      [&](std::string_view address) { last = address; });
  CHECK(last == "10.0.0.5");
}

TEST_CASE("addresses are IPv4 or IPv6") {
  for (const char* good : {"1.2.3.4", "::", "::1", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4", "fe80::1%eth0"}) {
    CAPTURE(good);
    CHECK(is_ip_address(good));
    CHECK(parse_ip_address(good));
  }
  for (const char* bad : {"", "1.2.3", "1.2.3.256", "a.b.c.d", "1::2::3", "1:2:3:4:5:6:7", "12345::", ":1", "::1%",
                          "localhost", "1.2.3.4.5", "[::1]"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_ip_address(bad));
  }
  CHECK_FALSE(is_ip_address("010.0.0.1"));
  CHECK(parse_ip_address("0x7f.0.0.1") == parse_ip_address("127.0.0.1"));
  CHECK(parse_ip_address("2130706433") == parse_ip_address("127.0.0.1"));
}
