// Runs a fuzz target without libFuzzer: its seeds, and inputs made of them by a seeded generator, so that a run can be repeated.
//   fuzz-NAME [--runs N] [--seed S] [--longest BYTES] [FILE…]
// A file whose name ends in .seeds has an input on each line, with \n \r \t \0 \\ \xHH in it, and \(N piece\) for N times a piece; any
// other file is one input. What crashes or hangs is left in the file crash-NAME, to be given as FILE. With --runs 0 the files alone
// are run.
#include <fcntl.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "fuzz.hpp"

namespace {

using Bytes = std::string;

Bytes current;  // what runs now
std::string crash_file = "crash";
volatile std::sig_atomic_t started = 0;  // inputs begun

void write_all(int to, const char* bytes, std::size_t size) {
  while (size > 0) {
    const auto written = ::write(to, bytes, size);
    if (written <= 0) return;
    bytes += written;
    size -= static_cast<std::size_t>(written);
  }
}

// Nothing but system calls: it runs in a signal handler.
void keep_crash(const char* why) {
  const int file = ::open(crash_file.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0644);
  if (file >= 0) {
    write_all(file, current.data(), current.size());
    ::close(file);
  }
  for (const char* part : {why, ": the input is in ", crash_file.c_str(), "\n"}) write_all(2, part, std::strlen(part));
}

void on_signal(int number) {
  keep_crash("crash");
  ::signal(number, SIG_DFL);
  ::raise(number);
}

// The same input as at the last tick has run for five seconds or more of the processor's time.
void on_tick(int) {
  static std::sig_atomic_t last = -1;
  if (last == started) {
    keep_crash("hangs");
    ::_exit(1);
  }
  last = started;
}

// On a stack of its own: what overflows the stack is told, too.
void catch_crashes() {
  static char stack[65'536];
  stack_t own{};
  own.ss_sp = stack;
  own.ss_size = sizeof stack;
  ::sigaltstack(&own, nullptr);
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_ONSTACK;
  for (const int number : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) ::sigaction(number, &action, nullptr);
}

double cpu_ms() { return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double run(const Bytes& input) {
  current = input;
  started = started + 1;
  // A copy of exactly this size, so that AddressSanitizer sees a read beyond it.
  const std::vector<std::uint8_t> exact(input.begin(), input.end());
  const double before = cpu_ms();
  LLVMFuzzerTestOneInput(exact.data(), exact.size());
  return cpu_ms() - before;
}

int hex(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; }

// The piece of `line` that begins at `at`, behind "\(", as often as it says; `at` is behind "\)" then.
Bytes repeated(const std::string& line, std::size_t& at);

Bytes unescaped(const std::string& line) {
  Bytes bytes;
  for (std::size_t i = 0; i < line.size(); i++) {
    if (line[i] != '\\' || i + 1 == line.size()) {
      bytes += line[i];
      continue;
    }
    const char c = line[++i];
    if (c == 'x' && i + 2 < line.size() && hex(line[i + 1]) >= 0 && hex(line[i + 2]) >= 0) {
      bytes += static_cast<char>(hex(line[i + 1]) * 16 + hex(line[i + 2]));
      i += 2;
    } else if (c == '(') {
      i++;
      bytes += repeated(line, i);
      i--;
    } else {
      bytes += c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c == '0' ? '\0' : c;
    }
  }
  return bytes;
}

Bytes repeated(const std::string& line, std::size_t& at) {
  const std::size_t space = line.find(' ', at);
  std::size_t end = space == Bytes::npos ? line.size() : space + 1;
  while (end + 1 < line.size() && line.compare(end, 2, "\\)") != 0) end += line[end] == '\\' ? 2 : 1;
  if (end + 1 >= line.size()) {
    std::fprintf(stderr, "a seed has \\( without a number, a space and \\): %s\n", line.c_str());
    std::exit(2);
  }
  const Bytes piece = unescaped(line.substr(space + 1, end - space - 1));
  Bytes bytes;
  for (int n = std::atoi(line.c_str() + at); n > 0; n--) bytes += piece;
  at = end + 2;
  return bytes;
}

bool read_file(const std::string& name, std::vector<Bytes>& seeds) {
  std::ifstream file(name, std::ios::binary);
  if (!file) return false;
  if (!name.ends_with(".seeds")) {
    seeds.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    return true;
  }
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) seeds.push_back(unescaped(line));
  }
  return true;
}

// Makes an input of another one by a few small changes.
class Mutator {
 public:
  Mutator(std::uint64_t seed, std::size_t longest) : random_(seed), longest_(longest) {}

  std::size_t below(std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(random_() % n); }

  Bytes next(const std::vector<Bytes>& pool) {
    Bytes bytes = pool.empty() ? Bytes() : pool[below(pool.size())];
    for (std::size_t changes = 1 + below(6); changes > 0; changes--) change(bytes, pool);
    if (bytes.size() > longest_) bytes.resize(longest_);
    return bytes;
  }

