// Transform and PassThrough, pipelines with them, and stream.finished.
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

Transform upper() {
  return Transform({.transform = [](auto chunk, auto enc, auto cb) { cb(null, chunk.toString().toUpperCase()); }});
}

Transform failing() {
  return Transform({.transform = [](auto chunk, auto enc, auto cb) { cb(Error("mid")); }});
}

// What a stream tells, piece by piece.
Let events_of(const Transform& t) {
  Let seen = "";
  for (const Value event : {"end", "finish", "close", "drain"}) t.on(event, [=] { seen += event + " "; });
  t.on("error", [=](auto err) { seen += err["message"] + " "; });
  t.on("data", [=](auto chunk) { seen += chunk.toString() + "|"; });
  return seen;
}

Generator numbered(Value n) {
  for (Value i = 0; i < n; i++) co_yield "line " + i + "\n";
}

}  // namespace

TEST_CASE("a Transform gives what its function makes of what is written") {
  auto t = Transform({.transform =
                          [](auto chunk, auto enc, auto cb) {
                            CHECK(enc == "buffer");
                            cb(null, chunk.toString().toUpperCase());
                          },
                      .flush = [](auto cb) { cb(null, "F"); }});
  const Let seen = events_of(t);
  CHECK(t.write("abc"));
  CHECK(seen == "ABC|");
  CHECK(!t.writableEnded());
  t.end("d");
  CHECK(t.writableEnded());
  CHECK(!t.writable());
  wait();
  CHECK(seen.startsWith("ABC|D|F|"));
  CHECK(seen.includes("end "));
  CHECK(seen.includes("finish "));
  CHECK(seen.endsWith("close "));
  CHECK(t.readableEnded());
  CHECK(t.writableFinished());
  CHECK(t.closed());
}

TEST_CASE("a transform function may push as often as it likes, and call back later") {
  auto t = Transform({.transform =
                          [](auto chunk, auto enc, auto cb, auto self) {
                            for (const Value c : chunk.toString().split("")) self.push(c);
                            setTimeout([=] { cb(); }, 1);
                          },
                      .flush =
                          [](auto cb, auto self) {
                            self.push("!");
                            cb();
                          }});
  const Let seen = events_of(t);
  t.write("ab");
  t.end("c");
  CHECK(t.writableLength() == 3);
  wait();
  CHECK(seen.startsWith("a|b|c|!|"));
}

TEST_CASE("write() calls back when the chunk is transformed, end() when all is") {
  Let seen = "";
  auto t = PassThrough();
  t.resume();
  t.write("a", [=] { seen += "a "; });
  t.write("YQ==", "base64", [=] { seen += "b "; });
  t.end([=] { seen += "end"; });
  wait();
  CHECK(seen == "a b end");
  t.write("late", [=](auto err) { seen = err.code; });
  wait();
  CHECK(seen == "ERR_STREAM_WRITE_AFTER_END");
  auto gone = PassThrough();
  gone.destroy();
  gone.write("late", [=](auto err) { seen = err.code; });
  wait();
  CHECK(seen == "ERR_STREAM_DESTROYED");
}

TEST_CASE("both sides wait for each other") {
  Let calls = 0;
  auto t = Transform({.highWaterMark = 4, .transform = [=](auto chunk, auto enc, auto cb) {
                        calls++;
                        cb(null, chunk);
                      }});
  Let drained = 0;
  t.on("drain", [=] { drained++; });
  CHECK(t.write("abc"));   // lies on the reader's side
  CHECK(t.write("def"));   // 6 bytes lie there: it is not called back yet
  CHECK(!t.write("ghi"));  // waits
  CHECK(calls == 2);
  CHECK(t.readableLength() == 6);
  CHECK(t.writableLength() == 6);
  CHECK(t.writableNeedDrain());
  wait();
  CHECK(drained == 0);
  Let seen = "";
  t.on("data", [=](auto chunk) { seen += chunk.toString(); });
  wait();
  CHECK(seen == "abcdefghi");
  CHECK(drained == 1);
  t.pause();
  CHECK(t.isPaused());
  t.write("xyz");
  wait();
  CHECK(seen == "abcdefghi");
  t.resume();
  wait();
  CHECK(seen == "abcdefghixyz");
}

