// fs.createReadStream and fs.createWriteStream: pieces, pressure, ends, errors.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"
#include "temp_folder.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

void wait() { net::run_until_idle(); }

// What "data" gives, piece by piece, and the events that follow.
std::string read(const Value& file, const Value& options = {}) {
  Let seen = "";
  auto stream = fs.createReadStream(file, options);
  stream.on("data", [=](auto chunk) { seen += chunk + "|"; }).on("end", [=] { seen += "end "; });
  stream.on("error", [=](auto err) { seen += err["message"] + " "; }).on("close", [=] { seen += "close"; });
  wait();
  return seen.str();
}

}  // namespace

TEST_CASE("a file is read in pieces, from start to end inclusive") {
  const TempFolder folder;
  const auto file = folder.file("file", "0123456789");
  CHECK(read(file) == "0123456789|end close");
  CHECK(read(file, {{"start", 3}, {"end", 5}}) == "345|end close");
  CHECK(read(file, {{"start", 8}}) == "89|end close");
  CHECK(read(file, {{"end", 1}}) == "01|end close");
  CHECK(read(file, {{"highWaterMark", 4}}) == "0123|4567|89|end close");
  CHECK(read(folder.file("empty", "")) == "end close");
  CHECK_THROWS_WITH_AS(fs.createReadStream(file, {{"start", 5}, {"end", 2}}),
                       "The value of \"start\" is out of range. It must be <= \"end\" (here: 2). Received 5",
                       RangeError);
}

TEST_CASE("with an encoding pieces are text of whole characters") {
  const TempFolder folder;
  const auto file = folder.file("file", "aü☃b");
  CHECK(read(file, "utf8") == "aü☃b|end close");
  CHECK(read(file, {{"encoding", "utf8"}, {"highWaterMark", 2}}) == "a|ü|☃|b|end close");
  CHECK(read(folder.file("four", "abcd"), {{"encoding", "base64"}, {"highWaterMark", 2}}) == "YWJjZA==|end close");
}

TEST_CASE("a file that cannot be opened or read is an error, then close") {
  const TempFolder folder;
  const auto none = folder / "none";
  CHECK(read(none) == "ENOENT: no such file or directory, open '" + none + "' close");
  CHECK(read(folder.path()) == "EISDIR: illegal operation on a directory, read close");
}

TEST_CASE("a paused stream gives nothing, a destroyed one only closes") {
  const TempFolder folder;
  const auto file = folder.file("file", "0123456789");
  Let seen = "";
  auto stream = fs.createReadStream(file, {{"encoding", "utf8"}, {"highWaterMark", 5}});
  stream.on("data", [=](auto chunk) {
    seen += chunk + " ";
    stream.pause();
    setTimeout([=] { seen += "later ", stream.resume(); }, 2);
  });
  auto stopped = fs.createReadStream(file);
  stopped.on("data", [=] { seen += "never"; }).on("close", [=] { seen += "closed "; });
  stopped.destroy();
  wait();
  CHECK(seen == "closed 01234 later 56789 later ");
  CHECK(stopped.destroyed());
  CHECK(stream.bytesRead() == 10);
}

TEST_CASE("a file is written in the order of the pieces; drain and finish tell") {
  const TempFolder folder;
  const auto file = folder / "out";
  Let seen = "";
  auto out = fs.createWriteStream(file);
  CHECK(out.write("one, "));
  CHECK_FALSE(out.write(std::string(20'000, 'x')));
  out.on("drain", [=] {
    seen += "drain ";
    out.end(Buffer.from("end"));
  });
  out.on("finish", [=] { seen += format("finish {} ", out.bytesWritten()); }).on("close", [=] { seen += "close"; });
  wait();
  CHECK(seen == "drain finish 20008 close");
  CHECK(fs.readFileSync(file, "utf8").endsWith("xend"));

  auto more = fs.createWriteStream(file, {{"flags", "a"}});
  more.end("!");
  wait();
  CHECK(fs.readFileSync(file).length() == 20'009);

  Let failed = "";
  auto late = fs.createWriteStream(folder / "none/x");
  late.on("error", [=](auto err) { failed += err["code"]; });
  wait();
  late.write("ignored");
  auto closed = fs.createWriteStream(file);
  closed.on("error", [=](auto err) { failed += " " + err["code"]; });
  closed.end();
  closed.write("late");
  wait();
  CHECK(failed == "ENOENT ERR_STREAM_WRITE_AFTER_END");
}

TEST_CASE("a file is piped into another, and into a response") {
  const TempFolder folder;
  std::string text(300'000, ' ');
  for (std::size_t i = 0; i < text.size(); i++) text[i] = static_cast<char>('a' + i / 1000 % 26);
  const auto file = folder.file("in", text);
  fs.createReadStream(file).pipe(fs.createWriteStream(folder / "out"));
  wait();
  CHECK(fs.readFileSync(folder / "out", "utf8") == text);

  auto app = express();
  app.get("/", [=](auto&, auto& res) { fs.createReadStream(file).pipe(res.type("text")); });
  const auto answer = Pump(app).get("/");
  CHECK(answer.header("Transfer-Encoding") == "chunked");
  CHECK(answer.body == text);
}

TEST_CASE("a request's body is piped into a file") {
  const TempFolder folder;
  const auto file = folder / "upload";
  auto app = express();
  app.post("/", [=](auto& req, auto& res) {
    req.pipe(fs.createWriteStream(file)).on("finish", [=] { res.send("stored"); });
  });
  const std::string body(100'000, 'b');
  CHECK(Pump(app).post("/", body).body == "stored");
  CHECK(fs.readFileSync(file, "utf8") == body);
}

TEST_CASE("a file is no longer read once the client has left") {
  const TempFolder folder;
  const auto file = folder.file("in", std::string(4'000'000, 'x'));
  Let read = 0, pieces = 0, closed = false;
  auto app = express();
  app.get("/", [=](auto&, auto& res) {
    auto stream = fs.createReadStream(file);
    stream.on("data", [=] { pieces += 1; });
    stream.on("close", [=] {
      read = stream.bytesRead();
      closed = true;
    });
    stream.pipe(res);
  });
  Pump pump(app);
  auto client = pump.connect();
  client->stop_reading();
  client->send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  double patience = 1000;
  while (pieces == 0 && pump.wait(patience)) {
  }
  client->leave();
  pump.settle();
  CHECK(closed == true);
  while (pump.loop.away()) pump.wait(patience);
  CHECK(read > 0);
  CHECK(read < 1'000'000);
}
