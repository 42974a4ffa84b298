// A connection: any bytes are answered or refused, without a socket, and in the same way whether they come at once or in pieces.
// What a request's body becomes goes through the body parsers; there are sessions, files, pieces and answers that come later. The
// bytes that leave are answers with the framing that they promise, at most one for each request, in the order of the requests.
#include <crema/express.hpp>
#include <crema/process.hpp>
#include <crema/session.hpp>
#include <crema/timers.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <vector>

#include "connection.hpp"

namespace {

using namespace crema;

// The methods of the requests that have come to a handler, for one connection.
std::vector<std::string> asked;
MemoryStore store;

// A folder of small files that goes with the process.
class Folder {
 public:
  Folder() {
    char name[] = "/tmp/crema-fuzz-XXXXXX";
    fuzz::check(::mkdtemp(name) != nullptr, "a folder can be made in /tmp");
    path_ = name;
    ::mkdir((path_ + "/sub").c_str(), 0755);
    write("index.html", "<h1>index</h1>");
    write("a.txt", std::string(3000, 'a'));
    write("large.bin", std::string(100'000, '\x7f'));
    write(".hidden", "hidden");
    write("sub/index.html", "sub");
    write("empty", "");
  }
  ~Folder() {
    for (const auto& name : files_) ::unlink((path_ + "/" + name).c_str());
    ::rmdir((path_ + "/sub").c_str());
    ::rmdir(path_.c_str());
  }
  const std::string& path() const { return path_; }

 private:
  void write(const std::string& name, const std::string& text) {
    files_.push_back(name);
    std::FILE* file = std::fopen((path_ + "/" + name).c_str(), "w");
    fuzz::check(file && std::fwrite(text.data(), 1, text.size(), file) == text.size(), "a file can be written in /tmp");
    std::fclose(file);
  }
  std::string path_;
  std::vector<std::string> files_;
};

Task<Value> answer_to(Request req) {
  if (!req.body) throw createError(422, "no body");
  co_return req.body;
}

Router session_routes() {
  auto router = express.Router();
  // One id for all: what is random would be another answer each time.
  router.use(session({.secret = "secret",
                      .resave = false,
                      .saveUninitialized = false,
                      .store = store,
                      .rolling = true,
                      .genid = [](Request&) { return Value("the-only-one"); }}));
  router.all("/count", [](auto& req, auto& res) {
    req.session["count"] = req.session["count"] ? req.session["count"] + 1 : Value(1);
    res.json({{"count", req.session["count"]}, {"last", req.session["last"]}});
  });
  router.post("/keep", [](auto& req, auto& res) {
    req.session["last"] = req.body;
    res.redirect("count");
  });
  router.all("/leave", [](auto& req, auto& res) { req.session.destroy([&res](auto) { res.send("left"); }); });
  router.all("/again", [](auto& req, auto& res) {
    req.session.regenerate([&req, &res](auto) {
      req.session["fresh"] = true;
      res.send("again");
    });
  });
  return router;
}

App make_app() {
  static const Folder folder;
  auto app = express();
  app.set("env", "test");  // errors are not printed
  app.set("query parser", "extended");
  app.set("trust proxy", true);
  app.use("/files", express.static_(folder.path()));
  app.use("/hidden", express.static_(folder.path(), {.dotfiles = "allow", .redirect = false}));
  app.use("/session", session_routes());
  app.use("/stream", [](auto& req, auto& res, auto&) {
    res.type("bin");
    req.on("data", [&res](auto chunk) { res.write(chunk); });
    req.on("end", [&res] { res.end(); });
  });
  app.use(express.json({.limit = "2kb", .strict = false}));
  app.use(express.urlencoded({.extended = true, .limit = "2kb"}));
  app.use(express.text({.limit = "2kb", .type = "text/*"}));
  app.use(express.raw({.limit = "2kb", .type = "application/octet-stream"}));
  app.get("/users/:id", [](auto& req, auto& res) { res.send(req.params["id"]); });
  app.get("/paths/*path", [](auto& req, auto& res) { res.json(req.params); });
  app.get("/query", [](auto& req, auto& res) { res.json(req.query); });
  app.get("/headers", [](auto& req, auto& res) { res.json(req.headers); });
  app.get("/nothing", [](auto&, auto& res) { res.sendStatus(204); });
  app.get("/about", [](auto& req, auto& res) {
    res.json({{"ip", req.ip()}, {"host", req.hostname()}, {"protocol", req.protocol()}, {"fresh", req.fresh()}});
  });
  app.get("/choose", [](auto& req, auto& res) {
    res.vary("Accept").json(Array(req.accepts({"html", "json"}), req.acceptsLanguages({"en", "de"})));
  });
  app.all("/echo", [](auto& req, auto& res) {
    res.json({{"method", req.method}, {"url", req.url}, {"body", req.body}});
  });
  app.post("/unread", [](auto&, auto& res) { res.send("unread"); });
  app.all("/goto", [](auto& req, auto& res) { res.redirect(req.get("X-To") || Value("/")); });
  app.all("/pieces", [](auto& req, auto& res) {
    res.write("one,");
    res.write(req.url);
    res.end(",end");
  });
  app.all("/later",
          [](auto req, auto res) { setImmediate([=] { res.cookie("seen", req.url.length()).send(req.url); }); });
  app.all("/task", [](auto& req, auto& res) -> Task<> {
    const Value body = co_await answer_to(req);
    res.status(201).json(body);
  });
  app.all("/fail", [](auto& req, auto&) { throw createError(req.query["status"], req.query["message"]); });
  return app;
}

// The app, and in front of it what counts requests: a target that makes no sense reaches no handler of an app.
Handler counted(App app) {
  return [app](const Request& req, const Response& res) {
    asked.push_back(req.method.str());
    res.set("X-Request", std::to_string(asked.size() - 1));
    app(req, res);
  };
}

const h1::Settings settings;

std::string answer_of(net::Loop& loop, detail::Service& service, std::string_view bytes, std::size_t piece) {
  asked.clear();
  store.clear();
  fuzz::Memory connection(loop, service, settings);
  for (std::size_t at = 0; at < bytes.size() && connection.open(); at += piece)
    connection.feed(bytes.substr(at, piece));
  connection.close();
  fuzz::Answers(connection.answer(), asked, !connection.open() && !connection.broken_off()).read();
  return connection.answer();
}

// No request begins without this.
std::size_t request_lines(std::string_view bytes) {
  std::size_t count = 0;
  for (auto at = bytes.find("HTTP/1."); at != std::string_view::npos; at = bytes.find("HTTP/1.", at + 1)) count++;
  return count;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static net::ManualClock clock;
  static net::Loop loop(clock);
  static const net::Loop::Scope scope(loop);
  static detail::Service service{counted(make_app())};
  static const bool listening = [] {
    process.on("uncaughtException",
               [](Value) { fuzz::check(false, "what a client sends makes no error that nobody catches"); });
    return true;
  }();
  (void)listening;
  fuzz::Input input(data, size);
  const std::size_t piece = 1 + input.byte() % 40;
  const std::string_view bytes = input.rest();
  const std::string at_once = answer_of(loop, service, bytes, bytes.size() + 1);
  fuzz::check(asked.size() <= request_lines(bytes), "there are no more requests than request lines");
  const auto in_pieces = answer_of(loop, service, bytes, piece);
  // Of a head that is both too large and wrong, either may be found first.
  if (bytes.size() < settings.head.bytes) fuzz::check(in_pieces == at_once, "pieces are answered as the whole is");
  return 0;
}