TEST_CASE("errors of a transform") {
  auto bad = failing();
  const Let of_bad = events_of(bad);
  bad.write("x");
  wait();
  CHECK(of_bad == "mid close ");
  CHECK(bad.destroyed());

  auto throws = Transform({.transform = [](auto chunk, auto enc, auto cb) { throw TypeError("thrown"); }});
  const Let of_throws = events_of(throws);
  throws.write("x");
  wait();
  CHECK(of_throws == "thrown close ");

  auto twice = Transform({.transform = [](auto chunk, auto enc, auto cb) { cb(), cb(); }});
  const Let of_twice = events_of(twice);
  twice.write("x");
  wait();
  CHECK(of_twice == "Callback called multiple times close ");

  auto number = Transform({.transform = [](auto chunk, auto enc, auto cb) { cb(null, 5); }});
  const Let of_number = events_of(number);
  number.write("x");
  wait();
  CHECK(of_number.startsWith("The \"chunk\" argument must be of type string or an instance of Buffer"));

  auto late = PassThrough();
  const Let of_late = events_of(late);
  late.end("a");
  CHECK(!late.write("b"));
  wait();
  CHECK(of_late == "a|write after end close ");

  auto none = stream.Transform({});
  const Let of_none = events_of(none);
  none.write("x");
  wait();
  CHECK(of_none == "The _transform() method is not implemented close ");

  CHECK_THROWS_WITH_AS(PassThrough().write(null), "May not write null values to stream", TypeError);
  CHECK_THROWS_AS(PassThrough().write(5), TypeError);
  CHECK_THROWS_WITH_AS(PassThrough({.highWaterMark = -1}),
                       "The property 'options.highWaterMark' is invalid. Received -1", TypeError);
  CHECK_THROWS_AS(PassThrough({.highWaterMark = Infinity}), TypeError);
  CHECK_THROWS_AS(PassThrough({.encoding = "nothing"}), TypeError);
}

TEST_CASE("an error of a Transform that nobody listens to is uncaught") {
  Captured err(2);
  failing().write("x");
  wait();
  CHECK(Value(err.text()).includes("Error: mid"));
}

TEST_CASE("object mode, and text instead of buffers") {
  auto t = Transform({.objectMode = true, .transform = [](auto chunk, auto enc, auto cb) {
                        cb(null, Value{{"n", chunk["n"] + 1}});
                      }});
  Let seen = "";
  t.on("data", [=](auto o) { seen += JSON.stringify(o); });
  t.write({{"n", 1}});
  t.end(Value{{"n", 2}});
  wait();
  CHECK(seen == R"({"n":2}{"n":3})");
  CHECK(t.writableHighWaterMark() == 16);

  auto lengths = Transform(
      {.readableObjectMode = true, .transform = [](auto chunk, auto enc, auto cb) { cb(null, chunk.length()); }});
  lengths.on("data", [=](auto n) { seen = n + 1; });
  lengths.end("abc");
  wait();
  CHECK(seen == 4);

  auto text = PassThrough({.encoding = "utf8"});
  Value pieces = Array();
  text.on("data", [=](auto piece) mutable { pieces.push(piece); });
  const Value bytes = Buffer.from("aé");
  text.write(bytes.slice(0, 2));
  text.end(bytes.slice(2));
  wait();
  CHECK(JSON.stringify(pieces) == R"(["a","é"])");

  auto as_written = Transform({.decodeStrings = false, .transform = [=](auto chunk, auto enc, auto cb) {
                                 seen = typeof_(chunk) + " " + enc;
                                 cb();
                               }});
  as_written.write("x", "latin1");
  CHECK(seen == "string latin1");
}

