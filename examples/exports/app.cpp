// Large answers, piece by piece: CSV and JSON lines from generators with back-pressure, files that are piped, progress as events, logs to a file.
#include <crema/express.hpp>
#include <crema/events.hpp>
using namespace crema;

const Value CITIES = {"Oslo", "Rome", "Bern", "São Paulo", "Zürich \"West\""};
const Value folder = fs.mkdtempSync(path.join(os.tmpdir(), "export-"));

Generator rows(Value count) {
  for (int id = 1; id <= count; id++) {
    co_yield {{"id", id},
              {"city", CITIES[id % CITIES.length()]},
              {"amount", ((id * 7919) % 10000) / 100.0},
              {"at", Date(Date.UTC(2026, 0, 1 + (id % 365)))}};
  }
}

auto quote = [](Value value) {
  Value text = instanceof <DateTime>(value) ? value.toISOString() : String(value);
  return "[\",\n]"_re.test(text) ? format("\"{}\"", text.replace(Regex("\"", "g"), "\"\"")) : text;
};
auto toCsv = [](Value row, Value columns) {
  return format("{}\n", columns.map([=](auto column) { return quote(row[column]); }).join(","));
};

struct Progress {
  Value total;
  Value done = 0;
  std::vector<Callback<Value>> listeners;

  Progress(Value total) : total(total) {}

  void add(Value n = 1) {
    done += n;
    if (done % 10000 == 0 || done == total)
      for (auto& fn : listeners) fn(percent());
  }

  Value percent() { return Math.round((done / total) * 100); }
};

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;
  auto accessLog = fs.createWriteStream(path.join(folder, "access.log"), {{"flags", "a"}});

  app.use([=](auto& req, auto& res, auto next) {
    res.on("finish", [=] { accessLog.write(format("{} {} {}\n", req.method, req.originalUrl, res.statusCode)); });
    next();
  });

  app.get("/export.csv", [](auto& req, auto& res) -> Task<> {
    auto count = Math.min(Number(req.query["count"].value_or(3)), 100000);
    auto columns = req.query["columns"] ? req.query["columns"].split(",") : Array("id", "city", "amount", "at");
    res.attachment(format("export-{}.csv", count));
    res.write(format("{}\n", columns.join(",")));
    Value drains = 0;
    for (auto row : rows(count)) {
      if (!res.write(toCsv(row, columns))) {
        drains++;
        co_await events.once(res, "drain");
      }
    }
    res.end();
    console.log(format("{} rows, {} waiting", count, drains > 0 ? "with" : "without"));
  });

  app.get("/export.ndjson", [](auto& req, auto& res) {
    auto source = rows(Number(req.query["count"].value_or(3)));
    res.type("application/x-ndjson");
    auto send = [=](auto send) -> void {
      for (Value next = source.next(); !next["done"]; next = source.next()) {
        if (!res.write(format("{}\n", JSON.stringify(next["value"]))))
          return void(res.once("drain", [=] { send(send); }));
      }
      res.end();
    };
    send(send);
  });

  app.get("/export.json", [](auto& req, auto& res) {
    res.set("Content-Type", "application/json").write("[");
    bool first = true;
    for (auto row : rows(4)) {
      res.write(format("{}{}", first ? "" : ",",
                       JSON.stringify({spread(omit(row, "at")), {"day", row["at"].toISOString().slice(0, 10)}})));
      first = false;
    }
    res.end("]");
  });

  app.post("/files/:name", [](auto& req, auto& res, auto next) {
    auto file = path.join(folder, path.basename(req.params["name"]));
    auto hash = crypto.createHash("sha1");
    Let size = 0;
    auto progress = std::make_shared<Progress>(Number(req.get("Content-Length")));
    Value seen = Array();
    progress->listeners.push_back([=](auto percent) { seen.push(percent); });
    auto out = fs.createWriteStream(file);
    req.on("data", [=](auto chunk) {
      size += chunk.length();
      hash.update(chunk);
      progress->add(chunk.length());
    });
    req.pipe(out);
    out.on("error", next);
    out.on("finish", [=] {
      res.status(201).json({{"name", path.basename(file)},
                            {"size", size},
                            {"sha1", hash.digest("hex")},
                            {"last", seen.at(-1).value_or(null)}});
    });
  });

  app.get("/files/:name", [](auto& req, auto& res) {
    auto file = path.join(folder, req.params["name"]);
    auto stream = fs.createReadStream(file, {{"encoding", "utf8"}, {"highWaterMark", 8}});
    stream.on("open", [=] { res.type("txt"); });
    stream.on("data", [=](auto chunk) { res.write(chunk.toUpperCase()); });
    stream.on("end", [=] { res.end("\n-- end --\n"); });
    stream.on("error", [=](auto err) {
      res.status(err["code"] == "ENOENT" ? 404 : 500).json({{"error", err["code"]}});
    });
  });

  app.get("/raw/:name", [](auto& req, auto& res, auto next) {
    fs.stat(path.join(folder, req.params["name"]), [=](auto err, auto stats) {
      if (err)
        return next(err.code == "ENOENT" ? Object.assign(err, {{"status", 404}, {"message", "No such file"}}) : err);
      res.writeHead(200, {{"Content-Length", stats.size}, {"Content-Type", "application/octet-stream"}});
      fs.createReadStream(path.join(folder, req.params["name"])).pipe(res);
    });
  });

  app.get("/files", [](auto& req, auto& res) -> Task<> {
    auto all = co_await fs.promises.readdir(folder);
    auto names = all.filter([](auto name) { return !name.endsWith(".log"); });
    auto list = co_await Promise.all(names.map([](auto name) -> Task<Value> {
      auto stats = co_await fs.promises.stat(path.join(folder, name));
      co_return Value{{"name", name}, {"size", stats.size}};
    }));
    res.json({{"list", list}, {"total", list.reduce([](auto sum, auto file) { return sum + file["size"]; }, 0)}});
  });

  app.get("/events", [](auto& req, auto& res) {
    res.writeHead(200, {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-cache"}});
    auto progress = std::make_shared<Progress>(30000);
    Let n = 0;
    progress->listeners.push_back([=](auto percent) {
      res.write(format("id: {}\nevent: progress\ndata: {}\n\n", ++n, JSON.stringify({{"percent", percent}})));
    });
    auto timer = setInterval(
        [=](auto timer) {
          progress->add(10000);
          if (progress->done < progress->total) return;
          clearInterval(timer);
          res.end("event: end\ndata: bye\n\n");
        },
        5);
    res.on("close", [=] { clearInterval(timer); });
  });

  app.get("/log", [](auto& req, auto& res) {
    res.type("text").send(fs.readFileSync(path.join(folder, "access.log"), "utf8").split("\n").slice(0, 3).join("\n"));
  });

  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status.value_or(500)).json({{"error", err.message}});
  });

  Listening server = app.listen(port, [&] {
    console.log(format("Exports on port {}", server.address()["port"] == Number(port) ? "its port" : "?"));
  });
  process.on("exit", [] { fs.rmSync(folder, {{"recursive", true}, {"force", true}}); });
  process.on("SIGTERM", [&] {
    accessLog.end();
    server.close([] { process.exit(0); });
  });
}
