// compression(), against what npm's compression does.
#include <crema/compression.hpp>
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/body_inflate.hpp"
#include "pump.hpp"
#include "temp_folder.hpp"

using namespace crema;
using crema::testing::Answer;
using crema::testing::Fields;
using crema::testing::Pump;

namespace {

#if CREMA_HAS_BROTLI
constexpr bool with_brotli = true;
const std::vector<std::string> all_codings = {"gzip", "deflate", "br"};
#else
constexpr bool with_brotli = false;
const std::vector<std::string> all_codings = {"gzip", "deflate"};
#endif
const std::string best = with_brotli ? "br" : "gzip";

std::string unpacked(std::string_view coding, std::string_view bytes) {
  std::string out;
  const auto known = detail::find_coding(coding);
  if (!known) return "unknown coding";
  const auto result = detail::inflate_body(*known, bytes, 1 << 30, out);
  return result.kind == detail::Inflated::Kind::complete ? out : "broken: " + result.message;
}

std::string body_of(const Answer& answer) {
  const auto coding = answer.header("Content-Encoding");
  return coding.empty() ? answer.body : unpacked(coding, answer.body);
}

// Text that does not become small at once: what a generator says, in letters.
std::string long_text(std::size_t size) {
  std::string text(size, ' ');
  std::uint32_t state = 1;
  for (char& c : text) {
    state = state * 1664525 + 1013904223;
    c = static_cast<char>('a' + (state >> 24) % 24);
  }
  return text;
}

App app_with(Handler handler) {
  auto app = express();
  app.set("env", "test");
  app.use(handler);
  app.get("/long", [](auto& req, auto& res) { res.type("text").send(Value("compress me ").repeat(100)); });
  app.get("/bytes/:n", [](auto& req, auto& res) {
    res.type("text").send(long_text(static_cast<std::size_t>(Number(req.params["n"]).number())));
  });
  app.get("/end/:n", [](auto& req, auto& res) { res.type("text").end(Value("x").repeat(Number(req.params["n"]))); });
  app.get("/as/*type",
          [](auto& req, auto& res) { res.set("Content-Type", req.params["type"].join("/")).send(Buffer.alloc(2000)); });
  app.get("/untyped", [](auto& req, auto& res) { res.end(Value("x").repeat(2000)); });
  app.get("/with", [](auto& req, auto& res) {
    res.set(req.query["field"], req.query["value"]).type("text").send(Value("n").repeat(2000));
  });
  app.get("/pieces", [](auto& req, auto& res) {
    res.type("text");
    for (const int size : {10, 100000, 5, 300000, 1}) res.write(long_text(static_cast<std::size_t>(size)));
    res.end("the end");
  });
  app.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(err.message); });
  return app;
}

std::string pieces() {
  return long_text(10) + long_text(100000) + long_text(5) + long_text(300000) + long_text(1) + "the end";
}

Answer get(const Handler& handler, std::string_view target, const std::string& accept = "gzip", Fields fields = {}) {
  Pump pump(app_with(handler));
  if (!accept.empty()) fields.push_back({"Accept-Encoding", accept});
  return pump.get(target, fields);
}

// The coding of an answer, "-" for none.
std::string coding(const Handler& handler, std::string_view target, const std::string& accept = "gzip") {
  const auto answer = get(handler, target, accept);
  return answer.has("Content-Encoding") ? answer.header("Content-Encoding") : "-";
}

}  // namespace

TEST_CASE("an answer leaves in the coding that the client likes best") {
  const auto all = compression();
  for (const auto& name : all_codings) {
    const auto answer = get(all, "/long", name);
    CHECK(answer.header("Content-Encoding") == name);
    CHECK(answer.header("Transfer-Encoding") == "chunked");
    CHECK(answer.header("Vary") == "Accept-Encoding");
    CHECK(answer.has("ETag"));
    CHECK(!answer.has("Content-Length"));
    CHECK(answer.body.size() < 200);
    CHECK(body_of(answer) == Value("compress me ").repeat(100).str());
  }
  CHECK(coding(all, "/long", "gzip, deflate, br") == best);
  CHECK(coding(all, "/long", "deflate, gzip") == "gzip");
  CHECK(coding(all, "/long", "deflate, gzip;q=0.5") == "deflate");
  CHECK(coding(all, "/long", "br;q=0.1, gzip;q=0.9") == "gzip");
  CHECK(coding(all, "/long", "*") == best);
  CHECK(coding(all, "/long", "identity") == "-");
  CHECK(coding(all, "/long", "gzip;q=0") == "-");
  CHECK(coding(all, "/long", "compress") == "-");
  CHECK(coding(all, "/long", "") == "-");
}

