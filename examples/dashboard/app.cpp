// A dashboard that asks several slow services at once: Promise.all, allSettled, race, any, retries, a cache, a queue, try … finally.
#include <crema/express.hpp>
#include <crema/events.hpp>
using namespace crema;

Task<> delay(Value ms) {
  return Promise([=](auto resolve) { setTimeout(resolve, ms); });
}

struct TimeoutError : Error {
  TimeoutError(Value ms) : Error(format("Timed out after {} ms", ms)) {
    this->name = "TimeoutError";
    this->code = "ETIMEDOUT";
  }
};

auto withTimeout = [](auto promise, Value ms) {
  return Promise.race(promise, delay(ms).then([=] { throw TimeoutError(ms); }));
};

struct RetryOptions {
  int times = 3, delay = 5, factor = 2;
};

Task<Value> retry(AsyncFunction fn, RetryOptions options = {}) {
  Error lastError;
  for (int attempt = 1; attempt <= options.times; attempt++) {
    try {
      co_return co_await fn(attempt);
    } catch (Error& err) {
      lastError = err;
    }
    if (attempt < options.times) co_await delay(options.delay * Math.pow(options.factor, attempt - 1));
  }
  throw Error(format("Gave up after {} attempts", options.times), {{"cause", lastError}});
}

struct CacheOptions {
  Value ttl = 1000, max = 3;
};

struct Cache : EventEmitter {
  Map<> entries;
  Value ttl, max;

  Cache(CacheOptions options = {}) {
    ttl = options.ttl;
    max = options.max;
  }

  Task<Value> remember(Value key, AsyncFunction load) {
    Value hit = entries.get(key);
    if (hit && hit["expires"] > Date.now()) {
      emit("hit", key);
      co_return hit["value"];
    }
    emit("miss", key);
    Value value = co_await load();
    if (entries.size() >= max) entries.delete_(entries.keys()[0]);
    entries.set(key, {{"value", value}, {"expires", Date.now() + ttl}});
    co_return value;
  }

  Value keys() { return entries.keys(); }
};

struct Semaphore {
  Value count;
  std::vector<Resolve> waiting;
  Value peak = 0;
  Value active = 0;

  Semaphore(Value count) { this->count = count; }

  Task<> acquire() {
    auto queue = [=, this](auto resolve) { waiting.push_back(resolve); };
    if (active >= count) co_await Promise(queue);
    active++;
    peak = Math.max(peak, active);
  }

  void release() {
    active--;
    if (!waiting.empty()) {
      auto next = waiting.front();
      waiting.erase(waiting.begin());
      next();
    }
  }

  Task<Value> use(AsyncFunction job) {
    co_await acquire();
    auto done = finally([&] { release(); });
    co_return co_await job();
  }
};

