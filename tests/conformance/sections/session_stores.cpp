// Session stores of one's own: which calls a visit makes, stores that fail, that are slow, that are away; all of req.session's methods.
#include <crema/express.hpp>
#include <crema/session.hpp>

#include "sections.hpp"
using namespace crema;

namespace {

// notes the calls for each tagged session; its records are texts, as in a database
struct NotingStore : SessionStore {
  Map<> records, tags, calls;
  Value delay;

  NotingStore(Value delay_ = {}) { delay = delay_; }

  Value note(Value sid, Value call) {
    auto tag = tags.get(sid);
    if (tag != undefined) calls.get(tag).push(call);
    return tag;
  }

  void answer(auto callback, Error err, auto... value) {
    if (delay == undefined) return callback(err, value...);
    setTimeout([=] { callback(err, value...); }, delay);
  }

  void get(Value sid, Callback<Error, Value> callback) override {
    auto text = records.get(sid);
    if (note(sid, "get") == "fail-get") return answer(callback, Error("get fails"));
    answer(callback, null, text == undefined ? null : JSON.parse(text));
  }

  void set(Value sid, Value data, Callback<Error> callback) override {
    if (data["tag"] && !tags.has(sid)) {
      tags.set(sid, data["tag"]);
      if (!calls.has(data["tag"])) calls.set(data["tag"], Array());
    }
    auto tag = note(sid, "set");
    if (tag == "fail-set" && !!data["views"]) return answer(callback, Error("set fails"));
    records.set(sid, JSON.stringify(data));
    answer(callback, null);
  }

  void destroy(Value sid, Callback<Error> callback) override {
    if (note(sid, "destroy") == "fail-destroy") return answer(callback, Error("destroy fails"));
    records.delete_(sid);
    answer(callback, null);
  }
};

struct TouchingStore : NotingStore {
  using NotingStore::NotingStore;
  void touch(Value sid, Value data, Callback<Error> callback) override {
    note(sid, "touch");
    if (records.has(sid))
      records.set(sid, JSON.stringify({spread(JSON.parse(records.get(sid))), {"cookie", data["cookie"]}}));
    answer(callback, null);
  }
};

}  // namespace