  // A piece of an input again and again, for 64 KB: what is quadratic takes seconds then.
  Bytes pumped(const std::vector<Bytes>& pool) {
    constexpr std::size_t size = 65'536;
    const Bytes whole = next(pool);
    const std::size_t from = below(whole.size()), length = 1 + below(std::min<std::size_t>(whole.size() - from, 8));
    const Bytes piece = whole.empty() ? Bytes("[") : whole.substr(from, length);
    Bytes bytes = whole.substr(0, from);
    while (bytes.size() < size) bytes += piece;
    return bytes + whole.substr(std::min(whole.size(), from + length));
  }

 private:
  void change(Bytes& bytes, const std::vector<Bytes>& pool) {
    static constexpr char telling[] = "\0\xff\x7f\x80\xc0\xed\xf4\"'\\%&=[]{}()<>:;,./*?+-_ \t\r\n019aZeE";
    const char odd = telling[below(sizeof telling - 1)];
    const std::size_t at = below(bytes.size() + 1), size = below(std::min<std::size_t>(bytes.size() - at, 32) + 1);
    switch (below(9)) {
      case 0:
        if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
        break;
      case 1:
        if (at < bytes.size()) bytes[at] = odd;
        break;
      case 2:
        bytes.insert(at, 1, odd);
        break;
      case 3:
        bytes.insert(at, 1, static_cast<char>(below(256)));
        break;
      case 4:
        bytes.erase(at, size);
        break;
      case 5:
        bytes.insert(below(bytes.size() + 1), bytes.substr(at, size));
        break;
      case 6:  // the same again and again: what is quadratic shows
        for (std::size_t n = below(200); n > 0 && size > 0 && bytes.size() < longest_; n--)
          bytes.insert(at, bytes, at, size);
        break;
      case 7:
        bytes.resize(at);
        break;
      default:
        if (!pool.empty()) {
          const Bytes& other = pool[below(pool.size())];
          const std::size_t from = below(other.size() + 1);
          bytes.insert(at, other, from, below(other.size() - from + 1));
        }
    }
  }

  std::mt19937_64 random_;
  std::size_t longest_;
};

}  // namespace

// So that a sanitizer's finding comes to the signal handler.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "abort_on_error=1:detect_stack_use_after_return=1"; }
extern "C" const char* __ubsan_default_options();
extern "C" const char* __ubsan_default_options() { return "halt_on_error=1:print_stacktrace=1:abort_on_error=1"; }

int main(int argc, char** argv) {
  std::string name = argv[0];
  name.erase(0, name.rfind('/') + 1);
  crash_file = "crash-" + name;
  unsigned long runs = 20'000, seed = 1, longest = 4096;
  std::vector<Bytes> pool;
  for (int i = 1; i < argc; i++) {
    const std::string arg = argv[i];
    const auto number = [&] { return i + 1 < argc ? std::strtoul(argv[++i], nullptr, 10) : 0; };
    if (arg == "--runs") {
      runs = number();
    } else if (arg == "--seed") {
      seed = number();
    } else if (arg == "--longest") {
      longest = number();
    } else if (!read_file(arg, pool)) {
      std::fprintf(stderr, "%s: cannot read %s\n", name.c_str(), arg.c_str());
      return 2;
    }
  }
  catch_crashes();
  ::signal(SIGPROF, on_tick);
  const itimerval ticks{{5, 0}, {5, 0}};
  ::setitimer(ITIMER_PROF, &ticks, nullptr);

  double slowest = 0;
  std::size_t slowest_size = 0;
  const auto take = [&](const Bytes& input) {
    const double ms = run(input);
    if (ms > slowest) {
      slowest = ms;
      slowest_size = input.size();
    }
  };
  take({});
  for (const auto& input : pool) take(input);
  Mutator mutator(seed, longest);
  const std::size_t seeds = pool.size();
  constexpr std::size_t most = 2000;
  for (unsigned long i = 0; i < runs; i++) {
    Bytes input = mutator.next(pool);
    take(input);
    // Some of what was made is changed further, so that inputs grow away from the seeds.
    if (pool.size() < seeds + most) {
      if (i % 8 == 0) pool.push_back(std::move(input));
    } else if (i % 4 == 0) {
      pool[seeds + mutator.below(most)] = std::move(input);
    }
  }
  const unsigned long pumped = runs / 100;
  for (unsigned long i = 0; i < pumped; i++) take(mutator.pumped(pool));
  std::printf("%s: %lu inputs, the slowest took %.1f ms (%zu bytes)\n", name.c_str(), runs + pumped + seeds + 1,
              slowest, slowest_size);
  return 0;
}
