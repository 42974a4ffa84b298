// faults_app.mjs in Crema, line by line.
#include <crema/express.hpp>
#include <crema/fs.hpp>
#include <crema/https.hpp>
#include <crema/session.hpp>
#include <crema/timers.hpp>
using namespace crema;

namespace {

Task<Value> wait(Value ms) {
  return Promise([=](auto resolve, auto) { setTimeout([=] { resolve(); }, ms); });
}

// Each step of the suite has an id, under which everything is told that happens to it.
void tell(Request req, Value what, Value more = "") { console.log(format("{} {} {}", req.query["id"], what, more)); }
Value how(Request req, Response res) {
  return format("{} {} {} {} {} {}", req.aborted(), req.destroyed(), req.complete(), res.headersSent(),
                res.writableEnded(), res.writableFinished());
}

// ---- the client leaves -------------------------------------------------------------------------------------------------

void leaving(App app, Value folder) {
  auto parsed = [](auto& req, auto& res) {
    tell(req, "parsed");
    res.json({{"body", req.body}});
  };
  app.post("/json", express.json(), parsed);
  app.post("/urlencoded", express.urlencoded({.extended = true}), parsed);
  app.post("/text", express.text(), parsed);
  app.post("/raw", express.raw(), parsed);

  app.post("/data", [](auto& req, auto& res) {
    Let size = 0;
    req.on("data", [=](auto chunk) { size += chunk.length(); });
    req.on("end", [=] {
      tell(req, "end", size);
      res.json({{"size", size}});
    });
    tell(req, "reads");
  });

  app.post("/pipe", [=](auto& req, auto& res) {
    auto out = fs.createWriteStream(format("{}/{}.out", folder, req.query["id"]));
    req.pipe(out);
    out.on("finish", [=] {
      tell(req, "written", out.bytesWritten());
      res.send("written");
    });
    tell(req, "pipes");
  });

  app.post("/echo", [](auto& req, auto& res) {
    tell(req, "echoes");
    req.pipe(res);
  });

  app.all("/timer", [](auto& req, auto& res) {
    tell(req, "waits");
    setTimeout(
        [=] {
          tell(req, "answers", how(req, res));
          res.send("late");
          tell(req, "answered", how(req, res));
        },
        Number(req.query["ms"] || 300));
  });

  app.all("/async", [](auto& req, auto& res) -> Task<> {
    tell(req, "waits");
    co_await wait(Number(req.query["ms"] || 300));
    tell(req, "answers", how(req, res));
    res.json({{"late", true}});
  });

  app.all("/async-throws", [](auto& req, auto& res) -> Task<> {
    tell(req, "waits");
    co_await wait(Number(req.query["ms"] || 300));
    throw Error("too late");
  });

  auto big = Buffer.alloc(16'000'000, "b");
  app.get("/big", [=](auto& req, auto& res) {
    tell(req, "sends");
    res.send(big);
  });

  app.get("/stream", [](auto& req, auto& res) {
    auto piece = Value("p").repeat(100'000);
    Let open = true;
    res.on("close", [=] { open = false; });
    auto more = [=](auto more) -> void {
      while (open && res.write(piece)) continue;
      if (open) res.once("drain", [=] { more(more); });
    };
    tell(req, "streams");
    more(more);
  });

  app.get("/write-after", [](auto& req, auto& res) {
    res.write("begun");
    tell(req, "begun");
    res.on("close", [=] {
      res.write("more", {}, [=](auto err) { setTimeout([=] { tell(req, "wrote", err.code); }, 20); });
      res.end();
      tell(req, "ended", how(req, res));
    });
  });

  app.get("/send-file", [=](auto& req, auto& res) {
    tell(req, "sends");
    res.sendFile(format("{}/big.bin", folder),
                 [=](auto err) { tell(req, "sent", format("{} {} {}", err.code, err.message, res.headersSent())); });
  });
  app.get("/download", [=](auto& req, auto& res) {
    tell(req, "sends");
    res.download(format("{}/big.bin", folder), "as.bin",
                 [=](auto err) { tell(req, "sent", format("{} {} {}", err.code, err.message, res.headersSent())); });
  });
  app.get("/send-file-plain", [=](auto& req, auto& res) {
    tell(req, "sends");
    res.sendFile(format("{}/big.bin", folder));
  });
  app.get("/send-file-late", [=](auto& req, auto& res) {
    tell(req, "waits");
    setTimeout(
        [=] {
          res.sendFile(format("{}/big.bin", folder),
                       [=](auto err) { tell(req, "sent", format("{} {}", err.code, err.message)); });
        },
        Number(req.query["ms"] || 300));
  });
}

// ---- sessions of clients that have left --------------------------------------------------------------------------------

struct Store : SessionStore {
  Map<> records;
  void get(Value sid, Callback<Error, Value> cb) override {
    console.log(format("store get {}", records.has(sid)));
    cb(null, records.has(sid) ? JSON.parse(records.get(sid)) : Value(null));
  }
  void set(Value sid, Value record, Callback<Error> cb) override {
    console.log(format("store set {}", record["user"]));
    records.set(sid, JSON.stringify(record));
    cb();
  }
  void destroy(Value sid, Callback<Error> cb) override {
    records.delete_(sid);
    cb();
  }
};

void with_sessions(App app) {
  auto sessions = session({.secret = "my-secret", .resave = false, .saveUninitialized = false, .store = Store()});
  app.get("/session", sessions, [](auto& req, auto& res) {
    tell(req, "waits");
    req.session["user"] = req.query["id"];
    setTimeout([=] { res.send("kept"); }, Number(req.query["ms"] || 300));
  });
  app.get("/session-never", sessions, [](auto& req, auto& res) {
    tell(req, "waits");
    req.session["user"] = req.query["id"];
  });
  app.get("/session-stream", sessions, [](auto& req, auto& res) {
    req.session["user"] = req.query["id"];
    res.write("begun");
    tell(req, "begun");
    setTimeout([=] { res.end("done"); }, Number(req.query["ms"] || 300));
  });
}

// ---- files ---------------------------------------------------------------------------------------------------------------

void files(App app, Value folder) {
  app.use("/static", express.static_(format("{}/public", folder)));
  app.get("/file/:name", [=](auto& req, auto& res) {
    res.sendFile(format("{}/public/{}", folder, req.params["name"]), {.dotfiles = "allow"}, [=](auto err) {
      tell(req, "sent", format("{} {}", err.code, err.status));
      if (err && !res.headersSent()) res.status(err.status || 500).send(format("{}", err.code));
    });
  });
  app.get("/file-plain/:name",
          [=](auto& req, auto& res) { res.sendFile(req.params["name"], {.root = format("{}/public", folder)}); });
}

// ---- disks -----------------------------------------------------------------------------------------------------------------

void disks(App app, Value folder) {
  Value disk = process.env["DISK"];
  auto error = [=](const Error& err) -> Value {
    if (!err) return "undefined undefined undefined";
    return format("{} {} {}", err.code, err["syscall"], err.message.replaceAll(disk, "DISK"));
  };
  app.get("/disk/write", [=](auto& req, auto& res) {
    fs.writeFile(format("{}/file", disk), Value("x").repeat(Number(req.query["size"])),
                 [=](auto err) { res.send(error(err)); });
  });
  app.get("/disk/write-sync", [=](auto& req, auto& res) {
    try {
      fs.writeFileSync(format("{}/file", disk), Value("x").repeat(Number(req.query["size"])));
      res.send("written");
    } catch (Error& err) {
      res.send(error(err));
    }
  });
  app.get("/disk/append", [=](auto& req, auto& res) {
    fs.appendFile(format("{}/file", disk), Value("x").repeat(Number(req.query["size"])),
                  [=](auto err) { res.send(error(err)); });
  });
  app.get("/disk/copy", [=](auto& req, auto& res) {
    fs.copyFile(format("{}/big.bin", folder), format("{}/copy", disk), [=](auto err) { res.send(err.code); });
  });
  app.get("/disk/full",
          [=](auto& req, auto& res) { fs.writeFile("/dev/full", "x", [=](auto err) { res.send(error(err)); }); });
  app.post("/disk/upload", [=](auto& req, auto& res) {
    auto out = fs.createWriteStream(format("{}/upload", disk));
    out.on("error", [=](auto err) {
      tell(req, "out error", error(err));
      res.status(507).send(error(err));
    });
    out.on("finish", [=] { res.send("written"); });
    out.on("close", [=] { tell(req, "out close"); });
    req.pipe(out);
  });
  app.get("/disk/stream", [=](auto& req, auto& res) {
    auto out = fs.createWriteStream(format("{}/stream", disk));
    out.on("error", [=](auto err) { tell(req, "out error", err["code"]); });
    out.on("close", [=] { res.send("closed"); });
    for (int i = 0; i < 100; i++) out.write(Value("x").repeat(100'000));
    out.end();
  });
  app.get("/disk/remove", [=](auto& req, auto& res) {
    for (auto name : fs.readdirSync(disk)) fs.unlinkSync(format("{}/{}", disk, name));
    res.send("removed");
  });
}

// ---- handlers that throw ---------------------------------------------------------------------------------------------------

void throwing(App app, Value folder) {
  app.param("who", [](auto& req, auto& res, auto next, auto who) {
    if (who == "throws") throw Error("param");
    if (who == "twice") next();
    next(who == "error" ? Value(Error("param error")) : undefined);
  });
  app.get("/throws/param/:who", [](auto& req, auto& res) {
    if (!res.headersSent()) res.send(format("who {}", req.params["who"]));
  });
  app.get("/throws/now", [](auto& req, auto& res) { throw Error("now"); });
  app.get("/throws/number", [](auto& req, auto& res) { throw 5; });
  app.get("/throws/text", [](auto& req, auto& res) { throw "text"; });
  app.get("/throws/object", [](auto& req, auto& res) { throw Value{{"status", 418}, {"message", "teapot"}}; });
  app.get("/throws/type", [](auto& req, auto& res) { throw TypeError("type"); });
  app.get("/throws/await", [](auto& req, auto& res) -> Task<> {
    co_await wait(10);
    throw Error("after await");
  });
  app.get("/throws/after-send", [](auto& req, auto& res) {
    res.send("sent");
    throw Error("after send");
  });
  app.get("/throws/after-send-await", [](auto& req, auto& res) -> Task<> {
    res.send("sent");
    co_await wait(10);
    throw Error("after send and await");
  });
  app.get("/throws/after-head", [](auto& req, auto& res) {
    res.write("begun");
    throw Error("after head");
  });
  app.get("/throws/after-head-length", [](auto& req, auto& res) {
    res.set("Content-Length", "100");
    res.write("begun");
    throw Error("after head");
  });
  app.get("/throws/after-head-await", [](auto& req, auto& res) -> Task<> {
    res.write("begun");
    co_await wait(10);
    throw Error("after head and await");
  });
  app.get("/throws/timer", [](auto& req, auto& res) {
    setTimeout([] { throw Error("from a timer"); }, 10);
    setTimeout([=] { res.send("answered"); }, 50);
  });
  app.get("/throws/finish", [](auto& req, auto& res) {
    res.on("finish", [] { throw Error("from finish"); });
    res.send("sent");
  });
  app.get("/throws/close", [](auto& req, auto& res) {
    res.on("close", [] { throw Error("from close"); });
    res.send("sent");
  });
  app.post("/throws/data", [](auto& req, auto& res) {
    req.on("data", [] { throw Error("from data"); });
    setTimeout([=] { res.send("answered"); }, 50);
  });
  app.get("/throws/rejection", [](auto& req, auto& res) {
    (void)Promise.reject(Error("rejected"));
    res.send("sent");
  });
  app.get("/throws/then", [](auto& req, auto& res) {
    (void)wait(10).then([] { throw Error("from then"); });
    setTimeout([=] { res.send("answered"); }, 50);
  });
  app.get(
      "/throws/next-twice",
      [](auto& req, auto& res, auto next) {
        next();
        next();
      },
      [](auto& req, auto& res) {
        tell(req, "second");
        if (!res.headersSent()) res.send("once");
      });
  app.get("/throws/next-late", [](auto& req, auto& res, auto next) {
    res.send("sent");
    next(Error("next after send"));
  });
  app.get("/throws/next-later", [](auto& req, auto& res, auto next) {
    res.send("sent");
    setTimeout([=] { next(Error("next after all")); }, 30);
  });
  app.get(
      "/throws/next-then-throw",
      [](auto& req, auto& res, auto next) {
        next();
        throw Error("after next");
      },
      [](auto& req, auto& res) { res.send("answered"); });
  app.get("/throws/send-twice", [](auto& req, auto& res) {
    res.send("first");
    res.send("second");
  });
  app.get("/throws/send-twice-await", [](auto& req, auto& res) -> Task<> {
    res.send("first");
    co_await wait(10);
    res.send("second");
  });
  app.get("/throws/send-twice-timer", [](auto& req, auto& res) {
    res.send("first");
    setTimeout([=] { res.send("second"); }, 10);
  });
  app.get("/throws/set-late", [](auto& req, auto& res) {
    res.send("first");
    setTimeout([=] { res.set("X-Late", "1"); }, 10);
  });
  app.get("/throws/redirect-late", [](auto& req, auto& res) {
    res.send("first");
    res.redirect("/");
  });
  app.get("/throws/json-late", [](auto& req, auto& res) {
    res.json({{"first", true}});
    res.status(500).json({{"second", true}});
  });
  app.get("/throws/write-late", [](auto& req, auto& res) {
    res.end("first");
    res.write("second", {}, [=](auto err) { tell(req, "wrote", err.code); });
  });
  app.get("/throws/write-late-heard", [](auto& req, auto& res) {
    res.on("error", [=](auto err) { tell(req, "res error", format("{} {}", err["code"], err["message"])); });
    res.end("first");
    res.write("second");
  });
  app.get("/throws/end-late", [](auto& req, auto& res) {
    res.end("first");
    res.end("second", {}, [=](auto err) { tell(req, "ended", err.code); });
  });
  app.get("/throws/end-twice", [](auto& req, auto& res) {
    res.end("first");
    res.end();
  });
  app.get("/throws/status", [](auto& req, auto& res) { res.status(99).send("no"); });
  app.get("/throws/field", [](auto& req, auto& res) { res.set("X-Bad", "a\nb").send("no"); });
  app.get("/throws/cycle", [](auto& req, auto& res) { res.send(undefined["x"]); });
  app.get("/throws/view", [](auto& req, auto& res) { res.render("broken"); });
  app.get("/throws/view-callback", [](auto& req, auto& res) {
    res.render("broken", [=](auto err, auto html) {
      tell(req, "rendered", err.message);
      throw Error("from a render callback");
    });
  });
  app.get("/throws/view-late", [](auto& req, auto& res) { res.render("late"); });
  app.get("/throws/send-file", [=](auto& req, auto& res) {
    res.sendFile(format("{}/public/small.txt", folder), [=](auto err) {
      tell(req, "sent", err.code);
      throw Error("from a file callback");
    });
  });

  app.engine("tpl", [](auto path, auto options, auto cb) {
    if (path.endsWith("broken.tpl")) throw Error("from an engine");
    setTimeout([=] { cb(Error("from an engine, later")); }, 10);
  });
  app.set("views", format("{}/views", folder));
  app.set("view engine", "tpl");

  auto router = express.Router();
  router.get("/", [](auto& req, auto& res) { throw Error("first"); });
  router.use([](auto& err, auto& req, auto& res, auto next) {
    tell(req, "handler", err.message);
    throw Error("second");
  });
  router.use([](auto& err, auto& req, auto& res, auto next) {
    tell(req, "handler", err.message);
    next(Error("third"));
  });
  router.use([](auto& err, auto& req, auto& res, auto next) -> Task<> {
    tell(req, "handler", err.message);
    co_await wait(10);
    throw Error("fourth");
  });
  app.use("/throws/again", router);

  app.use("/handled", [](auto& req, auto& res) { throw Error("handled"); });
  app.use("/handled", [](auto& err, auto& req, auto& res, auto next) {
    res.status(500).send(format("sorry: {}", err.message));
    throw Error("after the handler has answered");
  });
}

// ---- what only C++ can throw -------------------------------------------------------------------------------------------------

struct Custom {
  int number = 7;
};

struct PaymentError : Error {
  PaymentError() : Error("pay first") { this->status = 402; }
};

void foreign(App app) {
  app.get("/foreign/string", [](auto& req, auto& res) { throw std::string("a std::string"); });
  app.get("/foreign/exception", [](auto& req, auto& res) { throw std::out_of_range("a std::exception"); });
  app.get("/foreign/custom", [](auto& req, auto& res) { throw Custom(); });
  app.get("/foreign/derived", [](auto& req, auto& res) { throw PaymentError(); });
  app.get("/foreign/memory", [](auto& req, auto& res) { throw std::bad_alloc(); });
  app.get("/foreign/allocation", [](auto& req, auto& res) { res.send(Buffer.alloc(2'000'000'000)); });
  app.get("/foreign/null", [](auto& req, auto& res) { throw nullptr; });
  app.get("/foreign/timer", [](auto& req, auto& res) {
    setTimeout([] { throw Custom(); }, 5);
    setTimeout([=] { res.send("answered"); }, 30);
  });
}

}  // namespace

int main() {
  Value folder = process.env["FOLDER"];
  auto port = Number(process.env["PORT"]);
  auto app = express();
  app.set("etag", false);
  process.on("uncaughtException",
             [](auto err, auto origin) { console.log(format("uncaught {} {}", origin, err.message.value_or(err))); });
  process.on("unhandledRejection",
             [](auto reason, auto promise) { console.log(format("unhandled {}", reason.message)); });

  app.use([](auto& req, auto& res, auto next) {
    if (req.query["quiet"]) return next();
    req.on("aborted", [=] { tell(req, "req aborted"); });
    req.on("close", [=] { tell(req, "req close", how(req, res)); });
    res.on("finish", [=] { tell(req, "res finish"); });
    res.on("close", [=] { tell(req, "res close", how(req, res)); });
    tell(req, "comes");
    if (req.query["errors"])
      req.on("error", [=](auto err) { tell(req, "req error", format("{} {}", err["code"], err["message"])); });
    next();
  });
  leaving(app, folder);
  with_sessions(app);
  files(app, folder);
  disks(app, folder);
  throwing(app, folder);
  foreign(app);

  // A client that left while its body was read: not an error of the program.
  app.use([](auto& err, auto& req, auto& res, auto next) {
    tell(req, "failed", format("{} {} {} {} {}", err.status, err.type, err.code, err.message, res.headersSent()));
    next(err);
  });

  auto pem = [](auto name) { return fs.readFileSync(format("{}/{}.pem", process.env["CERTS"], name)); };
  auto threads = process.env["THREADS"] || 1;
  auto plain = app.listen({.port = port, .host = "127.0.0.1", .threads = int(Number(threads))});
  auto secure =
      https.createServer({.key = pem("server-key"), .cert = pem("server")}, app).listen(port + 1, "127.0.0.1");
  console.log("ready");
}
