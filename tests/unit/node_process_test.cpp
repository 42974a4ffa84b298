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

// How a child ended that ran `body` and then returned from main, or ended by itself: its status, or minus the signal.
template <class F>
int status_of_child(F body) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    body();
    std::exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace

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
  CHECK(status_of_child([] { process.exit(3); }) == 3);
  CHECK(status_of_child([] { process.exit(); }) == 0);
  CHECK(status_of_child([] { process.exit("4"); }) == 4);
  CHECK(status_of_child([] {
    process.on("exit", [](auto code) { process.exit(code + 1); });
    process.exit(3);
  }) == 4);
  CHECK(status_of_child([] {
    process.exitCode = 6;
    process.exit();
  }) == 6);
}

TEST_CASE("exitCode and exit listeners hold for a main that returns, too") {
  CHECK(status_of_child([] { process.exitCode = 5; }) == 5);
  CHECK(status_of_child([] {
    process.on("exit", [](auto code) { process.exitCode = code + 9; });
  }) == 9);
  CHECK(status_of_child([] { process.on("exit", [] {}); }) == 0);
}

TEST_CASE("an uncaught error goes to the listener, as an object with its members") {
  CHECK(status_of_child([] {
    process.on("uncaughtException", [](auto err) {
      if (err.message == "boom" && err.name == "TypeError") process.exit(11);
    });
    detail::report_uncaught(std::make_exception_ptr(TypeError("boom")), detail::Uncaught::exception);
  }) == 11);
  CHECK(status_of_child([] {
    process.on("unhandledRejection", [](auto reason) { process.exit(reason == "why" ? 12 : 1); });
    detail::report_uncaught(std::make_exception_ptr(Value("why")), detail::Uncaught::rejection);
  }) == 12);
  CHECK(status_of_child([] {
    process.once("uncaughtException", [](const Error& err) { process.exitCode = err.message == "boom" ? 13 : 1; });
    detail::report_uncaught(std::make_exception_ptr(Error("boom")), detail::Uncaught::rejection);
  }) == 13);
}

TEST_CASE("a timer's error does not end the program") {
  CHECK(status_of_child([] {
    (void)std::freopen("/dev/null", "w", stderr);
    setTimeout([] { throw Error("boom"); }, 1);
    setTimeout([] { process.exit(14); }, 2);
    process.run();
  }) == 14);
}

TEST_CASE("process.run ends when nothing is left to wait for") {
  CHECK(status_of_child([] {
    static int calls = 0;
    setTimeout([] { ++calls; }, 1);
    setInterval([] { ++calls; }, 100'000).unref();
    process.nextTick([] { ++calls; });
    process.run();
    process.exit(calls + 20);
  }) == 22);
}

TEST_CASE("a signal's listener takes its place") {
  CHECK(status_of_child([] {
    process.on("SIGTERM", [](auto signal) { process.exit(signal == "SIGTERM" ? 15 : 1); });
    process.kill(process.pid(), "SIGTERM");
    setTimeout([] {}, 10'000);
    process.run();
  }) == 15);
  CHECK_THROWS_WITH_AS(process.kill(process.pid(), "SIGFOO"), "Unknown signal: SIGFOO", TypeError);
}
