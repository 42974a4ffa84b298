// The reference application: one section a file, each mounted at its own prefix.
#include <crema/express.hpp>

#include "sections/sections.hpp"
using namespace crema;

int main() {
  auto app = express();

  app.use("/req", request());
  app.use("/res", response());
  app.use("/files", files());
  app.use("/sessions", sessions());
  app.use("/views", views());
  app.use("/request-edge", requestEdge());
  app.use("/response-edge", responseEdge());
  app.use("/negotiate", negotiate());
  app.use("/send-edge", sendEdge());
  app.use("/static-edge", staticEdge());
  app.use("/views-edge", viewsEdge());
  top(app);

  auto port = process.env["PORT"] || 3000;
  app.listen({.port = port, .host = "127.0.0.1", .threads = int(parseInt(process.env["THREADS"]) || 1)},
             [=] { console.log(format("listening on {}", port)); });
}