TEST_CASE("types that become no smaller, and answers without one, stay as they are") {
  const auto all = compression();
  CHECK(coding(all, "/as/text/html") == "gzip");
  CHECK(coding(all, "/as/application/json;charset=utf-8") == "gzip");
  CHECK(coding(all, "/as/image/svg+xml") == "gzip");
  CHECK(coding(all, "/as/application/vnd.example+json") == "gzip");
  for (const char* target : {"/as/image/png", "/as/application/zip", "/untyped"}) {
    const auto answer = get(all, target);
    CHECK(!answer.has("Content-Encoding"));
    CHECK(!answer.has("Vary"));
  }
}

TEST_CASE("bodies below the threshold stay as they are") {
  CHECK(coding(compression(), "/bytes/1023") == "-");
  CHECK(coding(compression(), "/bytes/1024") == "gzip");
  CHECK(get(compression(), "/bytes/10").header("Vary") == "Accept-Encoding");
  CHECK(get(compression(), "/bytes/10").header("Content-Length") == "10");
  CHECK(coding(compression({.threshold = 0}), "/bytes/1") == "gzip");
  CHECK(coding(compression({.threshold = "2kb"}), "/bytes/2047") == "-");
  CHECK(coding(compression({.threshold = "2kb"}), "/bytes/2048") == "gzip");
  CHECK(coding(compression({.threshold = "nonsense"}), "/bytes/1023") == "-");
  CHECK(coding(compression(), "/end/1023") == "-");
  CHECK(coding(compression(), "/end/1024") == "gzip");
  CHECK(coding(compression(), "/pieces") == "gzip");  // nobody knows how much follows
}

TEST_CASE("no-transform, another coding and HEAD are respected") {
  const auto all = compression();
  CHECK(coding(all, "/with?field=Cache-Control&value=public,%20No-Transform") == "-");
  CHECK(!get(all, "/with?field=Cache-Control&value=no-transform").has("Vary"));
  CHECK(coding(all, "/with?field=Cache-Control&value=no-transforms") == "gzip");
  CHECK(coding(all, "/with?field=Content-Encoding&value=x-own") == "x-own");
  CHECK(coding(all, "/with?field=Content-Encoding&value=identity") == "gzip");
  Pump pump(app_with(all));
  const auto head = pump.request("HEAD", "/bytes/2000", {{"Accept-Encoding", "gzip"}});
  CHECK(head.header("Vary") == "Accept-Encoding");
  CHECK(head.header("Content-Length") == "2000");
  CHECK(!head.has("Content-Encoding"));
}

TEST_CASE("enforceEncoding is for clients without Accept-Encoding") {
  CHECK(coding(compression({.enforceEncoding = "gzip"}), "/long", "") == "gzip");
  CHECK(coding(compression({.enforceEncoding = "br"}), "/long", "") == (with_brotli ? "br" : "-"));
  CHECK(coding(compression({.enforceEncoding = "gzip"}), "/long", "identity") == "-");
  CHECK(coding(compression({.enforceEncoding = "identity"}), "/long", "") == "-");
  CHECK(coding(compression({.enforceEncoding = "bogus"}), "/long", "") == "-");
}

