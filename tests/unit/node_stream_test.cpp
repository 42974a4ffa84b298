// stream: Readable.from, pipeline, asyncIterator, on requests, responses, files, lists and generators.
#include <crema/express.hpp>
#include <crema/stream.hpp>
#include <doctest/doctest.h>

#include <string>

#include "captured.hpp"
#include "posting.hpp"
#include "pump.hpp"
#include "temp_folder.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

void wait() { net::run_until_idle(); }

// What a stream tells, piece by piece.
template <class S>
Let events_of(const S& source) {
  Let seen = "";
  source.on("data", [=](auto chunk) { seen += chunk.toString() + "|"; }).on("end", [=] { seen += "end "; });
  source.on("error", [=](auto err) { seen += err["message"] + " "; }).on("close", [=] { seen += "close"; });
  return seen;
}

Generator numbered(Value n) {
  for (Value i = 0; i < n; i++) co_yield "line " + i + "\n";
}

Generator broken() {
  co_yield "one";
  throw Error("broken");
}

std::string chunked(std::string_view one, std::string_view two) {
  return "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + std::to_string(one.size()) + "\r\n" +
         std::string(one) + "\r\n" + std::to_string(two.size()) + "\r\n" + std::string(two) + "\r\n0\r\n\r\n";
}

}  // namespace

TEST_CASE("Readable.from gives what a list or a generator holds, then its end") {
  const Let list = events_of(Readable.from({"a", "b", 3}));
  const Let lines = events_of(Readable.from(numbered(2)));
  const Let text = events_of(Readable.from("whole"));
  const Let none = events_of(Readable.from(Array()));
  CHECK(list == "");  // later, so that listeners may still come
  wait();
  CHECK(list == "a|b|3|end close");
  CHECK(lines == "line 0\n|line 1\n|end close");
  CHECK(text == "whole|end close");
  CHECK(none == "end close");
  CHECK_THROWS_WITH_AS(Readable.from(5),
                       "The \"iterable\" argument must be an instance of Iterable. Received type number (5)",
                       TypeError);
}

TEST_CASE("what a generator throws, and null in a list, are errors of the stream") {
  const Let thrown = events_of(Readable.from(broken()));
  const Let none = events_of(Readable.from({"a", null, "b"}));
  wait();
  CHECK(thrown == "one|broken close");
  CHECK(none == "a|May not write null values to stream close");
}

TEST_CASE("a Readable waits while it is paused, and ends when it is destroyed") {
  auto letters = Readable.from({"a", "b"});
  letters.pause();
  const Let seen = events_of(letters);
  wait();
  CHECK(seen == "");
  CHECK(letters.isPaused());
  letters.resume();
  wait();
  CHECK(seen == "a|b|end close");
  CHECK(letters.readableEnded());

  auto other = Readable.from(numbered(1000));
  const Let heard = events_of(other);
  other.on("data", [=](auto chunk) {
    if (chunk == "line 1\n") other.destroy(Error("enough"));
  });
  wait();
  CHECK(heard == "line 0\n|line 1\n|enough close");
  CHECK(other.destroyed());
}

TEST_CASE("an error of a Readable that nobody listens to is uncaught") {
  Captured err(2);
  Readable.from(broken()).resume();
  wait();
  CHECK(Value(err.text()).includes("Error: broken"));
}

TEST_CASE("a Readable is piped into a response, as far as the response takes it") {
  Pump pump(posting([](auto& req, auto& res) { Readable.from(numbered(5000)).pipe(res); }));
  const auto answer = pump.get("/");
  CHECK(answer.complete);
  CHECK(Value(answer.body).split("\n").length() == 5001);
}

TEST_CASE("asyncIterator gives the chunks of a body, and the end") {
  Pump pump(posting([](auto& req, auto& res) -> Task<> {
    auto chunks = asyncIterator(req);
    Value all = Array();
    while (Value chunk = co_await chunks.next()) all.push(chunk.toString());
    all.push(typeof_(co_await chunks.next()));
    res.json(all);
  }));
  CHECK(pump.ask(chunked("one", "two")).body == R"(["one","two","undefined"])");
  CHECK(pump.get("/").body == R"(["undefined"])");
}

