// zlib: whole buffers, callbacks, streams; errors and limits as Node has them.
#include <crema/express.hpp>
#include <crema/stream.hpp>
#include <crema/util.hpp>
#include <crema/zlib.hpp>
#include <doctest/doctest.h>

#include <random>
#include <string>

#include "posting.hpp"
#include "pump.hpp"
#include "temp_folder.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

void wait() { net::run_until_idle(); }

Value hex(const Value& bytes) { return Buffer.from(bytes, "hex"); }

// What an expression throws: its code, number and message.
template <class F>
Value thrown_by(F f) {
  try {
    f();
  } catch (const Error& err) {
    return err.code + " " + (err["errno"] || "-") + " " + err.message;
  }
  return "nothing";
}

// Letters that pack a little.
std::string letters(std::size_t size) {
  std::mt19937 random(7);
  std::string text(size, ' ');
  for (auto& c : text) c = static_cast<char>('a' + static_cast<int>(random() % 16));
  return text;
}

#if CREMA_HAS_BROTLI
constexpr bool brotli = true;
#else
constexpr bool brotli = false;
#endif

}  // namespace

TEST_CASE("what Node packs is unpacked, and small texts are packed to the same bytes") {
  CHECK(zlib.gzipSync("hello").toString("hex") == "1f8b0800000000000003cb48cdc9c9070086a6103605000000");
  CHECK(zlib.gzipSync("").toString("hex") == "1f8b080000000000000303000000000000000000");
  CHECK(zlib.deflateSync("hello", {{"level", 9}}).toString("hex") == "78dacb48cdc9c90700062c0215");
  CHECK(zlib.deflateRawSync("x", {{"windowBits", 8}}).toString("hex") == "ab0000");
  CHECK(zlib.deflateSync("x", {{"windowBits", 8}}).toString("hex") ==
        "1895ab0000007900"
        "79");
  CHECK(zlib.gunzipSync(hex("1f8b0800000000000003cb48cdc9c9070086a6103605000000")).toString() == "hello");
  CHECK(zlib.inflateSync(hex("78dacb48cdc9c90700062c0215")).toString() == "hello");
  CHECK(zlib.inflateRawSync(hex("ab0000")).toString() == "x");
  CHECK(zlib.unzipSync(hex("78dacb48cdc9c90700062c0215")).toString() == "hello");
  CHECK(zlib.unzipSync(zlib.gzipSync("x")).toString() == "x");
  CHECK(zlib.crc32("hello") == 907060870);
  CHECK(zlib.crc32("lo", zlib.crc32("hel")) == 907060870);
}

