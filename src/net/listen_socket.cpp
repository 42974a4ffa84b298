// From an endpoint to a listening socket, with Node's errors on the way.
#include "net/listen_socket.hpp"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <netdb.h>
#include <netinet/in.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "core/system_error.hpp"

namespace crema::net {
namespace {

[[noreturn]] void fail(int number, const std::string& address, int port) {
  const std::string where = port < 0 ? address : address + ":" + std::to_string(port);
  auto error = detail::address_error(number, "listen", where);
  error["address"] = address;
  if (port >= 0) error["port"] = port;
  throw error;
}

struct Address {
  sockaddr_storage bytes{};
  socklen_t size = 0;
};

Address ipv6_any(int port) {
  Address a;
  auto& v6 = reinterpret_cast<sockaddr_in6&>(a.bytes);
  v6.sin6_family = AF_INET6;
  v6.sin6_addr = in6addr_any;
  v6.sin6_port = htons(static_cast<std::uint16_t>(port));
  a.size = sizeof v6;
  return a;
}

Address ipv4_any(int port) {
  Address a;
  auto& v4 = reinterpret_cast<sockaddr_in&>(a.bytes);
  v4.sin_family = AF_INET;
  v4.sin_addr.s_addr = htonl(INADDR_ANY);
  v4.sin_port = htons(static_cast<std::uint16_t>(port));
  a.size = sizeof v4;
  return a;
}

// The first address of a name, as Node takes it.
Address resolve(const std::string& host, int port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int result = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> all(found, [](addrinfo* list) {
    if (list) freeaddrinfo(list);
  });
  if (result != 0 || !found) {
    const std::string code = result == EAI_AGAIN ? "EAI_AGAIN" : "ENOTFOUND";
    Error error("getaddrinfo " + code + " " + host);
    error.code = code;
    error["syscall"] = "getaddrinfo";
    error["hostname"] = host;
    throw error;
  }
  Address a;
  a.size = found->ai_addrlen;
  std::memcpy(&a.bytes, found->ai_addr, found->ai_addrlen);
  return a;
}

std::string text_of(const Address& a) {
  char text[INET6_ADDRSTRLEN] = "";
  if (a.bytes.ss_family == AF_INET)
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(a.bytes).sin_addr, text, sizeof text);
  else if (a.bytes.ss_family == AF_INET6)
    inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(a.bytes).sin6_addr, text, sizeof text);
  return text;
}

// The descriptor, or the negative number of the error.
int try_listen(const Address& a, const Endpoint& where) {
  const int descriptor = ::socket(a.bytes.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -errno;
  const int on = 1, alone = where.ipv6_only ? 1 : 0;
  if (a.bytes.ss_family != AF_UNIX) {
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (where.reuse_port) setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    if (a.bytes.ss_family == AF_INET6) setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &alone, sizeof alone);
  }
  if (::bind(descriptor, reinterpret_cast<const sockaddr*>(&a.bytes), a.size) == 0 &&
      ::listen(descriptor, where.backlog) == 0)
    return descriptor;
  const int error = errno;
  ::close(descriptor);
  return -error;
}

// What others than the owner may do with the file, besides what the umask leaves them.
bool open_to_all(const Endpoint& where) {
  if (!where.readable_all && !where.writable_all) return true;
  struct stat file {};
  if (::stat(where.path.c_str(), &file) != 0) return false;
  const mode_t more =
      (where.readable_all ? S_IRUSR | S_IRGRP | S_IROTH : 0) | (where.writable_all ? S_IWUSR | S_IWGRP | S_IWOTH : 0);
  return ::chmod(where.path.c_str(), (file.st_mode & 07777) | more) == 0;
}

ListenSocket open_path(const Endpoint& where) {
  Address a;
  auto& local = reinterpret_cast<sockaddr_un&>(a.bytes);
  if (where.path.size() >= sizeof local.sun_path) fail(ENAMETOOLONG, where.path, -1);
  local.sun_family = AF_UNIX;
  std::memcpy(local.sun_path, where.path.data(), where.path.size());
  a.size = sizeof local;
  const int descriptor = try_listen(a, where);
  if (descriptor < 0) fail(-descriptor, where.path, -1);
  ListenSocket socket(descriptor, where.path);
  if (!open_to_all(where)) fail(errno, where.path, -1);
  return socket;
}

