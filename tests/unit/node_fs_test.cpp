// fs: the results and the errors that Node gives.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "net/loop.hpp"
#include "temp_folder.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

// Runs the loop until nothing is left to do.
void wait() { net::run_until_idle(); }

// "CODE syscall path dest | message"
std::string described(const Error& e) {
  return format("{} {} {} {} | {}", e.code, e["syscall"], e["path"], e["dest"], e.message);
}
template <class F>
std::string thrown_by(F f) {
  try {
    f();
  } catch (const Error& e) {
    return described(e);
  }
  return "nothing";
}

}  // namespace

TEST_CASE("files are written, appended to and read, as text or as bytes") {
  const TempFolder folder;
  const auto file = folder / "a.txt";
  fs.writeFileSync(file, "grün");
  fs.appendFileSync(file, Buffer.from("!"));
  CHECK(fs.readFileSync(file, "utf8") == "grün!");
  CHECK(fs.readFileSync(file, {{"encoding", "hex"}}) == "6772c3bc6e21");
  CHECK(Buffer.isBuffer(fs.readFileSync(file)));
  CHECK(fs.readFileSync(file).length() == 6);
  fs.writeFileSync(file, "YWI=", "base64");
  CHECK(fs.readFileSync(file, "latin1") == "ab");
  fs.writeFileSync(file, "c", {{"flag", "a"}});
  CHECK(fs.readFileSync(file, "utf8") == "abc");
  fs.writeFileSync(folder / "secret", "", {{"mode", "600"}});
  CHECK((int(fs.statSync(folder / "secret").mode) & 0777) == 0600);
  fs.writeFileSync(file, std::string(200'000, 'x'));
  CHECK(fs.readFileSync(file).length() == 200'000);
}

TEST_CASE("callbacks get null and the result, later, on the loop") {
  const TempFolder folder;
  const auto file = folder / "a.txt";
  Let seen = "";
  fs.writeFile(file, "text", [=](auto err) {
    seen += format("written {} ", err ? 1 : 0);
    fs.readFile(file, "utf8", [=](auto failed, auto text) { seen += format("{} {} ", failed ? 1 : 0, text); });
    fs.stat(file, [=](auto, auto stats) { seen += format("{} {} ", stats.size, stats.isFile()); });
  });
  seen += "first ";
  wait();
  CHECK(seen.startsWith("first written 0 "));
  CHECK(seen.includes("0 text "));
  CHECK(seen.includes("4 true "));
}

TEST_CASE("errors are Node's, in each of the three ways") {
  const TempFolder folder;
  const auto none = folder / "none", file = folder.file("file", "x");
  const auto dir = folder.path();
  CHECK(thrown_by([&] { fs.readFileSync(none); }) ==
        "ENOENT open " + none + " undefined | ENOENT: no such file or directory, open '" + none + "'");
  CHECK(thrown_by([&] { fs.readFileSync(dir); }) ==
        "EISDIR read undefined undefined | EISDIR: illegal operation on a directory, read");
  CHECK(thrown_by([&] { fs.renameSync(none, file); }) == "ENOENT rename " + none + " " + file +
                                                             " | ENOENT: no such file or directory, rename '" + none +
                                                             "' -> '" + file + "'");
  const std::pair<std::string, std::string> cases[] = {
      {thrown_by([&] { fs.writeFileSync(none + "/x", "x"); }), "ENOENT open"},
      {thrown_by([&] {
         fs.writeFileSync(file, "x", {{"flag", "wx"}});
       }),
       "EEXIST open"},
      {thrown_by([&] { fs.readdirSync(file); }), "ENOTDIR scandir"},
      {thrown_by([&] { fs.mkdirSync(dir); }), "EEXIST mkdir"},
      {thrown_by([&] {
         fs.mkdirSync(file, {{"recursive", true}});
       }),
       "EEXIST mkdir"},
      {thrown_by([&] {
         fs.mkdirSync(file + "/x", {{"recursive", true}});
       }),
       "ENOTDIR mkdir"},
      {thrown_by([&] { fs.unlinkSync(dir); }), "EISDIR unlink"},
      {thrown_by([&] { fs.rmdirSync(dir); }), "ENOTEMPTY rmdir"},
      {thrown_by([&] { fs.rmSync(none); }), "ENOENT lstat"},
      {thrown_by([&] { fs.rmSync(dir); }), "ERR_FS_EISDIR rm"},
      {thrown_by([&] { fs.copyFileSync(none, file); }), "ENOENT copyfile"},
      {thrown_by([&] { fs.copyFileSync(dir, file); }), "EISDIR copyfile"},
      {thrown_by([&] { fs.copyFileSync(file, file, fs.constants["COPYFILE_EXCL"]); }), "EEXIST copyfile"},
      {thrown_by([&] { fs.statSync(none); }), "ENOENT stat"},
      {thrown_by([&] { fs.accessSync(none); }), "ENOENT access"},
      {thrown_by([&] { fs.realpathSync(none); }), "ENOENT realpath"},
  };
  for (const auto& one : cases) CHECK_MESSAGE(one.first.starts_with(one.second + " "), one.first);
  try {
    fs.statSync(none);
  } catch (Error& e) {
    CHECK(e["errno"] == -2);
    CHECK(JSON.stringify(e).includes("\"syscall\":\"stat\""));
  }

  std::string called, rejected;
  fs.readFile(none, [&](auto err, auto text) { called = described(err) + (text == undefined ? "" : "text"); });
  (void)[](std::string name, std::string * out)->Task<> {
    Error failed;
    try {
      co_await fs.promises.readFile(name);
    } catch (Error& e) {
      failed = e;
    }
    *out = described(failed);
  }
  (none, &rejected);
  wait();
  CHECK(called.starts_with("ENOENT open " + none));
  CHECK(rejected == called);
}

TEST_CASE("arguments that are none are refused at once, with Node's words") {
  const auto nothing = [](auto) {};
  CHECK_THROWS_WITH_AS(
      fs.readFile(undefined, nothing),
      "The \"path\" argument must be of type string or an instance of Buffer or URL. Received undefined", TypeError);
  CHECK_THROWS_WITH_AS(
      fs.readFileSync("a\0b"s),
      "The argument 'path' must be a string, Uint8Array, or URL without null bytes. Received 'a\\x00b'", TypeError);
  CHECK_THROWS_WITH_AS(fs.readFileSync("x", 5),
                       "The \"options\" argument must be one of type string or object. Received type number (5)",
                       TypeError);
  CHECK_THROWS_WITH_AS(fs.readFileSync("x", "zz"), "The argument 'encoding' is invalid encoding. Received 'zz'",
                       TypeError);
  CHECK_THROWS_WITH_AS(fs.readFileSync("x", {{"flag", "zz"}}), "The argument 'flags' is invalid. Received 'zz'",
                       TypeError);
  CHECK_THROWS_WITH_AS(fs.mkdirSync("x", {{"mode", "zz"}}),
                       "The argument 'mode' must be a 32-bit unsigned integer or an octal string. Received 'zz'",
                       TypeError);
  CHECK_THROWS_WITH_AS(
      fs.writeFileSync("x", 5),
      "The \"data\" argument must be of type string or an instance of Buffer, TypedArray, or DataView. "
      "Received type number (5)",
      TypeError);
  CHECK_THROWS_WITH_AS(fs.readFile("x", nullptr), "The \"cb\" argument must be of type function. Received undefined",
                       TypeError);
  CHECK_FALSE(fs.existsSync(undefined));
}

TEST_CASE("stats tell what a file is, and when it was changed") {
  const TempFolder folder;
  const auto file = folder.file("file", "12345");
  const auto stats = fs.statSync(file);
  CHECK(stats.size == 5);
  CHECK(stats.isFile());
  CHECK_FALSE(stats.isDirectory());
  CHECK(stats.mtimeMs > Date.now() - 60'000);
  CHECK(Math.abs(stats.mtime.getTime() - stats.mtimeMs) <= 1);
  CHECK(stats.mtime.toISOString().endsWith("Z"));
  CHECK(fs.statSync(folder.path()).isDirectory());
  CHECK(JSON.stringify(stats).startsWith("{\"dev\":"));
  CHECK_FALSE(fs.statSync(folder / "none", {{"throwIfNoEntry", false}}));
  std::filesystem::create_symlink(file, folder / "link");
  CHECK(fs.lstatSync(folder / "link").isSymbolicLink());
  CHECK(fs.statSync(folder / "link").isFile());
  CHECK(fs.realpathSync(folder / "link") == fs.realpathSync(file));
}

TEST_CASE("folders are made, read and removed, with all below them where that is asked for") {
  const TempFolder folder;
  CHECK(fs.mkdirSync(folder / "a/b/c", {{"recursive", true}}) == folder / "a");
  CHECK(fs.mkdirSync(folder / "a/b/c", {{"recursive", true}}) == undefined);
  CHECK(fs.mkdirSync(folder / "a/d") == undefined);
  fs.writeFileSync(folder / "a/b/file", "");
  fs.writeFileSync(folder / "a/Z", "");
  CHECK(fs.readdirSync(folder / "a").join() == "Z,b,d");
  CHECK(fs.readdirSync(folder / "a", {{"recursive", true}}).join() == "Z,b,d,b/c,b/file");
  Value entries = fs.readdirSync(folder / "a", {{"withFileTypes", true}});
  CHECK(entries.filter([](auto e) { return e["isDirectory"](); }).map([](auto e) { return e["name"]; }).join() ==
        "b,d");
  CHECK(entries[0]["parentPath"] == folder / "a");
  fs.rmdirSync(folder / "a/d");
  fs.rmSync(folder / "a", {{"recursive", true}});
  CHECK_FALSE(fs.existsSync(folder / "a"));
  fs.rmSync(folder / "a", {{"force", true}});
}

TEST_CASE("files are copied, renamed and removed; a copy onto itself keeps what is there") {
  const TempFolder folder;
  const auto file = folder.file("file", "text");
  fs.copyFileSync(file, folder / "copy");
  fs.copyFileSync(file, file);
  CHECK(fs.readFileSync(file, "utf8") == "text");
  fs.renameSync(folder / "copy", folder / "renamed");
  CHECK(fs.readFileSync(folder / "renamed", "utf8") == "text");
  fs.unlinkSync(folder / "renamed");
  CHECK_FALSE(fs.existsSync(folder / "renamed"));
}

TEST_CASE("fs.promises gives tasks, which wrong arguments reject") {
  const TempFolder folder;
  run([](std::string dir) -> Task<> {
    co_await fs.promises.mkdir(dir + "/sub");
    co_await fs.promises.writeFile(dir + "/sub/a", "one");
    co_await fs.promises.appendFile(dir + "/sub/a", ", two");
    co_await fs.promises.copyFile(dir + "/sub/a", dir + "/sub/b");
    co_await fs.promises.rename(dir + "/sub/b", dir + "/sub/c");
    auto names = co_await fs.promises.readdir(dir + "/sub");
    auto stats = co_await fs.promises.stat(dir + "/sub/c");
    auto text = co_await fs.promises.readFile(dir + "/sub/a", "utf8");
    CHECK(names.join() == "a,c");
    CHECK(stats.size == 8);
    CHECK(text == "one, two");
    co_await fs.promises.access(dir, fs.constants["R_OK"] | fs.constants["W_OK"]);
    co_await fs.promises.unlink(dir + "/sub/a");
    co_await fs.promises.rm(dir + "/sub", {{"recursive", true}});
    auto refused = fs.promises.readFile(undefined);
    std::string why;
    try {
      co_await refused;
    } catch (Error& e) {
      why = e.code.str();
    }
    CHECK(why == "ERR_INVALID_ARG_TYPE");
  }(folder.path()));
  CHECK(fs.readdirSync(folder.path()).length() == 0);
}