TEST_CASE("of a body that a parser has read asyncIterator and pipeline find the end") {
  auto app = express();
  app.use(express.json());
  app.post("/iterate", [](auto& req, auto& res) -> Task<> {
    auto chunks = asyncIterator(req);
    res.send(typeof_(co_await chunks.next()));
  });
  app.post("/pipe", [](auto& req, auto& res) { pipeline(req, res, [=](auto err) { CHECK(!err); }); });
  Pump pump(app);
  const std::string rest = " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
  CHECK(pump.ask("POST /iterate" + rest).body == "undefined");
  const auto piped = pump.ask("POST /pipe" + rest);
  CHECK(piped.complete);
  CHECK(piped.body.empty());
}

TEST_CASE("a pipeline into what is closed already is an error, whatever its source") {
  const TempFolder folder;
  Let seen = "";
  auto out = fs.createWriteStream(folder.path() + "/to");
  out.destroy();
  auto read = Readable.from(Array());
  read.resume();
  wait();
  CHECK(read.readableEnded());
  pipeline(read, out, [=](auto err) { seen += err.code + " "; });
  pipeline(Readable.from({"a"}), out, [=](auto err) { seen += err.code; });
  wait();
  CHECK(seen == "ERR_STREAM_PREMATURE_CLOSE ERR_STREAM_PREMATURE_CLOSE");
}

TEST_CASE("asyncIterator of a request whose client leaves throws, and of one that is over ends in an error") {
  Let seen = "";
  Pump pump(posting([=](auto& req, auto& res) -> Task<> {
    auto chunks = asyncIterator(req);
    try {
      while (Value chunk = co_await chunks.next()) seen += chunk.toString() + " ";
      seen += "end";
    } catch (Error& err) {
      seen += err.code;
    }
  }));
  {
    auto client = pump.connect();
    client->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc");
  }
  pump.advance(1000);
  CHECK(seen == "abc ECONNRESET");
}

TEST_CASE("asyncIterator of files, lists and generators") {
  const TempFolder folder;
  const Value file = folder.file("file", "0123456789");
  Let seen = "";
  auto read = [=]() -> Task<> {
    auto pieces = asyncIterator(fs.createReadStream(file, {{"highWaterMark", 4}, {"encoding", "utf8"}}));
    while (Value piece = co_await pieces.next()) seen += piece + "|";
    auto list = asyncIterator({"a", "b"});
    while (Value one = co_await list.next()) seen += one;
    auto lines = asyncIterator(numbered(2));
    while (Value line = co_await lines.next()) seen += line;
    auto missing = asyncIterator(fs.createReadStream("/missing/file"));
    try {
      (void)co_await missing.next();
    } catch (Error& err) {
      seen += err.code;
    }
  };
  run(read());
  CHECK(seen == "0123|4567|89|abline 0\nline 1\nENOENT");
}

TEST_CASE("several calls of next() wait in their order; who goes early destroys the stream") {
  Let seen = "";
  auto source = Readable.from({1, 2});
  source.on("close", [=] { seen += "close "; });
  auto work = [=]() -> Task<> {
    auto numbers = asyncIterator(source);
    auto all = co_await Promise.all(numbers.next(), numbers.next(), numbers.next());
    seen += JSON.stringify(all) + " ";
  };
  run(work());
  CHECK(seen == "close [1,2,null] ");

  auto endless = Readable.from(numbered(1'000'000));
  auto first = [=]() -> Task<> {
    auto lines = asyncIterator(endless);
    seen = co_await lines.next();
  };
  run(first());
  CHECK(seen == "line 0\n");
  CHECK(endless.destroyed());
}

