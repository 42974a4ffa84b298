// What process tells about itself: files of /proc and what the C library knows.
#include <crema/error.hpp>
#include <crema/process.hpp>

#include <malloc.h>
#include <openssl/crypto.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "core/loop_context.hpp"
#include "core/system_error.hpp"
#include "net/clock.hpp"

namespace crema::detail {
namespace {

std::string contents(const char* file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Seconds that the process had run when this was first asked. The kernel counts from the machine's start, in ticks: field 22 of
// stat, where the name in parentheses may hold blanks.
double age_at_first() {
  const std::string stat = contents("/proc/self/stat");
  std::size_t at = stat.rfind(')');
  for (int field = 2; at != std::string::npos && field < 22; ++field) at = stat.find(' ', at + 1);
  if (at == std::string::npos) return 0;
  const double started = std::strtod(stat.c_str() + at, nullptr) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  return std::max(std::strtod(contents("/proc/uptime").c_str(), nullptr) - started, 0.0);
}

// Milliseconds since the process began. When that was does not depend on whose clock asks first: a test may move its own.
double running_ms() {
  static const double began = net::Clock::system().now_ms() - age_at_first() * 1000;
  return LoopContext::current().now_ms() - began;
}

Error system_error(const char* call, int number, const std::string& what) {
  const auto name = system_error_name(number);
  Error error(name.code + ": " + name.text + ", " + call + what);
  error.code = name.code;
  error["errno"] = -number;
  error["syscall"] = call;
  return error;
}

double microseconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
}

}  // namespace

Value Process::argv() const {
  static const std::string line = contents("/proc/self/cmdline");
  std::string program(4096, '\0');
  const ssize_t size = ::readlink("/proc/self/exe", program.data(), program.size());
  program.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  Value all = Array();
  all.push(program);
  all.push(program);
  bool first = true;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find('\0', at), line.size());
    if (!first) all.push(line.substr(at, end - at));
    first = false;
    at = end + 1;
  }
  return all;
}

Value Process::cwd() const {
  char* found = ::getcwd(nullptr, 0);
  if (!found) throw system_error("uv_cwd", errno, "");
  const Value directory(static_cast<const char*>(found));
  std::free(found);
  return directory;
}

void Process::chdir(const Text& directory) const {
  if (::chdir(directory.str().c_str()) != 0) {
    const int number = errno;
    throw system_error("chdir", number, " " + cwd().str() + " -> '" + directory.str() + "'");
  }
}

Value Process::execPath() const { return argv()[0]; }
int Process::getuid() const { return static_cast<int>(::getuid()); }
int Process::getgid() const { return static_cast<int>(::getgid()); }

const ProcessTitle& ProcessTitle::operator=(const Value& title) const {
  ::prctl(PR_SET_NAME, title.str().c_str(), 0, 0, 0);
  return *this;
}
ProcessTitle::operator Value() const {
  char name[17] = {};
  ::prctl(PR_GET_NAME, name, 0, 0, 0);
  return static_cast<const char*>(name);
}

int Process::pid() const { return ::getpid(); }
int Process::ppid() const { return ::getppid(); }

Value Process::uptime() const { return running_ms() / 1000; }

Value Process::versions() const {
  return {{"crema", CREMA_VERSION_STRING}, {"openssl", OpenSSL_version(OPENSSL_VERSION_STRING)}};
}

Value Process::memoryUsage() const {
  const std::string pages = contents("/proc/self/statm");
  const std::size_t blank = pages.find(' ');
  const double resident = blank == std::string::npos ? 0 : std::strtod(pages.c_str() + blank, nullptr);
  const auto heap = ::mallinfo2();
  return {{"rss", resident * static_cast<double>(::sysconf(_SC_PAGESIZE))},
          {"heapTotal", heap.arena + heap.hblkhd},
          {"heapUsed", heap.uordblks + heap.hblkhd},
          {"external", 0},
          {"arrayBuffers", 0}};
}

Value Process::cpuUsage() const {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return {{"user", microseconds(used.ru_utime)}, {"system", microseconds(used.ru_stime)}};
}

Value HighResolutionTime::operator()(const Value& earlier) const {
  const double ns = running_ms() * 1e6;
  double seconds = std::floor(ns / 1e9), rest = std::floor(ns - seconds * 1e9);
  if (earlier != undefined) {
    seconds -= earlier[0].number();
    rest -= earlier[1].number();
    if (rest < 0) {
      seconds -= 1;
      rest += 1e9;
    }
  }
  return Array(seconds, rest);
}

Value HighResolutionTime::bigint() const { return std::floor(running_ms() * 1e6); }

}  // namespace crema::detail
