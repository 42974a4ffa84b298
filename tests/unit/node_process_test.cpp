// process: environment, information, events, and how a program ends.
#include <crema/console.hpp>
#include <crema/error.hpp>
#include <crema/process.hpp>
#include <crema/timers.hpp>
#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "core/uncaught.hpp"

using namespace crema;

namespace {

// What a program does whose end is looked at. It returns, or ends by itself.
struct Program {
  const char* name;
  void (*body)();
};

void throws_in_a_timer() {
  (void)std::freopen("/dev/null", "w", stderr);
  setTimeout([] { throw Error("boom"); }, 1);
  setTimeout([] { process.exit(14); }, 2);
  process.run();
}

void waits_for_what_is_left() {
  static int calls = 0;
  setTimeout([] { ++calls; }, 1);
  setInterval([] { ++calls; }, 100'000).unref();
  process.nextTick([] { ++calls; });
  process.run();
  process.exit(calls + 20);
}

void is_terminated(Callback<ProcessEvent> listener) {
  process.once("SIGTERM", std::move(listener));
  process.kill(process.pid(), "SIGTERM");
  setTimeout([] {}, 10'000);
  process.run();
}

constexpr Program programs[] = {
    {"exit 3", [] { process.exit(3); }},
    {"exit", [] { process.exit(); }},
    {"exit text", [] { process.exit("4"); }},
    {"exit in exit",
     [] {
       process.on("exit", [](auto code) { process.exit(code + 1); });
       process.exit(3);
     }},
    {"exit with exitCode",
     [] {
       process.exitCode = 6;
       process.exit();
     }},
    {"exitCode", [] { process.exitCode = 5; }},
    {"exitCode in exit", [] { process.on("exit", [](auto code) { process.exitCode = code + 9; }); }},
    {"exit listener", [] { process.on("exit", [] {}); }},
    {"uncaught exception",
     [] {
       process.on("uncaughtException",
                  [](auto err) { process.exit(err.message == "boom" && err.name == "TypeError" ? 11 : 1); });
       detail::report_uncaught(std::make_exception_ptr(TypeError("boom")), detail::Uncaught::exception);
     }},
    {"rejection",
     [] {
       process.on("unhandledRejection", [](auto reason) { process.exit(reason == "why" ? 12 : 1); });
       detail::report_uncaught(std::make_exception_ptr(Value("why")), detail::Uncaught::rejection);
     }},
    {"rejection as exception",
     [] {
       process.once("uncaughtException", [](const Error& err) { process.exitCode = err.message == "boom" ? 13 : 1; });
       detail::report_uncaught(std::make_exception_ptr(Error("boom")), detail::Uncaught::rejection);
     }},
    {"where from",
     [] {
       process.on("uncaughtException",
                  [](auto err, auto origin) { process.exit(origin == "unhandledRejection" ? 16 : 1); });
       detail::report_uncaught(std::make_exception_ptr(Error("boom")), detail::Uncaught::rejection);
     }},
    {"before the exit",
     [] {
       static int times = 0;
       process.on("beforeExit", [](auto code) {
         if (code == 0 && ++times < 3) setTimeout([] {}, 1);
       });
       process.on("exit", [] { process.exitCode = times + 14; });
       process.run();
       process.run();  // nothing has run since
     }},
    {"timer throws", throws_in_a_timer},
    {"run", waits_for_what_is_left},
    {"signal", [] { is_terminated([](auto signal) { process.exit(signal == "SIGTERM" ? 15 : 1); }); }},
    {"signal twice", [] { is_terminated([] { process.kill(process.pid(), "SIGTERM"); }); }},
};

// How this program of the list ended, run as a process of its own: its status, or minus the signal.
int status_of(const char* name) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    ::setenv("CREMA_TEST_PROGRAM", name, 1);
    (void)std::freopen("/dev/null", "w", stdout);
    ::execl("/proc/self/exe", "unit-tests", "--test-case=a program of the process tests", "--no-skip", nullptr);
    ::_exit(99);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace

TEST_CASE("a program of the process tests" * doctest::skip()) {
  const char* wanted = std::getenv("CREMA_TEST_PROGRAM");
  for (const auto& program : programs) {
    if (wanted && std::string(program.name) == wanted) program.body();
  }
}

TEST_CASE("process.env reads and writes the environment") {
  ::setenv("CREMA_TEST", "x", 1);
  CHECK(process.env["CREMA_TEST"] == "x");
  CHECK((process.env["CREMA_TEST_NONE"] || 3000) == 3000);
  CHECK(process.env["CREMA_TEST_NONE"] == undefined);
  process.env["CREMA_TEST"] = 5;
  CHECK(std::string(std::getenv("CREMA_TEST")) == "5");
  CHECK(Object.keys(process.env).includes("CREMA_TEST"));
  Value env = process.env;
  CHECK(env["CREMA_TEST"] == "5");
  delete_(process.env["CREMA_TEST"]);
  CHECK(std::getenv("CREMA_TEST") == nullptr);
}

TEST_CASE("process tells about itself") {
  CHECK(process.pid() == ::getpid());
  CHECK(process.argv().length() >= 2);
  CHECK(process.cwd().startsWith("/"));
  CHECK(process.uptime() >= 0);
  CHECK(process.platform == "linux");
  CHECK(process.versions()["crema"].str() == CREMA_VERSION_STRING);
  CHECK(process.memoryUsage()["rss"] > 100'000);
  CHECK(process.hrtime.bigint() >= 0);
  Value before = process.hrtime();
  CHECK(process.hrtime(before)[0] >= 0);
  CHECK_THROWS_AS(process.chdir("/does/not/exist"), Error);
}

TEST_CASE("process.exit ends at once, with listeners and a status") {
  CHECK(status_of("exit 3") == 3);
  CHECK(status_of("exit") == 0);
  CHECK(status_of("exit text") == 4);
  CHECK(status_of("exit in exit") == 4);
  CHECK(status_of("exit with exitCode") == 6);
}

TEST_CASE("exitCode and exit listeners hold for a main that returns, too") {
  CHECK(status_of("exitCode") == 5);
  CHECK(status_of("exitCode in exit") == 9);
  CHECK(status_of("exit listener") == 0);
}

TEST_CASE("an uncaught error goes to the listener, with its members") {
  CHECK(status_of("uncaught exception") == 11);
  CHECK(status_of("rejection") == 12);
  CHECK(status_of("rejection as exception") == 13);
}

TEST_CASE("a timer's error does not end the program") { CHECK(status_of("timer throws") == 14); }

TEST_CASE("process.run ends when nothing is left to wait for") { CHECK(status_of("run") == 22); }

TEST_CASE("a signal's listener stands in for what the signal does, one for once only once") {
  CHECK(status_of("signal") == 15);
  CHECK(status_of("signal twice") == -SIGTERM);
  CHECK(status_of("where from") == 16);
  CHECK(status_of("before the exit") == 17);
  CHECK_THROWS_WITH_AS(process.kill(process.pid(), "SIGFOO"), "Unknown signal: SIGFOO", TypeError);
}
