// Makes the routes of the controllers: their actions have names that say method and path.
#pragma once
#include <crema/express.hpp>
using namespace crema;

struct Controller {
  Value name = {};
  Value prefix = {};
  Value engine = {};
  Handler before = {};
  Map<Handler> actions = {};
};

inline void boot(App parent, bool verbose, Map<Controller> controllers) {
  for (auto& [folder, controller] : controllers) {
    if (verbose) console.log("\n   %s:", folder);
    auto name = controller.name || folder;
    auto prefix = controller.prefix || "";
    auto app = express();

    Value routes = {
        {"show", Array("get", "/" + name + "/:" + name + "_id")},
        {"list", Array("get", "/" + name + "s")},
        {"edit", Array("get", "/" + name + "/:" + name + "_id/edit")},
        {"update", Array("put", "/" + name + "/:" + name + "_id")},
        {"create", Array("post", "/" + name)},
        {"index", Array("get", "/")},
    };

    // Each controller has an app of its own, with its own engine and views.
    if (controller.engine) app.set("view engine", controller.engine);
    app.set("views", path.join(__dirname, "..", "controllers", name, "views"));

    for (auto& [action, handler] : controller.actions) {
      if (!routes[action]) throw Error("unrecognized route: " + name + "." + action);
      auto method = routes[action][0];
      auto url = prefix + routes[action][1];
      if (controller.before) {
        app[method](url, controller.before, handler);
        if (verbose) console.log("     %s %s -> before -> %s", method.toUpperCase(), url, action);
      } else {
        app[method](url, handler);
        if (verbose) console.log("     %s %s -> %s", method.toUpperCase(), url, action);
      }
    }

    parent.use(app);
  }
}
