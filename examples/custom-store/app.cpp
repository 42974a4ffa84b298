// Sessions in a store of one's own: a Map of JSON texts.
#include <crema/express.hpp>
#include <crema/session.hpp>
using namespace crema;

struct MapStore : SessionStore {
  Map<> sessions;

  void get(Value sid, Callback<Error, Value> callback) override {
    auto text = sessions.get(sid);
    callback(null, text ? JSON.parse(text) : Value(null));
  }

  void set(Value sid, Value data, Callback<Error> callback) override {
    sessions.set(sid, JSON.stringify(data));
    callback(null);
  }

  void touch(Value sid, Value data, Callback<Error> callback) override {
    auto text = sessions.get(sid);
    if (text) {
      auto kept = JSON.parse(text);
      kept["cookie"] = data["cookie"];
      sessions.set(sid, JSON.stringify(kept));
    }
    callback(null);
  }

  void destroy(Value sid, Callback<Error> callback) override {
    sessions.delete_(sid);
    callback(null);
  }
};

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.use(session({
      .secret = "my-secret",
      .resave = false,
      .saveUninitialized = false,
      .store = MapStore(),
  }));

  app.get("/", [](auto& req, auto& res) {
    req.session["views"] = (req.session["views"] || 0) + 1;
    res.send(format("Number of views: {}", req.session["views"]));
  });

  app.get("/logout", [](auto& req, auto& res) { req.session.destroy([=] { res.redirect("/"); }); });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