// The services.
struct Services {
  Task<Value> user(Value id) {
    co_await delay(5);
    if (id > 3) throw Object.assign(Error("No such user"), {{"status", 404}});
    co_return Value{{"id", id}, {"name", Array("Ann", "Bob", "Cem")[id - 1]}};
  }
  Task<Value> orders(Value id) {
    co_await delay(3);
    co_return Array.from(id, [](auto, auto i) { return Value{{"order", i + 1}, {"total", (i + 1) * 10}}; });
  }
  Task<Value> weather(Value city) {
    co_await delay(1);
    if (city == "Atlantis") throw RangeError("Unknown city");
    co_return Value{{"city", city}, {"degrees", city.length()}};
  }
  Task<Value> slow() {
    co_await delay(2000);
    co_return "never";
  }
} services;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;
  auto cache = Cache({.ttl = 60000});
  Value counts = {{"hit", 0}, {"miss", 0}};
  for (auto event : Array("hit", "miss")) cache.on(event, [=] { counts[event]++; });
  Let failures = 0;

  app.get("/dashboard/:id", [](auto& req, auto& res) -> Task<> {
    auto id = Number(req.params["id"]);
    auto [user, orders] = co_await Promise.all(services.user(id), services.orders(id));
    Value sum = orders.reduce(
        [](auto acc, auto order) {
          return Value{{"total", acc["total"] + order["total"]}, {"count", acc["count"] + 1}};
        },
        {{"total", 0}, {"count", 0}});
    Value total = sum["total"], count = sum["count"];
    res.json({spread(user), {"orders", {{"total", total}, {"count", count}, {"average", count && total / count}}}});
  });

  app.get("/weather", [&](auto& req, auto& res) -> Task<> {
    Value cities = Array().concat(req.query["city"].value_or(Array()));
    auto ask = [&](auto city) { return cache.remember(city, [=] { return services.weather(city); }); };
    auto results = co_await Promise.allSettled(cities.map(ask));
    Value good = results.filter([](auto r) { return r["status"] == "fulfilled"; }),
          bad = results.filter([](auto r) { return r["status"] == "rejected"; });
    res.json({{"ok", good.map([](auto r) { return r["value"]; })},
              {"failed", bad.map([](auto r) { return format("{}: {}", r["reason"]["name"], r["reason"]["message"]); })},
              {"keys", cache.keys()},
              spread(counts)});
  });

  app.get("/first", [](auto& req, auto& res) -> Task<> {
    auto first = co_await Promise.any(services.slow(), services.weather("Atlantis"), services.weather("Oslo"));
    auto raced = co_await Promise.race(delay(50).then([] { return "late"; }), delay(1).then([] { return "early"; }));
    res.json({{"first", first}, {"raced", raced}});
  });

  app.get("/timeout", [](auto& req, auto& res, auto next) -> Task<> {
    try {
      res.json(co_await withTimeout(services.slow(), 10));
    } catch (Error& err) {
      if (! instanceof <TimeoutError>(err)) throw;
      res.status(504).json({{"error", err.message}, {"name", err.name}, {"code", err.code}});
    }
  });

  app.get("/retry/:fails", [=](auto& req, auto& res) -> Task<> {
    failures = Number(req.params["fails"]);
    auto work = [=](auto attempt) -> Task<Value> {
      if (failures-- > 0) throw Error(format("Failure {}", attempt));
      co_return format("done at attempt {}", attempt);
    };
    auto value = co_await retry(work, {.times = 3, .delay = 1});
    res.send(value);
  });

  app.get("/queue", [](auto& req, auto& res) -> Task<> {
    auto semaphore = Semaphore(2);
    Value order = Array();
    auto jobs = Array(30, 10, 20).map([&](auto ms, auto i) {
      return semaphore.use([=]() -> Task<Value> {
        co_await delay(ms);
        order.push(i);
        co_return ms * 2;
      });
    });
    auto results = co_await Promise.all(jobs);
    Value sequential = Array();
    for (auto ms : Array(2, 1)) {
      co_await delay(ms);
      sequential = {spread(sequential), ms};
    }
    res.json({{"results", results},
              {"order", order},
              {"peak", semaphore.peak},
              {"active", semaphore.active},
              {"sequential", sequential}});
  });

  app.get("/file/:name", [](auto& req, auto& res, auto next) {
    return fs.promises.readFile(path.join(__dirname, req.params["name"]), "utf8")
        .then([](auto text) { return text.split("\n").filter([](auto line) { return line.startsWith("//"); }); })
        .then([=](auto lines) {
          res.json({{"comments", lines.length() > 0}});
        })
        .catch_([=](auto err) {
          err.code == "ENOENT" ? res.status(404).json({{"error", "No such file"}}) : next(err);
        });
  });

  app.use([](auto& err, auto& req, auto& res, auto next) {
    Value causes = Array();
    for (Value cause = err.cause; cause; cause = cause["cause"]) causes.push(cause["message"]);
    res.status(err.status || 500).json({{"error", err.message}, {"causes", causes}});
  });

  app.listen(port, []() -> Task<> {
    co_await delay(1);
    console.log("Warmed up: %s", (co_await services.user(1))["name"]);
  });
}
