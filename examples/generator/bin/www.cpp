// What starts the app: the port, the server, and what happens to it.
#include <crema/debug.hpp>
#include <crema/http.hpp>

#include "../app.hpp"

// A number, a name of a pipe, or false.
Value normalizePort(Value val) {
  auto port = parseInt(val, 10);

  if (isNaN(port)) {
    // named pipe
    return val;
  }

  if (port >= 0) {
    // port number
    return port;
  }

  return false;
}

int main() {
  auto app = createApp();
  auto debug = createDebug("generator:server");

  // The port is the environment's; the app knows it, too.
  auto port = normalizePort(process.env["PORT"] || "3000");
  app.set("port", port);

  auto server = http.createServer(app);

  // "error": what cannot be listened to is said in a sentence.
  auto onError = [&](Value error) {
    if (error["syscall"] != "listen") {
      throw Error(error);
    }

    auto bind = typeof_(port) == "string" ? "Pipe " + port : "Port " + port;

    if (error["code"] == "EACCES") {
      console.error(bind + " requires elevated privileges");
      process.exit(1);
    } else if (error["code"] == "EADDRINUSE") {
      console.error(bind + " is already in use");
      process.exit(1);
    } else {
      throw Error(error);
    }
  };

  // "listening": said to those who ask with DEBUG=generator:*
  auto onListening = [&] {
    auto addr = server.address();
    auto bind = typeof_(addr) == "string" ? "pipe " + addr : "port " + addr["port"];
    debug("Listening on " + bind);
  };

  // It listens on all addresses.
  auto listening = server.listen(port);
  server.on("error", onError);
  server.on("listening", onListening);
}
