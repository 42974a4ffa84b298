// The port of app.mjs: runs applications that are described by JSON, over Crema's public API. README.md has the language.
#include "interpreter.hpp"

#include <crema/cookie_parser.hpp>
#include <crema/express.hpp>

#include <string>
#include <vector>

using namespace crema;

namespace {

using random_test::Context;
using random_test::eval;

// ---- handlers --------------------------------------------------------------------------------------------------------

Task<> run_async(Value steps, Context c) {
  for (const Value step : steps.value_or(Array())) {
    if (step[0] == "wait") {
      const Value ms = step[1];
      const auto later = [=](auto resolve) { setTimeout(resolve, ms); };
      co_await Promise(later);
    } else {
      random_test::run_step(step, c);
    }
  }
}

Handler handler(const Value& h) {
  const Value steps = h["steps"];
  if (h["parser"]) return random_test::parser(h["parser"], h["options"]);
  if (h["cookies"]) return cookieParser(Texts(h["secrets"]));
  if (h["session"]) return random_test::sessions(eval(h["session"]));
  if (h["npm"]) return random_test::middleware(h["npm"], eval(h["options"]));
  if (h["static"]) return random_test::static_files(h["static"], h["options"]);
  if (h["kind"] == "error") {
    if (h["async"])
      return [=](auto& err, auto& req, auto& res, auto next) -> Task<> {
        return run_async(steps, Context{req, res, next, Value(err)});
      };
    return [=](auto& err, auto& req, auto& res, auto next) {
      random_test::run_steps(steps, Context{req, res, next, Value(err)});
    };
  }
  if (h["async"])
    return [=](auto& req, auto& res, auto next) -> Task<> { return run_async(steps, Context{req, res, next}); };
  return [=](auto& req, auto& res, auto next) { random_test::run_steps(steps, Context{req, res, next}); };
}

std::vector<Handler> handlers(const Value& list) {
  std::vector<Handler> made;
  for (const Value h : list) made.push_back(handler(h));
  made.resize(8);
  return made;
}

ParamHandler param_handler(const Value& h) {
  const Value steps = h["steps"];
  if (h["async"])
    return [=](auto& req, auto& res, auto next, auto value, auto name) -> Task<> {
      return run_async(steps, Context{req, res, next, Value(), value, name});
    };
  return [=](auto& req, auto& res, auto next, auto value, auto name) {
    random_test::run_steps(steps, Context{req, res, next, Value(), value, name});
  };
}

// ---- routers and apps ------------------------------------------------------------------------------------------------

Value path_of(const Value& described) {
  if (Array.isArray(described)) return described.map([](auto one) { return path_of(one); });
  if (typeof_(described) != "object") return described;
  return Regex(described["$regex"][0], described["$regex"][1]);
}

App build_app(const Value& described);

template <class Routes>
void add_layer(const Routes& to, const Value& layer) {
  const Value kind = layer["kind"];
  const auto all = handlers(layer.get("handlers").value_or(Array()));
  const auto used = [&](const auto& what) {
    if (layer.hasOwnProperty("path")) to.use(path_of(layer["path"]), what);
    else to.use(what);
    for (const Value path : layer.get("also").value_or(Array())) to.use(path, what);
  };
  if (kind == "use") {
    if (layer.hasOwnProperty("path")) to.use(path_of(layer["path"]), all[0], all[1], all[2], all[3]);
    else to.use(all[0], all[1], all[2], all[3]);
  } else if (kind == "method") {
    to[layer["method"].str()](path_of(layer["path"]), all[0], all[1], all[2], all[3]);
  } else if (kind == "route") {
    auto route = to.route(path_of(layer["path"]));
    for (const Value one : layer["on"]) {
      const auto its = handlers(one["handlers"]);
      route[one["method"].str()](its[0], its[1], its[2], its[3]);
    }
  } else if (kind == "param") {
    to.param(layer["name"], param_handler(layer["handler"]));
  } else if (kind == "router") {
    const Value options = layer["options"];
    auto router = express.Router({.caseSensitive = bool(options["caseSensitive"]),
                                  .mergeParams = bool(options["mergeParams"]),
                                  .strict = bool(options["strict"])});
    for (const Value inner : layer["layers"]) add_layer(router, inner);
    used(router);
  } else {
    used(build_app(layer));
  }
}

App build_app(const Value& described) {
  auto app = express();
  for (const Value setting : described["settings"]) app.set(setting[0].str(), eval(setting[1]));
  for (const Value engine : described.get("engines").value_or(Array()))
    app.engine(engine[0].str(), random_test::engine(engine[1]));
  for (auto [name, value] : Object.entries(described.get("locals").value_or(Object()))) app.locals[name] = eval(value);
  for (const Value layer : described["layers"]) add_layer(app, layer);
  return app;
}

}  // namespace

int main() {
  auto control = express();
  Map<Server> running = {};
  control.use(express.json({.limit = "10mb"}));
  control.post("/apps", [=](auto& req, auto& res) {
    try {
      auto app = build_app(req.body).set("journal", Object());
      Server server = app.listen({.port = 0, .host = "127.0.0.1"});
      running.set(server.address()["port"], server);
      res.json({{"port", server.address()["port"]}});
    } catch (const Error& err) {
      res.json({{"error", err.message}});
    }
  });
  control.delete_("/apps/:port", [=](auto& req, auto& res) {
    const Value port = Number(req.params["port"]);
    auto server = running.find(port);
    server->close();
    server->closeAllConnections();
    running.delete_(port);
    res.end();
  });
  control.listen({.port = process.env["PORT"], .host = "127.0.0.1"});
}
