// os: what the system says of the machine.
#include <crema/os.hpp>

#include <crema/object.hpp>
#include <crema/process.hpp>

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <pwd.h>
#include <sched.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <bit>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace crema::detail {
namespace {

utsname system_name() {
  utsname name{};
  ::uname(&name);
  return name;
}

Value text_of(const char* chars) { return chars ? Value(chars) : Value(""); }

// The user of this process, while `buffer` lives.
const passwd* user_of_process(passwd& entry, std::vector<char>& buffer) {
  buffer.resize(16384);
  passwd* found = nullptr;
  ::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found);
  return found;
}

// "key : value" of a line of /proc/cpuinfo.
std::string_view value_of_line(std::string_view line) {
  const auto colon = line.find(": ");
  return colon == std::string_view::npos ? std::string_view() : line.substr(colon + 2);
}

struct Processor {
  std::string model = "unknown";
  double speed = 0;
};

std::vector<Processor> described_processors() {
  std::vector<Processor> all;
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const std::string_view text = line;
    if (text.starts_with("processor")) all.emplace_back();
    else if (all.empty()) continue;
    else if (text.starts_with("model name")) all.back().model = value_of_line(text);
    else if (text.starts_with("cpu MHz")) all.back().speed = std::atof(std::string(value_of_line(text)).c_str());
  }
  return all;
}

std::string address_text(const sockaddr* address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address->sa_family == AF_INET)
    ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, text, sizeof text);
  else ::inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, text, sizeof text);
  return text;
}

int bits_of(const sockaddr* mask) {
  const bool old = mask->sa_family == AF_INET;
  const auto* bytes =
      old ? reinterpret_cast<const unsigned char*>(&reinterpret_cast<const sockaddr_in*>(mask)->sin_addr)
          : reinterpret_cast<const sockaddr_in6*>(mask)->sin6_addr.s6_addr;
  int bits = 0;
  for (int i = 0; i < (old ? 4 : 16); ++i) bits += std::popcount(bytes[i]);
  return bits;
}

std::string mac_text(const sockaddr_ll& link) {
  char text[18];
  const auto* a = link.sll_addr;
  std::snprintf(text, sizeof text, "%02x:%02x:%02x:%02x:%02x:%02x", a[0], a[1], a[2], a[3], a[4], a[5]);
  return text;
}

Value interface_value(const ifaddrs& one, const std::string& mac) {
  const bool old = one.ifa_addr->sa_family == AF_INET;
  const auto address = address_text(one.ifa_addr);
  Value entry = {{"address", address},
                 {"netmask", address_text(one.ifa_netmask)},
                 {"family", old ? "IPv4" : "IPv6"},
                 {"mac", mac},
                 {"internal", (one.ifa_flags & IFF_LOOPBACK) != 0},
                 {"cidr", address + "/" + std::to_string(bits_of(one.ifa_netmask))}};
  if (!old) entry["scopeid"] = reinterpret_cast<const sockaddr_in6*>(one.ifa_addr)->sin6_scope_id;
  return entry;
}

}  // namespace

Value OsLibrary::tmpdir() const {
  const char* named = std::getenv("TMPDIR");
  std::string_view folder = named && *named ? named : "/tmp";
  while (folder.size() > 1 && folder.ends_with('/')) folder.remove_suffix(1);
  return folder;
}

Value OsLibrary::hostname() const {
  char name[256] = "";
  ::gethostname(name, sizeof name - 1);
  return name + 0;
}

Value OsLibrary::platform() const { return process.platform; }
Value OsLibrary::type() const { return text_of(system_name().sysname); }
Value OsLibrary::release() const { return text_of(system_name().release); }
Value OsLibrary::version() const { return text_of(system_name().version); }
Value OsLibrary::machine() const { return text_of(system_name().machine); }
Value OsLibrary::arch() const { return process.arch; }
Value OsLibrary::endianness() const { return std::endian::native == std::endian::little ? "LE" : "BE"; }