TEST_CASE("a filter of one's own decides, and may ask npm's") {
  const auto own = compression({.filter = [](auto& req, auto& res) {
    if (req.get("x-no-compression")) return false;
    return compression.filter(req, res);
  }});
  CHECK(get(own, "/long").header("Content-Encoding") == "gzip");
  CHECK(!get(own, "/long", "gzip", {{"X-No-Compression", "1"}}).has("Content-Encoding"));
  CHECK(coding(own, "/untyped") == "-");
  CHECK(coding(compression({.filter = [](auto& req, auto& res) { return true; }}), "/untyped") == "gzip");
  const auto throws = compression({.filter = [](auto& req, auto& res) -> bool { throw Error("broken"); }});
  CHECK(get(throws, "/long").body == "broken");
}

TEST_CASE("large bodies are compressed on another thread, whole and in pieces, in order") {
  for (const auto& name : all_codings) {
    CHECK(body_of(get(compression(), "/bytes/3000000", name)) == long_text(3000000));
    CHECK(body_of(get(compression(), "/pieces", name)) == pieces());
  }
  CHECK(body_of(get(compression({.brotli = {.quality = 9}}), "/pieces", best)) == pieces());
  CHECK(body_of(get(compression({.level = 0}), "/bytes/100000")) == long_text(100000));
  CHECK(get(compression({.level = 0}), "/bytes/100000").body.size() > 100000);
  CHECK(body_of(get(compression({.level = 9, .memLevel = 9, .strategy = 2, .windowBits = 9}), "/bytes/100000")) ==
        long_text(100000));
}