TEST_CASE("each packs what its counterpart unpacks, with any options") {
  const Value text = letters(200'000);
  for (const int level : {-1, 0, 1, 9})
    for (const int bits : {9, 15}) {
      const Value options = {
          {"level", level}, {"windowBits", bits}, {"memLevel", 1}, {"chunkSize", 64}, {"strategy", 0}};
      CHECK(zlib.gunzipSync(zlib.gzipSync(text, options)).equals(Buffer.from(text)));
      CHECK(zlib.inflateSync(zlib.deflateSync(text, options)).equals(Buffer.from(text)));
      CHECK(zlib.inflateRawSync(zlib.deflateRawSync(text, options)).equals(Buffer.from(text)));
    }
  CHECK(zlib.gzipSync(text, {{"level", zlib.constants.Z_BEST_COMPRESSION}}).length() <
        zlib.gzipSync(text, {{"level", zlib.constants["Z_NO_COMPRESSION"]}}).length());
  const Value dictionary = Buffer.from("hello");
  const Value with = {{"dictionary", dictionary}};
  CHECK(zlib.inflateSync(zlib.deflateSync("hello", with), with).toString() == "hello");
  CHECK(zlib.inflateRawSync(zlib.deflateRawSync("hello", with), with).toString() == "hello");
  if (!brotli) return;
  CHECK(zlib.brotliDecompressSync(zlib.brotliCompressSync(text)).equals(Buffer.from(text)));
  const Value by_pairs = {
      {"params", {{zlib.constants.BROTLI_PARAM_QUALITY, 1}, {zlib.constants.BROTLI_PARAM_MODE, 1}}}};
  const Value by_pair = {{"params", {{zlib.constants.BROTLI_PARAM_QUALITY, 1}}}};
  const Value by_name = {{"params", {{"1", true}}}};
  const auto best = zlib.brotliCompressSync(text).length();
  for (const Value& options : {by_pairs, by_pair, by_name}) {
    const Value packed = zlib.brotliCompressSync(text, options);
    CHECK(packed.length() > best);
    CHECK(zlib.brotliDecompressSync(packed).equals(Buffer.from(text)));
  }
}

TEST_CASE("what is not packed is Node's error") {
  const Value packed = zlib.gzipSync("hello world");
  CHECK(thrown_by([&] { zlib.gunzipSync("hello world"); }) == "Z_DATA_ERROR -3 incorrect header check");
  CHECK(thrown_by([&] { zlib.unzipSync("hello world"); }) == "Z_DATA_ERROR -3 incorrect header check");
  CHECK(thrown_by([&] { zlib.inflateRawSync("hello world"); }) == "Z_DATA_ERROR -3 invalid stored block lengths");
  CHECK(thrown_by([&] { zlib.gunzipSync(packed.slice(0, 10)); }) == "Z_BUF_ERROR -5 unexpected end of file");
  for (const auto* unpack : {&zlib.gunzipSync, &zlib.inflateSync, &zlib.unzipSync, &zlib.inflateRawSync})
    CHECK(thrown_by([&] { (*unpack)(""); }) == "Z_BUF_ERROR -5 unexpected end of file");
  Value bad = Buffer.from(packed);
  bad[bad.length() - 1] = 1;
  CHECK(thrown_by([&] { zlib.gunzipSync(bad); }) == "Z_DATA_ERROR -3 incorrect length check");
  bad = Buffer.from(packed);
  bad[bad.length() - 6] = 1;
  CHECK(thrown_by([&] { zlib.gunzipSync(bad); }) == "Z_DATA_ERROR -3 incorrect data check");
  const Value with = {{"dictionary", Buffer.from("hello")}}, other = {{"dictionary", Buffer.from("hellx")}};
  CHECK(thrown_by([&] { zlib.inflateSync(zlib.deflateSync("hello", with)); }) == "Z_NEED_DICT 2 Missing dictionary");
  CHECK(thrown_by([&] { zlib.inflateSync(zlib.deflateSync("hello", with), other); }) == "Z_NEED_DICT 2 Bad dictionary");
  CHECK(zlib.inflateSync(zlib.deflateSync("hello world").slice(0, 8), {{"finishFlush", zlib.constants.Z_SYNC_FLUSH}})
            .toString() == "hello");
  if (!brotli) return;
  CHECK(thrown_by([&] { zlib.brotliDecompressSync(""); }) == "Z_BUF_ERROR -5 unexpected end of file");
  CHECK(thrown_by([&] { zlib.brotliDecompressSync("hello world"); }) ==
        "ERR__ERROR_FORMAT_CL_SPACE -6 Decompression failed");
}

TEST_CASE("members of gzip, and what stands behind them") {
  const Value a = zlib.gzipSync("a"), b = zlib.gzipSync("b");
  CHECK(zlib.gunzipSync(Buffer.concat({a, b})).toString() == "ab");
  CHECK(zlib.unzipSync(Buffer.concat({a, b})).toString() == "ab");
  CHECK(zlib.gunzipSync(Buffer.concat({a, Buffer.alloc(5)})).toString() == "a");
  CHECK(thrown_by([&] {
          zlib.gunzipSync(Buffer.concat({a, Buffer.from("zzzz")}));
        }) == "Z_DATA_ERROR -3 incorrect header check");
  CHECK(zlib.inflateSync(Buffer.concat({zlib.deflateSync("a"), Buffer.from("zzzzz")})).toString() == "a");
}

TEST_CASE("options and arguments are checked as Node does") {
  CHECK(thrown_by([] {
          zlib.gzipSync("x", {{"level", 10}});
        }) ==
        "ERR_OUT_OF_RANGE - The value of \"options.level\" is out of range. It must be >= -1 and <= 9. Received 10");
  CHECK(thrown_by([] {
          zlib.gzipSync("x", {{"level", "a"}});
        }) ==
        "ERR_INVALID_ARG_TYPE - The \"options.level\" property must be of type number. Received type string ('a')");
  CHECK(zlib.gzipSync("x", {{"level", NaN}}).length() == 21);
  CHECK(thrown_by([] {
          zlib.gzipSync("x", {{"chunkSize", 10}});
        }) == "ERR_OUT_OF_RANGE - The value of \"options.chunkSize\" is out of range. It must be >= 64. Received 10");
  CHECK(
      thrown_by([] {
        zlib.gzipSync("x", {{"windowBits", 8}});
      }) ==
      "ERR_OUT_OF_RANGE - The value of \"options.windowBits\" is out of range. It must be >= 9 and <= 15. Received 8");
  CHECK(zlib.gunzipSync(zlib.gzipSync("x"), {{"windowBits", 0}}).toString() == "x");
  CHECK(
      thrown_by([] {
        zlib.gzipSync("x", {{"maxOutputLength", 0}});
      }) ==
      "ERR_OUT_OF_RANGE - The value of \"options.maxOutputLength\" is out of range. It must be >= 1 and <= 4294967296. "
      "Received 0");
  CHECK(thrown_by([] { zlib.gzipSync("x", {{"flush", 9}}); }).startsWith("ERR_OUT_OF_RANGE"));
  CHECK(thrown_by([] { zlib.createInflate({{"dictionary", 5}}); }).startsWith("ERR_INVALID_ARG_TYPE"));
  CHECK(thrown_by([] { zlib.gzipSync(5); }) ==
        "ERR_INVALID_ARG_TYPE - The \"buffer\" argument must be of type string or an instance of Buffer, TypedArray, "
        "DataView, or ArrayBuffer. Received type number (5)");
  CHECK(thrown_by([] { zlib.gzip(5, [](auto) {}); }) ==
        "ERR_INVALID_ARG_TYPE - The \"chunk\" argument must be of type string or an instance of Buffer, TypedArray, or "
        "DataView. Received type number (5)");
  CHECK(zlib.constants["Z_BEST_SPEED"] == 1);
  CHECK(zlib.constants["BROTLI_MAX_QUALITY"] == 11);
  CHECK(zlib.constants["NOTHING"] == undefined);
  CHECK(zlib.Z_BEST_COMPRESSION == 9);
  if (!brotli) {
    CHECK(thrown_by([] { zlib.createBrotliCompress(); }).startsWith("ERR_FEATURE_UNAVAILABLE_ON_PLATFORM"));
    return;
  }
  CHECK(thrown_by([] {
          zlib.brotliCompressSync("x", {{"params", {{"999", 12}}}});
        }) == "ERR_BROTLI_INVALID_PARAM - 999 is not a valid Brotli parameter");
  CHECK(
      thrown_by([] {
        zlib.brotliCompressSync("x", {{"params", {{"1", "a"}}}});
      }) ==
      "ERR_INVALID_ARG_TYPE - The \"options.params[key]\" property must be of type number. Received type string ('a')");
}

TEST_CASE("a bomb is not unpacked beyond maxOutputLength") {
  const Value bomb = zlib.gzipSync(Buffer.alloc(1'000'000));
  CHECK(bomb.length() < 2000);
  const Value most = {{"maxOutputLength", 1000}};
  CHECK(thrown_by([&] { zlib.gunzipSync(bomb, most); }) ==
        "ERR_BUFFER_TOO_LARGE - Cannot create a Buffer larger than 1000 bytes");
  CHECK(zlib.gunzipSync(bomb, {{"maxOutputLength", 1'000'000}}).length() == 1'000'000);
  Let seen = "";
  zlib.gunzip(bomb, most, [=](auto err, auto bytes) { seen = err.code + " " + typeof_(bytes); });
  wait();
  CHECK(seen == "ERR_BUFFER_TOO_LARGE undefined");
}

TEST_CASE("callbacks, awaited, and promisify") {
  Let seen = "";
  zlib.gzip("hello", [=](auto err, auto packed) {
    zlib.unzip(packed, [=](auto failed, auto text) { seen += text.toString() + " "; });
  });
  zlib.deflate("x", {{"level", 9}}, [=](auto err, auto packed) { seen += packed.length() + " "; });
  zlib.gunzip("no gzip", [=](auto err, auto text) { seen += err.code + " "; });
  CHECK(seen == "");
  wait();
  CHECK(seen.includes("hello "));
  CHECK(seen.includes("9 "));
  CHECK(seen.includes("Z_DATA_ERROR "));
  auto work = [=]() -> Task<> {
    const Value packed = co_await zlib.deflateRaw("awaited");
    seen = (co_await zlib.inflateRaw(packed)).toString();
    auto gzip = util.promisify(zlib.gzip);
    auto gunzip = util.promisify(zlib.gunzip);
    const Value again = co_await gzip("promised", Value{{"level", 1}});
    seen += (co_await gunzip(again)).toString();
    try {
      (void)co_await zlib.inflate("x");
    } catch (Error& err) {
      seen += err.message;
    }
  };
  run(work());
  CHECK(seen == "awaitedpromisedunexpected end of file");
}

TEST_CASE("a file is packed into an answer, and a packed body into a file") {
  const TempFolder folder;
  const std::string text = letters(400'000);
  const Value from = folder.file("from", text), to = folder.path() + "/to";
  Let seen = "";
  Pump pump(posting([=](auto& req, auto& res) {
    if (req.method == "GET") {
      res.set("Content-Encoding", "gzip");
      fs.createReadStream(from).pipe(zlib.createGzip()).pipe(res);
      return;
    }
    pipeline(req, zlib.createGunzip(), fs.createWriteStream(to), [=](auto err) {
      seen = err ? err.code : Value("done");
      res.sendStatus(err ? 400 : 201);
    });
  }));
  const auto answer = pump.get("/");
  CHECK(answer.complete);
  CHECK(zlib.gunzipSync(bufferOfBytes(answer.body)).toString() == text);
  CHECK(pump.post("/", answer.body).status == 201);
  CHECK(seen == "done");
  CHECK(fs.readFileSync(to, "utf8") == text);
  CHECK(pump.post("/", "no gzip").status == 400);
  CHECK(seen == "Z_DATA_ERROR");
  CHECK(pump.post("/", answer.body.substr(0, 1000)).status == 400);
  CHECK(seen == "Z_BUF_ERROR");
}

TEST_CASE("each stream packs and unpacks, whatever the pieces") {
  const Value text = Buffer.from(letters(100'000));
  auto round = [=](ZlibStream pack, ZlibStream unpack, int piece) -> Task<> {
    Value out = Array();
    auto collect = [=](auto chunks) -> Task<> {
      Value all = out;
      while (Value chunk = co_await chunks.next()) all.push(chunk);
    };
    for (int at = 0; at < 100'000; at += piece) pack.write(text.slice(at, at + piece));
    pack.end();
    co_await pipeline(pack, unpack, collect);
    CHECK(Buffer.concat(out).equals(text));
    CHECK(pack.bytesWritten() == 100'000);
  };
  for (const int piece : {100, 7000, 100'000}) {
    run(round(zlib.createGzip(), zlib.createGunzip(), piece));
    run(round(zlib.createGzip({{"level", 1}}), zlib.createUnzip({{"chunkSize", 64}}), piece));
    run(round(zlib.createDeflate(), zlib.createInflate(), piece));
    run(round(zlib.createDeflateRaw(), zlib.createInflateRaw(), piece));
    const Value fast = {{"params", {{"1", 3}}}};
    if (brotli) run(round(zlib.createBrotliCompress(fast), zlib.createBrotliDecompress(), piece));
  }
}

TEST_CASE("flush() lets out what was written") {
  auto gzip = zlib.createGzip();
  auto unpack = zlib.createGunzip();
  Let seen = "";
  gzip.pipe(unpack).on("data", [=](auto chunk) { seen += chunk.toString(); });
  gzip.write("hello");
  wait();
  CHECK(seen == "");
  gzip.flush([=] { seen += "!"; });
  wait();
  CHECK(seen.includes("hello"));
  CHECK(seen.includes("!"));
  gzip.close([=] { seen = "closed"; });
  wait();
  CHECK(seen == "closed");
}

TEST_CASE("errors of streams, and what stands behind the end") {
  Let seen = "";
  auto bad = zlib.createGunzip();
  bad.on("error", [=](auto err) { seen += err["code"] + " " + err["message"] + " "; });
  bad.on("close", [=] { seen += "close"; });
  bad.end("hello");
  wait();
  CHECK(seen == "Z_DATA_ERROR incorrect header check close");
  auto none = zlib.createInflate();
  none.on("error", [=](auto err) { seen = err["message"]; });
  none.end();
  none.resume();
  wait();
  CHECK(seen == "unexpected end of file");
  auto more = zlib.createInflate();
  seen = "";
  more.on("data", [=](auto chunk) { seen += chunk.toString(); }).on("end", [=] { seen += " end"; });
  more.write(Buffer.concat({zlib.deflateSync("a"), Buffer.from("zzzzz")}));
  more.end("and more");
  wait();
  CHECK(seen == "a end");
}

TEST_CASE("a bomb in a stream waits for its reader") {
  const Value bomb = zlib.gzipSync(Buffer.alloc(20'000'000));
  auto unpack = zlib.createGunzip();
  unpack.end(bomb);
  wait();
  CHECK(unpack.readableLength() <= 200'000);
  Let bytes = 0;
  unpack.on("data", [=](auto chunk) { bytes += chunk.length(); });
  wait();
  CHECK(bytes == 20'000'000);
  auto left = zlib.createGunzip();
  left.write(bomb);
  left.destroy();
  wait();
  CHECK(left.closed());
}