Value OsLibrary::homedir() const {
  if (const char* home = std::getenv("HOME"); home && *home) return text_of(home);
  return userInfo()["homedir"];
}

Value OsLibrary::userInfo() const {
  passwd entry{};
  std::vector<char> buffer;
  const auto* user = user_of_process(entry, buffer);
  Value info = {{"uid", ::getuid()}, {"gid", ::getgid()}};
  if (!user) throw Error("A system error occurred: uv_os_get_passwd returned ENOENT (no such file or directory)");
  info["username"] = text_of(user->pw_name);
  info["homedir"] = text_of(user->pw_dir);
  info["shell"] = text_of(user->pw_shell);
  return info;
}

Value OsLibrary::uptime() const {
  std::ifstream file("/proc/uptime");
  double seconds = 0;
  file >> seconds;
  return seconds;
}

Value OsLibrary::totalmem() const {
  struct sysinfo info {};
  ::sysinfo(&info);
  return static_cast<double>(info.totalram) * info.mem_unit;
}

// What programs may have, as Node counts since libuv 1.45: caches can be given up.
Value OsLibrary::freemem() const {
  std::ifstream file("/proc/meminfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("MemAvailable:")) return std::atof(line.c_str() + 13) * 1024;
  }
  return 0;
}

Value OsLibrary::loadavg() const {
  double load[3] = {0, 0, 0};
  ::getloadavg(load, 3);
  return Array.of(load[0], load[1], load[2]);
}

Value OsLibrary::cpus() const {
  const auto described = described_processors();
  const double tick_ms = 1000.0 / static_cast<double>(::sysconf(_SC_CLK_TCK));
  Value all = Array();
  std::ifstream file("/proc/stat");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("cpu") || line.size() < 4 || line[3] == ' ') continue;  // "cpu " is their sum
    double user = 0, nice = 0, sys = 0, idle = 0, wait = 0, irq = 0;
    unsigned number = 0;
    if (std::sscanf(line.c_str(), "cpu%u %lf %lf %lf %lf %lf %lf", &number, &user, &nice, &sys, &idle, &wait, &irq) !=
        7)
      continue;
    const Processor processor = number < described.size() ? described[number] : Processor();
    Value times = {
        {"user", user * tick_ms}, {"nice", nice * tick_ms}, {"sys", sys * tick_ms}, {"idle", idle * tick_ms}};
    times["irq"] = irq * tick_ms;
    all.push({{"model", processor.model}, {"speed", static_cast<int>(processor.speed)}, {"times", times}});
  }
  return all;
}

Value OsLibrary::networkInterfaces() const {
  ifaddrs* first = nullptr;
  if (::getifaddrs(&first) != 0) return Object();
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> keep(first, ::freeifaddrs);
  std::map<std::string, std::string> macs;
  const auto runs = [](const ifaddrs& one) {
    return one.ifa_addr && (one.ifa_flags & IFF_UP) && (one.ifa_flags & IFF_RUNNING);
  };
  for (const auto* one = first; one; one = one->ifa_next) {
    if (runs(*one) && one->ifa_addr->sa_family == AF_PACKET)
      macs[one->ifa_name] = mac_text(*reinterpret_cast<const sockaddr_ll*>(one->ifa_addr));
  }
  Value all = Object();
  for (const auto* one = first; one; one = one->ifa_next) {
    if (!runs(*one) || !one->ifa_netmask) continue;
    if (one->ifa_addr->sa_family != AF_INET && one->ifa_addr->sa_family != AF_INET6) continue;
    const auto mac = macs.find(one->ifa_name);
    Value list = all.get(one->ifa_name);
    if (list == undefined) all[one->ifa_name] = list = Array();
    list.push(interface_value(*one, mac == macs.end() ? "00:00:00:00:00:00" : mac->second));
  }
  return all;
}

int OsLibrary::availableParallelism() const {
  cpu_set_t allowed;
  if (::sched_getaffinity(0, sizeof allowed, &allowed) == 0) return CPU_COUNT(&allowed);
  return static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN));
}

}  // namespace crema::detail
