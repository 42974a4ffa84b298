// The reference application: one section a file, each mounted at its own prefix.
#include <crema/express.hpp>
#include <crema/fs.hpp>
#include <crema/https.hpp>

#include "sections/sections.hpp"
using namespace crema;

int main() {
  auto app = express();

  app.use("/routing", routing());
  app.use("/params", params());
  app.use("/req", request());
  app.use("/res", response());
  app.use("/settings", settings());
  app.use("/body", body());
  app.use("/files", files());
  app.use("/cookies", cookies());
  app.use("/sessions", sessions());
  app.use("/errors", errors());
  app.use("/views", views());
  app.use("/mw", middleware());
  app.use("/router-edge", routerEdge());
  app.use("/router-options", routerOptions());
  app.use("/param-edge", paramEdge());
  app.use("/async-edge", asyncEdge());
  app.use("/request-edge", requestEdge());
  app.use("/response-edge", responseEdge());
  app.use("/negotiate", negotiate());
  app.use("/send-edge", sendEdge());
  app.use("/static-edge", staticEdge());
  app.use("/body-edge", bodyEdge());
  app.use("/cookie-edge", cookieEdge());
  app.use("/session-edge", sessionEdge());
  app.use("/session-stores", sessionStores());
  app.use("/settings-edge", settingsEdge());
  app.use("/uploads", uploads());
  app.use("/views-edge", viewsEdge());
  app.use("/errors-edge", errorsEdge());
  app.use("/security", security());
  app.use("/logging", logging());
  app.use("/limits", limits());
  app.use("/examples", examples());
  top(app);

  auto port = process.env["PORT"] || 3000;
  ListenOptions options = {.port = port, .host = "127.0.0.1", .threads = int(parseInt(process.env["THREADS"]) || 1)};
  auto listening = [=] { console.log(format("listening on {}", port)); };
  if (process.env["TLS_KEY"]) {
    HttpsOptions pair = {.key = fs.readFileSync(process.env["TLS_KEY"]),
                         .cert = fs.readFileSync(process.env["TLS_CERT"])};
    https.createServer(pair, app).listen(options, listening);
  } else {
    app.listen(options, listening);
  }
}
