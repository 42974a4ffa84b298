// crema/process.hpp — Node's process: environment, arguments, signals, the end.
#pragma once
#include <crema/callback.hpp>
#include <crema/error.hpp>
#include <crema/value.hpp>
#include <crema/version.hpp>

#include <string_view>

namespace crema {

/// What a listener of process.on gets: the number of "exit", the name of a signal, the error of the others. Of an error also
/// its members; it may be passed on as an Error.
class ProcessEvent : public Value {
 public:
  explicit ProcessEvent(const Value& what);
  Value message, name, code, stack;
};

namespace detail {

/// The environment variables, as they are now. Writing sets the variable of the process.
struct Environment {
  /// The text, or undefined: `process.env["PORT"] || 3000`.
  Ref operator[](Key name) const;
  Value get(Key name) const;
  /// All of them, as an object.
  operator Value() const;
};

/// The status with which the process ends when main returns; undefined: what main gives.
struct ExitStatus {
  const ExitStatus& operator=(const Value& code) const;
  operator Value() const;
};

/// process.hrtime(): a clock for measuring.
struct HighResolutionTime {
  /// [seconds, nanoseconds]; since `earlier`, if that is given.
  Value operator()(const Value& earlier = {}) const;
  /// Nanoseconds, as a number.
  Value bigint() const;
};

/// The name that ps shows. Writing changes it, to 15 bytes at most.
struct ProcessTitle {
  const ProcessTitle& operator=(const Value& title) const;
  operator Value() const;
};

/// process.stdout and process.stderr.
struct StandardOutput {
  int fd;
  /// Text or a buffer, with one write; true, because nothing waits.
  bool write(const Value& chunk, const Value& encoding = {}) const;
  /// Whether it is a terminal.
  bool isTTY() const;
  /// Characters in a line of the terminal; undefined of what is none.
  Value columns() const;
  Value rows() const;
};

/// process.stdin: "data" (a buffer, or text after setEncoding), "end", "close", "error". It is read once somebody listens to "data",
/// and keeps the program going until its end or pause().
struct StandardInput {
  const StandardInput& on(const Text& event, Callback<Value> listener) const;
  const StandardInput& once(const Text& event, Callback<Value> listener) const;
  const StandardInput& setEncoding(const Value& encoding) const;
  const StandardInput& resume() const;
  const StandardInput& pause() const;
  bool isTTY() const;
  int fd = 0;
};

struct Process {
  Environment env = {};
  ExitStatus exitCode = {};
  HighResolutionTime hrtime = {};
  ProcessTitle title = {};
  StandardOutput stdout{1}, stderr{2};
  StandardInput stdin = {};
  std::string_view platform = "linux";
  std::string_view version = "v" CREMA_VERSION_STRING;
#if defined(__aarch64__)
  std::string_view arch = "arm64";
#elif defined(__x86_64__)
  std::string_view arch = "x64";
#else
  std::string_view arch = "";
#endif

  /// The program twice, as Node has it with its script, then the arguments: the first one is process.argv()[2].
  Value argv() const;
  /// The working directory.
  Value cwd() const;
  void chdir(const Text& directory) const;
  int pid() const;
  int ppid() const;
  /// The path of the program.
  Value execPath() const;
  int getuid() const;
  int getgid() const;
  /// Seconds since the process began.
  Value uptime() const;
  /// {crema, openssl …}.
  Value versions() const;
  /// {rss, heapTotal, heapUsed, external, arrayBuffers}, in bytes.
  Value memoryUsage() const;
  /// {user, system}, in microseconds.
  Value cpuUsage() const;

  /// Calls the "exit" listeners and ends the process at once, from whatever thread. Nothing else runs then, as in Node: no
  /// destructors of static objects; standard output is flushed.
  [[noreturn]] void exit(const Value& code = {}) const;
  [[noreturn]] void abort() const;
  /// Sends a signal: a name or a number. Default: SIGTERM.
  void kill(const Value& pid, const Value& signal = "SIGTERM") const;

  /// "SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2" … (name, number): called on this loop; a listener of SIGINT or SIGTERM
  /// replaces the graceful close. "uncaughtException" (err, origin), "unhandledRejection" (reason, promise): errors that nobody
  /// catches; without a listener they are printed, and the program goes on. "beforeExit" (status): nothing is left to do; what a
  /// listener begins is done. "exit" (status): the process ends; nothing asynchronous runs after it. "warning" (warning).
  const Process& on(const Text& event, Callback<ProcessEvent, Value> listener) const;
  /// As on, but called once.
  const Process& once(const Text& event, Callback<ProcessEvent, Value> listener) const;
  const Process& removeAllListeners(const Text& event) const;
  int listenerCount(const Text& event) const;
  /// Calls the listeners of an event of one's own; false if there is none.
  bool emit(const Text& event, const Value& what = {}, const Value& more = {}) const;
  /// Prints a warning and gives it to the "warning" listeners.
  void emitWarning(const Value& warning, const Text& name = "Warning") const;

  /// Calls back before anything else that waits.
  void nextTick(Callback<> callback) const;
  /// Serves timers and whatever else is waited for until nothing is left: the last line of a main without a server.
  void run() const;
};

}  // namespace detail

/// Node: https://nodejs.org/api/process.html. What is computed is a function here: process.argv(), process.pid().
inline constexpr detail::Process process{};

}  // namespace crema