TEST_CASE("pipeline pipes a file into an answer, and a body into a file") {
  const TempFolder folder;
  const Value from = folder.file("from", std::string(100'000, 'x')), to = folder.path() + "/to";
  Let seen = "";
  Pump pump(posting([=](auto& req, auto& res) -> Task<> {
    if (req.method == "POST") {
      co_await pipeline(req, fs.createWriteStream(to));
      co_return res.json(fs.statSync(to).size);
    }
    stream.pipeline(fs.createReadStream(from), res, [=](auto err) { seen += err ? err.message : Value("done"); });
  }));
  CHECK(pump.get("/").body.size() == 100'000);
  CHECK(seen == "done");
  CHECK(pump.post("/", std::string(70'000, 'y')).body == "70000");
  CHECK(fs.readFileSync(to, "utf8").length() == 70'000);
}

TEST_CASE("pipeline of a list, a generator, a function that gives one, and into a function") {
  const TempFolder folder;
  const Value to = folder.path() + "/to";
  Let sum = 0;
  auto work = [=]() -> Task<> {
    co_await stream.promises.pipeline({"a", "b"}, fs.createWriteStream(to));
    co_await pipeline(numbered(1), fs.createWriteStream(to, {{"flags", "a"}}));
    co_await pipeline([] { return numbered(2); }, fs.createWriteStream(to, {{"flags", "a"}}));
    auto add = [=](auto numbers) -> Task<> {
      while (Value n = co_await numbers.next()) sum += n;
    };
    co_await pipeline(Readable.from({1, 2, 3}), add);
  };
  run(work());
  CHECK(fs.readFileSync(to, "utf8") == "abline 0\nline 0\nline 1\n");
  CHECK(sum == 6);
}

TEST_CASE("the first error of a pipeline is told once, and the other side is destroyed") {
  const TempFolder folder;
  const Value to = folder.path() + "/to";
  Let seen = "";
  auto out = fs.createWriteStream(to);
  pipeline(Readable.from(broken()), out, [=](auto err) { seen += err.message + " "; });
  wait();
  CHECK(out.destroyed());
  auto in = Readable.from(numbered(3));
  pipeline(in, fs.createWriteStream("/missing/file"), [=](auto err) { seen += err.code + " "; });
  wait();
  CHECK(in.destroyed());
  pipeline(fs.createReadStream("/missing/file"), fs.createWriteStream(to), [=](auto err) { seen += err.code + " "; });
  wait();
  auto gone = Readable.from({"a"});
  gone.destroy();
  pipeline(gone, fs.createWriteStream(to), [=](auto err) { seen += err.code + " "; });
  wait();
  auto work = [=]() -> Task<> {
    auto fails = [=](auto lines) -> Task<> {
      (void)co_await lines.next();
      throw Error("no more");
    };
    try {
      co_await pipeline(Readable.from(numbered(9)), fails);
    } catch (Error& err) {
      seen += err.message;
    }
  };
  run(work());
  CHECK(seen == "broken ENOENT ENOENT ERR_STREAM_PREMATURE_CLOSE no more");
}

TEST_CASE("a pipeline into an answer whose source fails breaks the answer off") {
  Let seen = "";
  Pump pump(posting(
      [=](auto& req, auto& res) { pipeline(Readable.from(broken()), res, [=](auto err) { seen += err.message; }); }));
  CHECK(!pump.get("/").complete);
  CHECK(seen == "broken");
  Pump numbers(posting([=](auto& req, auto& res) {
    pipeline(Readable.from({1, 2}), res, [=](auto err) { seen = err.code; });
  }));
  (void)numbers.get("/");
  CHECK(seen == "ERR_INVALID_ARG_TYPE");
}

TEST_CASE("a pipeline into an answer whose client leaves is closed too early, and its source destroyed") {
  Let seen = "";
  auto source = Readable.from(numbered(1'000'000));
  Pump pump(posting([=](auto& req, auto& res) { pipeline(source, res, [=](auto err) { seen += err.code; }); }));
  {
    auto client = pump.connect();
    client->stop_reading();
    client->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(seen == "");
  }
  pump.advance(1000);
  CHECK(seen == "ERR_STREAM_PREMATURE_CLOSE");
  CHECK(source.destroyed());
}

TEST_CASE("with {end: false} the target of a pipeline stays open") {
  Pump pump(posting([=](auto& req, auto& res) -> Task<> {
    Value open = {{"end", false}};
    co_await pipeline(Readable.from({"a"}), res, open);
    res.end("b");
  }));
  CHECK(pump.get("/").body == "ab");
}