TEST_CASE("a body goes through a transform into the answer, as fast as the client takes it") {
  Pump pump(posting([](auto& req, auto& res) { req.pipe(upper()).pipe(res); }));
  CHECK(pump.post("/", "hello").body == "HELLO");
  const auto large = pump.post("/", std::string(300'000, 'x'));
  CHECK(large.complete);
  CHECK(large.body == std::string(300'000, 'X'));
  CHECK(pump.get("/").body.empty());

  Pump lines(
      posting([](auto& req, auto& res) { Readable.from(numbered(5000)).pipe(upper()).pipe(PassThrough()).pipe(res); }));
  CHECK(Value(lines.get("/").body).split("LINE").length() == 5001);
}

TEST_CASE("a transform that is piped into an answer whose client leaves is destroyed, and the file before it") {
  const TempFolder folder;
  const Value file = folder.file("file", std::string(8'000'000, 'x'));
  auto t = upper();
  auto in = fs.createReadStream(file);
  Pump pump(posting([=](auto& req, auto& res) { in.pipe(t).pipe(res); }));
  {
    auto client = pump.connect();
    client->stop_reading();
    client->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    pump.advance(10);
    CHECK(!t.destroyed());
  }
  pump.advance(1000);
  CHECK(t.destroyed());
  CHECK(in.destroyed());
}

TEST_CASE("a transform into two targets goes on when both do") {
  auto t = PassThrough();
  auto slow = PassThrough({.highWaterMark = 1});
  auto fast = PassThrough();
  Let heard = "";
  fast.on("data", [=](auto chunk) { heard += chunk.toString(); });
  t.pipe(slow);
  t.pipe(fast);
  t.write("a");
  t.write("b");
  t.write("c");
  wait();
  CHECK(heard.length() < 3);
  slow.resume();
  wait();
  CHECK(heard == "abc");
}

TEST_CASE("pipeline with transforms, called back and awaited") {
  const TempFolder folder;
  const Value from = folder.file("from", std::string(200'000, 'x')), to = folder.path() + "/to";
  Let seen = "";
  pipeline(fs.createReadStream(from), upper(), fs.createWriteStream(to),
           [=](auto err) { seen += err ? err.message : Value("done"); });
  wait();
  CHECK(seen == "done");
  CHECK(fs.readFileSync(to, "utf8") == std::string(200'000, 'X'));

  auto work = [=]() -> Task<> {
    co_await pipeline(numbered(2), upper(), PassThrough(), fs.createWriteStream(to));
    seen = fs.readFileSync(to, "utf8");
    Value open = {{"end", false}};
    auto out = fs.createWriteStream(to);
    co_await pipeline({"a"}, upper(), out, open);
    out.end("b");
    co_await finished(out);
    seen += fs.readFileSync(to, "utf8");
    auto count = [=](auto chunks) -> Task<> {
      while (Value chunk = co_await chunks.next()) seen += chunk.length() + " ";
    };
    co_await pipeline({"ab", "c"}, upper(), PassThrough(), count);
    co_await pipeline({"abcd"}, upper(), count);
  };
  run(work());
  CHECK(seen == "LINE 0\nLINE 1\nAb2 1 4 ");
}

TEST_CASE("the first error of a pipeline with transforms is told once, and all that has not ended is destroyed") {
  const TempFolder folder;
  Let seen = "";
  auto in = Readable.from(numbered(9));
  auto first = PassThrough(), last = PassThrough();
  auto out = fs.createWriteStream(folder.path() + "/to");
  pipeline(in, first, failing(), last, out, [=](auto err) { seen += err.message + " "; });
  wait();
  CHECK(seen == "mid ");
  CHECK(in.destroyed());
  CHECK(first.destroyed());
  CHECK(last.destroyed());
  CHECK(out.destroyed());

  auto gone = PassThrough();
  gone.destroy();
  pipeline(Readable.from({"a"}), gone, PassThrough(), [=](auto err) { seen += err.code + " "; });
  wait();
  auto work = [=]() -> Task<> {
    auto read = [=](auto chunks) -> Task<> { (void)co_await chunks.next(); };
    try {
      co_await pipeline(numbered(3), failing(), read);
    } catch (Error& err) {
      seen += err.message;
    }
  };
  run(work());
  CHECK(seen == "mid ERR_STREAM_PREMATURE_CLOSE mid");
}

TEST_CASE("a consumer that goes early destroys what stands before it") {
  auto in = Readable.from(numbered(100'000));
  auto t = upper();
  Let seen = "";
  auto work = [=]() -> Task<> {
    auto one = [=](auto chunks) -> Task<> { seen = co_await chunks.next(); };
    co_await pipeline(in, t, one);
  };
  run(work());
  CHECK(seen.toString() == "LINE 0\n");
  CHECK(t.destroyed());
  CHECK(in.destroyed());
}

TEST_CASE("a pipeline through transforms into an answer whose client leaves, and one of a body that was read") {
  Let seen = "";
  auto source = Readable.from(numbered(1'000'000));
  auto t = upper();
  Pump pump(posting([=](auto& req, auto& res) { pipeline(source, t, res, [=](auto err) { seen += err.code; }); }));
  {
    auto client = pump.connect();
    client->stop_reading();
    client->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(seen == "");
  }
  pump.advance(1000);
  CHECK(seen == "ERR_STREAM_PREMATURE_CLOSE");
  CHECK(source.destroyed());
  CHECK(t.destroyed());

  auto app = express();
  app.use(express.text());
  app.post("/", [=](auto& req, auto& res) {
    auto mark = Transform({.transform = [](auto chunk, auto enc, auto cb) { cb(null, chunk); },
                           .flush = [](auto cb) { cb(null, "the end"); }});
    pipeline(req, mark, res, [=](auto err) { CHECK(!err); });
  });
  Pump read(app);
  CHECK(read.post("/", "x", {{"Content-Type", "text/plain"}}).body == "the end");
}

TEST_CASE("finished tells of the end of each kind of stream") {
  const TempFolder folder;
  const Value file = folder.file("file", "text");
  Let seen = "";
  auto note = [=](const Value& name) {
    return [=](auto err) { seen += name + (err ? ":" + err.code : Value("")) + " "; };
  };
  auto destroyed = PassThrough();
  destroyed.destroy();
  finished(destroyed, note("destroyed"));
  wait();
  auto whole = PassThrough();
  finished(whole, note("whole"));
  whole.resume();
  whole.end("x");
  wait();
  finished(whole, note("again"));
  wait();
  auto unread = stream.PassThrough();
  unread.end();
  wait();
  finished(unread, note("unread"));
  unread.resume();
  wait();
  auto bad = failing();
  finished(bad, note("bad"));
  bad.write("x");
  wait();
  auto read = fs.createReadStream(file);
  finished(read, note("read"));
  read.resume();
  wait();
  auto list = Readable.from({"a"});
  stream.finished(list, note("list"));
  list.resume();
  wait();
  CHECK(seen == "destroyed:ERR_STREAM_PREMATURE_CLOSE whole again unread bad:undefined read list ");

  Let answered = "";
  Pump pump(posting([=](auto& req, auto& res) {
    finished(res, [=](auto err) { answered += err ? err.code : Value("sent"); });
    res.send("x");
  }));
  (void)pump.get("/");
  CHECK(answered == "sent");
}

TEST_CASE("asyncIterator of a transform") {
  Let seen = "";
  auto t = upper();
  t.write("a");
  t.end("b");
  auto work = [=]() -> Task<> {
    auto chunks = asyncIterator(t);
    while (Value chunk = co_await chunks.next()) seen += chunk.toString();
  };
  run(work());
  CHECK(seen == "AB");
}