TEST_CASE("others are answered while a large body is compressed") {
  Pump pump(app_with(compression()));
  auto large = pump.connect(), other = pump.connect();
  large->send("GET /bytes/8000000 HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n");
  other->send("GET /bytes/5 HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(other->text().ends_with(long_text(5)));
  CHECK(!large->text().ends_with("\r\n0\r\n\r\n"));
  CHECK(unpacked("gzip", large->answer().body) == long_text(8000000));
}

TEST_CASE("the next request of a connection waits for the compressed answer") {
  Pump pump(app_with(compression()));
  auto client = pump.connect();
  const std::string ask = " HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n";
  client->send("GET /bytes/500000" + ask + "GET /long" + ask);
  CHECK(unpacked("gzip", client->answer().body) == long_text(500000));
  CHECK(unpacked("gzip", client->answer().body) == Value("compress me ").repeat(100).str());
}

TEST_CASE("a client that sends no more gets its answer, one that leaves is forgotten") {
  Pump pump(app_with(compression()));
  auto half = pump.connect(), leaver = pump.connect();
  const std::string ask =
      "GET /bytes/2000000 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept-Encoding: gzip\r\n\r\n";
  half->send(ask);
  half->half_close();
  leaver->send(ask);
  leaver->leave();
  CHECK(unpacked("gzip", half->answer().body) == long_text(2000000));
  double patience = 1000;
  while (pump.wait(patience)) {
  }
  CHECK(pump.get("/bytes/5").body == long_text(5));
}

TEST_CASE("a slow reader gets all of a large answer, which is compressed as it reads") {
  crema::h1::Settings settings;
  settings.queued_output = 3 << 20;
  Pump pump(app_with(compression({.level = 1})), settings);
  auto client = pump.connect(), leaver = pump.connect();
  for (auto* one : {client.get(), leaver.get()}) {
    one->stop_reading();
    one->send("GET /bytes/12000000 HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n");
  }
  double patience = 0;
  while (pump.loop.away()) pump.wait(patience);
  const auto waiting = client->protocol().queued();
  CHECK(waiting > 1 << 20);
  CHECK(waiting < 2 << 20);
  leaver->leave();
  client->stop_reading(false);
  CHECK(unpacked("gzip", client->answer().body) == long_text(12000000));
}

TEST_CASE("no drain comes behind the end") {
  int drained = 0;
  auto app = express();
  app.use(compression({.level = 1}));
  app.get("/", [&](auto& req, auto& res) {
    res.on("drain", [&] { drained++; });
    res.type("text").send(long_text(6000000));
  });
  Pump pump(app);
  CHECK(body_of(pump.get("/", {{"Accept-Encoding", "gzip"}})) == long_text(6000000));
  CHECK(drained == 0);
}

TEST_CASE("HTTP/1.0 clients read to the end of the connection") {
  Pump pump(app_with(compression()));
  const auto answer = pump.ask("GET /bytes/200000 HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n");
  CHECK(!answer.has("Transfer-Encoding"));
  CHECK(body_of(answer) == long_text(200000));
}

TEST_CASE("write() says false while much waits, and drain comes") {
  int drained = 0;
  auto app = express();
  app.use(compression());
  app.get("/", [&](auto& req, auto& res) {
    res.type("text");
    CHECK(res.write("a"));
    CHECK(!res.write(long_text(400000)));
    res.once("drain", [&, res] {
      drained++;
      res.end("b");
    });
  });
  Pump pump(app);
  CHECK(body_of(pump.get("/", {{"Accept-Encoding", "gzip"}})) == "a" + long_text(400000) + "b");
  CHECK(drained == 1);
}

TEST_CASE("flush() sends what is held back") {
  for (const auto& name : all_codings) {
    for (const std::size_t size : {20U, 100000U}) {
      auto app = express();
      app.use(compression());
      app.get("/", [=](auto& req, auto& res) {
        res.type("text/event-stream");
        res.write(long_text(size));
        res.flush();
        setTimeout([=] { res.end("!"); }, 1000);
      });
      Pump pump(app);
      auto client = pump.connect();
      client->send("GET / HTTP/1.1\r\nHost: x\r\nAccept-Encoding: " + name + "\r\n\r\n");
      while (pump.loop.away()) {
        double patience = 0;
        pump.wait(patience);
      }
      const auto before = client->text().size();
      const auto answer = client->answer();
      CHECK(before > size / 2);
      CHECK(body_of(answer) == long_text(size) + "!");
    }
  }
}

TEST_CASE("files are compressed as they are read") {
  crema::testing::TempFolder folder;
  const auto text = long_text(700000);
  folder.file("a.txt", text);
  folder.file("small.txt", "small");
  auto app = express();
  app.use(compression(), express.static_(folder.path()));
  Pump pump(app);
  const Fields gzip = {{"Accept-Encoding", "gzip"}};
  CHECK(body_of(pump.get("/a.txt", gzip)) == text);
  CHECK(pump.get("/a.txt", gzip).header("Content-Encoding") == "gzip");
  CHECK(pump.get("/small.txt", gzip).body == "small");
  const auto etag = pump.get("/a.txt", gzip).header("ETag");
  CHECK(pump.get("/a.txt", {{"Accept-Encoding", "gzip"}, {"If-None-Match", etag}}).status == 304);
}

TEST_CASE("of two the second finds the answer encoded already") {
  const Handler both = {compression(), compression()};
  CHECK(body_of(get(both, "/bytes/100000")) == long_text(100000));
  CHECK(get(both, "/bytes/100000").headers("Content-Encoding").size() == 1);
}

TEST_CASE("behind an answer that has begun it does nothing") {
  auto app = express();
  app.use([](auto& req, auto& res, auto next) {
    res.type("text").write("early ");
    next();
  });
  app.use(compression());
  app.use([](auto& req, auto& res) { res.end("late"); });
  Pump pump(app);
  CHECK(pump.get("/", {{"Accept-Encoding", "gzip"}}).body == "early late");
}

TEST_CASE("options out of range are refused where it is made") {
  CHECK_THROWS_WITH_AS(compression({.level = 10}),
                       "The value of \"options.level\" is out of range. It must be >= -1 and <= 9. Received 10",
                       RangeError);
  CHECK_THROWS_AS(compression({.memLevel = 0}), RangeError);
  CHECK_THROWS_AS(compression({.windowBits = 8}), RangeError);
  CHECK_THROWS_AS(compression({.strategy = 5}), RangeError);
  CHECK_THROWS_WITH_AS(compression({.level = "fast"}),
                       "The \"options.level\" property must be of type number. Received type string ('fast')",
                       TypeError);
  CHECK_THROWS_WITH_AS(compression({.memLevel = Array()}),
                       "The \"options.memLevel\" property must be of type number. Received an instance of Array",
                       TypeError);
  CHECK_THROWS_AS(compression({.brotli = {.quality = 12}}), RangeError);
}
