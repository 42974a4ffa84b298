// tests/unit/posting.hpp — an app with one handler, for any method.
#pragma once
#include <crema/express.hpp>

namespace crema::testing {

inline App posting(Handler handler) {
  auto app = express();
  app.set("env", "test");
  app.all("/", handler);
  return app;
}

}  // namespace crema::testing