int socket_option(int descriptor, int option) {
  int value = 0;
  socklen_t size = sizeof value;
  return getsockopt(descriptor, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

// A socket that is bound to something others can connect to.
bool is_bound(int descriptor) {
  Address a;
  a.size = sizeof a.bytes;
  if (getsockname(descriptor, reinterpret_cast<sockaddr*>(&a.bytes), &a.size) != 0) return false;
  if (a.bytes.ss_family == AF_INET) return reinterpret_cast<const sockaddr_in&>(a.bytes).sin_port != 0;
  if (a.bytes.ss_family == AF_INET6) return reinterpret_cast<const sockaddr_in6&>(a.bytes).sin6_port != 0;
  return a.bytes.ss_family == AF_UNIX && a.size > sizeof a.bytes.ss_family;
}

// What is wrong with a descriptor that is to listen; empty if nothing is.
std::string reason_against(int descriptor, int backlog) {
  if (::fcntl(descriptor, F_GETFD) < 0) return "is not open";
  const int type = socket_option(descriptor, SO_TYPE);
  if (type < 0) return "is no socket";
  if (type != SOCK_STREAM) return "is a socket for datagrams";
  if (socket_option(descriptor, SO_ACCEPTCONN) == 1) return {};
  if (!is_bound(descriptor)) return "is a socket without an address";
  return ::listen(descriptor, backlog) == 0 ? "" : "is a socket that does not listen";
}

// As Node's, but for what it says besides.
ListenSocket take_over(const Endpoint& where) {
  const auto reason = reason_against(where.descriptor, where.backlog);
  if (!reason.empty()) {
    auto error = detail::address_error(EINVAL, "listen", {});
    error["address"] = null;
    error["fd"] = where.descriptor;
    error["reason"] = reason;
    throw error;
  }
  ::fcntl(where.descriptor, F_SETFD, FD_CLOEXEC);
  ::fcntl(where.descriptor, F_SETFL, ::fcntl(where.descriptor, F_GETFL) | O_NONBLOCK);
  return {where.descriptor, {}};
}

}  // namespace

ListenSocket open_listen_socket(const Endpoint& where) {
  if (where.descriptor >= 0) return take_over(where);
  if (!where.path.empty()) return open_path(where);
  if (!where.host.empty()) {
    const auto address = resolve(where.host, where.port);
    const int descriptor = try_listen(address, where);
    if (descriptor < 0) fail(-descriptor, text_of(address), where.port);
    return {descriptor, {}, where.reuse_port};
  }
  int descriptor = try_listen(ipv6_any(where.port), where);
  if (descriptor >= 0) return {descriptor, {}, where.reuse_port};
  if (where.ipv6_only || (descriptor != -EAFNOSUPPORT && descriptor != -EADDRNOTAVAIL))
    fail(-descriptor, "::", where.port);
  descriptor = try_listen(ipv4_any(where.port), where);
  if (descriptor < 0) fail(-descriptor, "0.0.0.0", where.port);
  return {descriptor, {}, where.reuse_port};
}

ListenSocket::ListenSocket(ListenSocket&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)), shared_(other.shared_) {}

ListenSocket& ListenSocket::operator=(ListenSocket&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(path_, other.path_);
  std::swap(shared_, other.shared_);
  return *this;
}

// A client that connects between the last accept and close would be reset. Its first packet (SYN) is dropped instead: its system
// sends it again, and by then the port is another process's alone. Other packets must pass: accepted sockets inherit the filter.
void ListenSocket::refuse_new() noexcept {
  if (!shared_ || descriptor_ < 0) return;
  constexpr unsigned flags_at = 13, syn = 0x02, whole = 0xffffffff;
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, flags_at),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, syn, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, 0),
      BPF_STMT(BPF_RET | BPF_K, whole),
  };
  const sock_fprog filter{4, program};
  setsockopt(descriptor_, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);  // without it, as Node
}

void ListenSocket::close() noexcept {
  if (descriptor_ < 0) return;
  ::close(std::exchange(descriptor_, -1));
  if (!path_.empty()) ::unlink(path_.c_str());
}

Value ListenSocket::address() const {
  if (descriptor_ < 0) return null;
  if (!path_.empty()) return path_;
  Address a;
  a.size = sizeof a.bytes;
  if (getsockname(descriptor_, reinterpret_cast<sockaddr*>(&a.bytes), &a.size) != 0) return null;
  if (a.bytes.ss_family == AF_UNIX) {
    const auto* path = reinterpret_cast<const sockaddr_un&>(a.bytes).sun_path;
    const auto size = a.size - offsetof(sockaddr_un, sun_path);
    return std::string(path, *path == 0 ? size : ::strnlen(path, size));  // a name that begins with NUL is no file's
  }
  const bool v6 = a.bytes.ss_family == AF_INET6;
  const int port =
      ntohs(v6 ? reinterpret_cast<sockaddr_in6&>(a.bytes).sin6_port : reinterpret_cast<sockaddr_in&>(a.bytes).sin_port);
  Value result = Object();
  result["address"] = text_of(a);
  result["family"] = v6 ? "IPv6" : "IPv4";
  result["port"] = port;
  return result;
}

}  // namespace crema::net
