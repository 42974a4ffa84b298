#include <crema/express.hpp>
#include <crema/session.hpp>
using namespace crema;

Router pages() {
  auto router = express.Router();
  router.use(session({.secret = "my-secret", .resave = false, .saveUninitialized = false}));
  router.get("/", [](auto& req, auto& res) {
    req.session["views"] = req.session["views"].value_or(0) + 1;
    res.send(format("views {}", req.session["views"]));
  });
  return router;
}