Router sessionStores() {
  auto router = express.Router();

  auto mount = [=](Value path, auto store, SessionOptions options = {}) {
    auto area = express.Router();
    area.get("/calls/:tag", [=](auto& req, auto& res) { res.json(store->calls.get(req.params["tag"]) || Array()); });
    options.secret = "my-secret";
    options.resave = options.resave.value_or(false);
    options.saveUninitialized = options.saveUninitialized.value_or(false);
    options.store = store;
    options.answerOnError = true;
    area.use(session(options));
    area.get("/tag/:tag", [](auto& req, auto& res) {
      req.session["tag"] = req.params["tag"];
      res.send("tagged");
    });
    area.get("/idle", [](auto& req, auto& res) { res.send("idle"); });
    area.get("/count", [](auto& req, auto& res) {
      req.session["views"] = (req.session["views"] || 0) + 1;
      res.send(format("views {}", req.session["views"]));
    });
    area.get("/same-value", [](auto& req, auto& res) {
      req.session["tag"] = String(req.session["tag"]);
      res.send("assigned the same");
    });
    area.get("/save", [](auto& req, auto& res, auto next) {
      req.session["hit"] = true;
      req.session.save([=](auto err) { err ? next(err) : res.send("saved"); });
    });
    area.get("/save-twice", [](auto& req, auto& res, auto next) {
      req.session["hit"] = 1;
      req.session.save([=](auto err) {
        if (err) return next(err);
        req.session["hit"] = 2;
        res.send("saved, then changed");
      });
    });
    area.get("/reload", [](auto& req, auto& res, auto next) {
      req.session["hit"] = "lost";
      req.session.reload([=](auto err) { err ? next(err) : res.send(format("hit {}", req.session["hit"])); });
    });
    area.get("/reload-save", [](auto& req, auto& res, auto next) {
      req.session.reload([=](auto err) {
        if (err) return next(err);
        req.session.save([=](auto err) { err ? next(err) : res.send("reloaded and saved"); });
      });
    });
    area.get("/regenerate", [](auto& req, auto& res, auto next) {
      req.session.regenerate([=](auto err) {
        if (err) return next(err);
        req.session["user"] = "ann";
        res.send("regenerated");
      });
    });
    area.get("/destroy", [](auto& req, auto& res, auto next) {
      req.session.destroy(
          [=](auto err) { err ? next(err) : res.send(format("destroyed {}", req.session == undefined)); });
    });
    area.get("/unset", [](auto& req, auto& res) {
      req.session = null;
      res.send("unset");
    });
    area.get("/touch", [](auto& req, auto& res) {
      req.session.touch();
      res.send("touched");
    });
    area.get("/max-age", [](auto& req, auto& res) {
      req.session.cookie().maxAge = 30000;
      res.send("only the cookie");
    });
    area.get("/in-store", [](auto& req, auto& res, auto next) {
      StoreHandle(req.sessionStore()).get(req.sessionID, [=](auto err, auto data) {
        if (err) return next(err);
        if (!data) return res.json(null);
        res.json({{"views", data["views"] || 0}, {"cookie", Object.keys(data["cookie"]).sort()}});
      });
    });
    area.get("/new", [](auto& req, auto& res) {
      res.json({{"kept", req.session["tag"] != undefined}, {"id", req.sessionID.length()}});
    });
    area.use([](auto& err, auto& req, auto& res, auto next) {
      if (!res.headersSent()) res.status(503).send(format("store: {}", err.message));
    });
    router.use(path, area);
    return area;
  };

  mount("/touching", std::make_shared<TouchingStore>());
  mount("/no-touch", std::make_shared<NotingStore>());
  mount("/slow", std::make_shared<TouchingStore>(10));
  mount("/resave", std::make_shared<TouchingStore>(), {.resave = true});
  mount("/eager", std::make_shared<TouchingStore>(), {.saveUninitialized = true});
  mount("/rolling", std::make_shared<TouchingStore>(), {.cookie = {.maxAge = 60000}, .rolling = true});
  mount("/unset-destroy", std::make_shared<TouchingStore>(), {.unset = "destroy"});
  mount("/unset-keep", std::make_shared<TouchingStore>(), {.unset = "keep"});
  mount("/aged", std::make_shared<TouchingStore>(), {.cookie = {.maxAge = 60000}});

  // a store that is away, and one that came back
  auto away = [=](Value path, Value events) {
    auto store = session.MemoryStore();
    auto area = express.Router();
    area.use(session({.secret = "my-secret", .resave = false, .saveUninitialized = true, .store = store}));
    area.get("/look", [](auto& req, auto& res) { res.json({{"session", req.session != undefined}}); });
    for (auto event : events) store.emit(event);
    router.use(path, area);
  };
  away("/away", Array("disconnect"));
  away("/back", {"disconnect", "connect"});

  // the store's own view: how many, all, cleared
  auto memory = session.MemoryStore();
  auto admin = express.Router();
  admin.use("/visit", session({.secret = "my-secret", .resave = false, .saveUninitialized = true, .store = memory}),
            [](auto& req, auto& res) { res.send("visited"); });
  admin.get("/length", [=](auto& req, auto& res, auto next) {
    memory.length([=](auto err, auto length) { err ? next(err) : res.json(length); });
  });
  admin.get("/clear", [=](auto& req, auto& res, auto next) {
    memory.clear([=](auto err) { err ? next(err) : res.send("cleared"); });
  });
  admin.get("/all", [=](auto& req, auto& res, auto next) {
    memory.all([=](auto err, auto all) {
      err ? next(err) : res.json(Object.values(all).map([](auto data) { return Object.keys(data); }));
    });
  });
  router.use("/admin", admin);

  return router;
}
