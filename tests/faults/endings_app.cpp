// endings_app.cjs in Crema, line by line; then what only C++ can do.
#include <crema/express.hpp>
#include <crema/http.hpp>
#include <crema/https.hpp>
#include <crema/timers.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <thread>
using namespace crema;

namespace {

Task<Value> wait(Value ms) {
  return Promise([=](auto resolve, auto) { setTimeout([=] { resolve(); }, ms); });
}

void fails() { throw Error("boom"); }

void tells_exit() {
  process.on("exit", [](auto code) { console.log(format("exit {}", code)); });
}

void errors(Map<Callback<>>& programs, App app, Value port) {
  programs.set("throws", [] { throw Error("boom"); });
  programs.set("throws a TypeError", [] {
    auto err = TypeError("boom");
    err.code = "E_BOOM";
    throw err;
  });
  programs.set("throws text", [] { throw Value("boom"); });
  programs.set("throws with a server", [=] {
    auto server = app.listen(port);
    throw Error("boom");
  });
  programs.set("throws, and exit is heard", [] {
    tells_exit();
    throw Error("boom");
  });
  programs.set("throws with an exit code", [] {
    process.exitCode = 3;
    throw Error("boom");
  });
  programs.set("throws, and exit throws", [] {
    process.on("exit", [] { throw Error("again"); });
    throw Error("boom");
  });
  programs.set("throws, and a listener takes it", [] {
    tells_exit();
    process.on("uncaughtException",
               [](auto err, auto origin) { console.log(format("caught {} {}", err.message, origin)); });
    setTimeout([] { console.log("a timer"); }, 20);
    throw Error("boom");
  });
  programs.set("throws, a listener takes it, and a server goes on", [=] {
    tells_exit();
    process.on("uncaughtException", [](auto err) { console.log(format("caught {}", err.message)); });
    auto server = http.createServer(app);
    app.get("/bye", [=](auto& req, auto& res) {
      res.send("bye");
      server.close([] { console.log("closed"); });
    });
    auto listening = server.listen(port, [] { console.log("ready"); });
    throw Error("boom");
  });
  programs.set("throws, and the listener throws", [] {
    process.on("uncaughtException", [](auto err) { throw Error(format("after {}", err.message)); });
    throw Error("boom");
  });
  programs.set("throws, and the listener exits", [] {
    tells_exit();
    process.on("uncaughtException", [](auto err) { process.exit(4); });
    throw Error("boom");
  });
  programs.set("top-level await throws", [] {
    tells_exit();
    run([]() -> Task<> {
      co_await wait(5);
      throw Error("boom");
    }());
  });
  programs.set("top-level await throws, and a listener takes it", [] {
    tells_exit();
    process.on("uncaughtException", [](auto err) { console.log(format("caught {}", err.message)); });
    run([]() -> Task<> {
      co_await wait(5);
      throw Error("boom");
    }());
  });
}

void listening(Map<Callback<>>& programs, App app, Value port) {
  programs.set("a wrong key", [=] { https.createServer({.key = "nonsense", .cert = "nonsense"}, app); });
  programs.set("a used port", [=] {
    tells_exit();
    app.listen(port);
  });
  programs.set("a used port, and a listener takes it", [=] {
    tells_exit();
    process.on("uncaughtException", [](auto err) { console.log(format("caught {}", err.code)); });
    app.listen(port);
  });
  programs.set("a used port, and the server is heard", [=] {
    tells_exit();
    auto server = http.createServer(app);
    server.on("error", [](auto err) { console.log(format("heard {} {}", err["code"], err["syscall"])); });
    server.listen(port);
  });
  programs.set("a used port, and listen has a callback", [=] {
    tells_exit();
    app.listen(port, [](auto err) { console.log(format("told {}", err.code)); });
  });
  programs.set("no such host", [=] {
    tells_exit();
    app.listen(port, "192.0.2.1");
  });
  programs.set("a wrong port", [=] {
    tells_exit();
    app.listen(70000);
  });
}

void ends(Map<Callback<>>& programs, App app, Value port) {
  programs.set("beforeExit", [] {
    tells_exit();
    Let times = 0;
    process.on("beforeExit", [=](auto code) {
      console.log(format("before exit {}", code));
      if (++times < 3) setTimeout([] { console.log("more"); }, 5);
    });
    setTimeout([] { console.log("a timer"); }, 5);
  });
  programs.set("beforeExit, after a server", [=] {
    tells_exit();
    process.on("beforeExit", [](auto code) { console.log(format("before exit {}", code)); });
    auto server = http.createServer(app);
    server.listen(port, [=] { server.close(); });
  });
  programs.set("timers outlive a server", [=] {
    tells_exit();
    process.on("beforeExit", [](auto code) { console.log(format("before exit {}", code)); });
    auto server = http.createServer(app);
    setTimeout([] { console.log("a timer"); }, 200);
    setTimeout([] { console.log("never"); }, 60000).unref();
    server.listen(port, [=] { server.close([] { console.log("closed"); }); });
  });
  programs.set("beforeExit, but process.exit", [] {
    tells_exit();
    process.on("beforeExit", [] { console.log("never"); });
    setTimeout([] { process.exit(2); }, 5);
  });
  programs.set("a rejection is heard", [] {
    process.on("unhandledRejection",
               [](auto reason, auto promise) { console.log(format("heard {}", reason.message)); });
    (void)Promise.reject(Error("boom"));
  });
  programs.set("a rejection as an exception", [] {
    process.on("uncaughtException",
               [](auto err, auto origin) { console.log(format("caught {} {}", err.message, origin)); });
    (void)Promise.reject(Error("boom"));
  });
  programs.set("a rejected promise, shown", [] {
    process.on("unhandledRejection", [](auto reason, auto promise) { console.log("promise", promise); });
    (void)Promise.reject(Error::thrown(5));
  });
  programs.set("a warning", [] {
    process.on("warning", [](auto warning) { console.log(format("{}: {}", warning.name, warning.message)); });
    process.emitWarning("careful");
    process.emitWarning("old", "DeprecationWarning");
  });
}

void signals(Map<Callback<>>& programs, App app, Value port) {
  programs.set("a signal is heard", [=] {
    auto server = http.createServer(app);
    process.on("SIGTERM", [=](auto name, auto number) {
      console.log(format("{} {}", name, number));
      server.close([] { console.log("closed"); });
    });
    server.listen(port, [] { console.log("ready"); });
  });
  programs.set("signals are heard", [=] {
    Let times = 0;
    for (const auto* name : {"SIGINT", "SIGHUP", "SIGUSR2", "SIGTERM"}) {
      process.on(name, [=] {
        console.log(name);
        if (++times == 4) process.exit(9);
      });
    }
    auto server = app.listen(port, [] { console.log("ready"); });
  });
  programs.set("a signal is heard once", [=] {
    process.once("SIGHUP", [] { console.log("once"); });
    auto server = app.listen(port, [] { console.log("ready"); });
  });
  programs.set("a signal listener throws", [=] {
    process.on("uncaughtException", [](auto err) {
      console.log(format("caught {}", err.message));
      process.exit(6);
    });
    process.on("SIGTERM", [] { throw Error("boom"); });
    auto server = app.listen(port, [] { console.log("ready"); });
  });
  programs.set("serves", [=] { auto server = app.listen(port, [] { console.log("ready"); }); });
}

void later(Map<Callback<>>& programs) {
  programs.set("logs", [] {
    setInterval([] { console.log(Value("x").repeat(1000)); }, 5);
    setTimeout(
        [] {
          console.error("alive");
          process.exit(0);
        },
        300);
  });
  programs.set("logs, and a listener hears", [] {
    Let times = 0;
    process.on("uncaughtException", [=](auto err) {
      if (times++ < 2) console.error(format("caught {} {} {}", err.code, err["syscall"], err.message));
    });
    setInterval([] { console.log(Value("x").repeat(1000)); }, 5);
    setTimeout(
        [] {
          console.error("alive");
          process.exit(0);
        },
        300);
  });
  programs.set("a timer throws", [] {
    setTimeout([] { throw Error("boom"); }, 5);
    setTimeout([] { console.log("alive"); }, 30);
  });
  programs.set("a rejection nobody hears", [] {
    (void)Promise.reject(Error("boom"));
    setTimeout([] { console.log("alive"); }, 30);
  });
}

// ---- C++ alone ---------------------------------------------------------------------------------------------------------------

// Work on another thread uses it to the end.
std::atomic<bool> destroyed = false;
struct OfTheProgram {
  ~OfTheProgram() { destroyed = true; }
  std::string text = "of the program";
} of_the_program;

void foreign(Map<Callback<>>& programs, App app, Value port) {
  programs.set("a foreign exception", [] { throw std::runtime_error("foreign"); });
  programs.set("a foreign exception with a handler", [] {
    std::set_terminate([] {
      std::cerr << "the program's own\n";
      std::_Exit(12);
    });
    throw std::runtime_error("foreign");
  });
  programs.set("a handler of the program's", [] {
    std::set_terminate([] {
      std::cerr << "the program's own\n";
      std::_Exit(12);
    });
    throw Error("boom");
  });
  programs.set("thrown where nothing may be", [] {
    tells_exit();
    setTimeout([]() noexcept { fails(); }, 1);
  });
  programs.set("thrown on another thread", [] {
    tells_exit();
    std::thread([] { throw Error("boom"); }).join();
  });
  programs.set("work that goes on", [=] {
    tells_exit();
    auto text = std::make_shared<std::string>(100'000, 'x');
    app.get("/work", [=](auto& req, auto& res) -> Task<> {
      auto work = [text] {
        const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(1500);
        std::size_t sum = 0;
        while (std::chrono::steady_clock::now() < until)
          for (const char c : *text + of_the_program.text) sum += static_cast<unsigned char>(c);
        if (destroyed) std::cerr << "destroyed under it\n";
        return static_cast<int>(sum % 7);
      };
      auto result = co_await offload(work);
      res.send(String(result));
    });
    auto server = app.listen({.port = port, .closeTimeout = 200}, [] { console.log("ready"); });
  });
  programs.set("work that is done", [=] {
    tells_exit();
    run([]() -> Task<> { console.log(co_await offload([] { return 5; })); }());
  });
  programs.set("serves with little patience", [=] {
    app.get("/never", [](auto& req, auto& res) { console.log("never"); });
    app.get("/soon", [](auto& req, auto& res) {
      console.log("soon");
      setTimeout([=] { res.send("answered"); }, 400);
    });
    app.get("/slow", [](auto& req, auto& res) {
      console.log("slow");
      setTimeout([=] { res.send("answered"); }, 5000);
    });
    app.get("/stream", [](auto& req, auto& res) {
      console.log("stream");
      auto t = setInterval([=] { res.write("piece"); }, 20);
      res.on("close", [=] { clearInterval(t); });
    });
    auto big = Buffer.alloc(16'000'000, "b");
    app.get("/big", [=](auto& req, auto& res) {
      res.send(big);
      console.log("big");
    });
    app.post("/json", express.json(), [](auto& req, auto& res) { res.json(req.body); });
    auto threads = Number(process.env["THREADS"] || 1);
    ListenOptions options = {.port = port, .host = "127.0.0.1", .threads = int(threads), .closeTimeout = 1000};
    auto plain = app.listen(options, [] { console.log("ready"); });
    if (!process.env["CERTS"]) return;
    auto pem = [](auto name) { return fs.readFileSync(format("{}/{}.pem", process.env["CERTS"], name)); };
    options.port = port + 1;
    auto secure = https.createServer({.key = pem("server-key"), .cert = pem("server")}, app).listen(options);
  });
}

}  // namespace

int main() {
  auto port = Number(process.env["PORT"]);
  auto app = express();
  app.get("/", [](auto& req, auto& res) { res.send("hello"); });
  Map<Callback<>> programs;
  errors(programs, app, port);
  listening(programs, app, port);
  ends(programs, app, port);
  signals(programs, app, port);
  later(programs);
  foreign(programs, app, port);
  programs.get(process.argv()[2])();
  process.run();
}
