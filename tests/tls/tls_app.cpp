// tls_app.mjs in Crema, line by line.
#include <crema/express.hpp>
#include <crema/fs.hpp>
#include <crema/https.hpp>
#include <crema/timers.hpp>
#include <crema/tls.hpp>
using namespace crema;

int main() {
  auto pem = [](auto name) { return fs.readFileSync(format("{}/{}.pem", process.env["CERTS"], name)); };
  auto port = Number(process.env["PORT"]);
  auto app = express();
  app.set("etag", false);

  app.get("/", [](auto& req, auto& res) { res.type("text").send("hello over https"); });

  app.get("/who", [](auto& req, auto& res) {
    auto cert = req.socket().getPeerCertificate();
    res.json({
        {"secure", req.secure()},
        {"protocol", req.protocol()},
        {"encrypted", req.socket().encrypted()},
        {"version", req.socket().getProtocol()},
        {"cipher", req.socket().getCipher()["standardName"]},
        {"servername", req.socket().servername()},
        {"alpn", req.socket().alpnProtocol()},
        {"authorized", req.socket().authorized()},
        {"error", req.socket().authorizationError()},
        {"reused", req.socket().isSessionReused()},
        {"subject", cert["subject"]},
        {"issuer", cert["issuer"]},
        {"alternative", cert["subjectaltname"]},
        {"print", cert["fingerprint256"]},
        {"serial", cert["serialNumber"]},
        {"bits", cert["bits"]},
        {"exponent", cert["exponent"]},
        {"to", cert["valid_to"]},
        {"ca", cert["ca"]},
        {"raw", cert["raw"] && cert["raw"].length()},
    });
  });

  app.post("/echo", express.raw({.limit = "64mb", .type = "*/*"}),
           [](auto& req, auto& res) { res.type("bin").send(req.body); });

  app.get("/file", [](auto& req, auto& res) { res.sendFile(process.env["BIG_FILE"]); });

  auto plain = https.createServer({.key = pem("server-key"), .cert = pem("server")}, app);
  plain.addContext("a.test", {.key = pem("a-key"), .cert = pem("a")});
  plain.addContext("*.wild.test", {.key = pem("wild-key"), .cert = pem("wild")});
  plain.on("tlsClientError", [](auto err, auto socket) { console.log("refused", err.code); });
  app.post("/renew", [=](auto& req, auto& res) {
    plain.setSecureContext({.key = pem("renewed-key"), .cert = pem("renewed")});
    res.send("renewed");
  });
  auto first = plain.listen({.port = port, .threads = int(parseInt(process.env["THREADS"]) || 1)});

  auto second = https
                    .createServer(
                        {
                            .key = pem("server-key"),
                            .cert = pem("server"),
                            .ca = pem("ca"),
                            .requestCert = true,
                            .rejectUnauthorized = false,
                        },
                        app)
                    .listen(port + 1);

  auto third = https
                   .createServer(
                       {
                           .key = pem("locked-key"),
                           .cert = pem("server"),
                           .ca = pem("ca"),
                           .passphrase = "open sesame",
                           .requestCert = true,
                       },
                       app)
                   .listen(port + 2);

  auto late = tls.createSecureContext({.key = pem("a-key"), .cert = pem("a")});
  auto fourth = https.createServer(
      {
          .key = {pem("server-key"), pem("ec-key")},
          .cert = {pem("server"), pem("ec")},
          .minVersion = "TLSv1.3",
          .ALPNProtocols = {"other", "http/1.1"},
          .SNICallback =
              [=](auto servername, auto cb) {
                if (servername == "none.test") return cb(Error("no such host"));
                if (servername == "now.test") return cb(null, late);
                setTimeout([=] { cb(null, late); }, 20);
              },
          .headersTimeout = 1000,  // counts the handshake
      },
      app);
  fourth.on("tlsClientError", [](auto err, auto socket) { console.log("refused", err.code); });
  auto listening = fourth.listen(port + 3);

  console.log("ready");
}
