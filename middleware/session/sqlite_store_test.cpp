// SqliteStore: what it keeps, for how long, in which form, and what it says about files that are of no use.
#include <crema/sqlite_store.hpp>

#include "session_fixture.hpp"
#include "sqlite_file.hpp"
#include "temp_folder.hpp"

#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <thread>

using namespace session_test;

namespace {

// A store without a server; each call waits for its answer.
struct Kept {
  explicit Kept(SqliteStoreOptions options = {}) {
    if (options.dir == ".") options.dir = folder.path();
    store.emplace(options);
  }

  template <class F>
  Value wait(F call) {
    Value result;
    error = Error();
    bool done = false;
    pump.loop.turn([&] {
      call(Callback<Error, Value>([&](auto& err, auto& value) {
        error = err;
        result = value;
        done = true;
      }));
    });
    double patience = 60000;
    while (!done && pump.wait(patience)) {
    }
    CHECK(done);
    return result;
  }
  Value get(const Value& id) {
    return wait([&](auto cb) { store->get(id, cb); });
  }
  void set(const Value& id, const Value& data) {
    wait([&](auto cb) { store->set(id, data, cb); });
  }
  void replace(const Value& id, const Value& data) {
    wait([&](auto cb) { store->replace(id, data, cb); });
  }
  void touch(const Value& id, const Value& data) {
    wait([&](auto cb) { store->touch(id, data, cb); });
  }
  void destroy(const Value& id) {
    wait([&](auto cb) { store->destroy(id, cb); });
  }
  Value length() {
    return wait([&](auto cb) { store->length(cb); });
  }
  std::string file() const { return folder / "sessions.db"; }

  crema::testing::TempFolder folder;
  Pump pump{express()};
  std::optional<SqliteStore> store;
  Error error;
};

Value aging(double ms, const Value& x = 1) { return {{"cookie", session.Cookie({.maxAge = ms})}, {"x", x}}; }
Value lasting(const Value& x = 1) { return {{"cookie", session.Cookie()}, {"x", x}}; }

std::string message_of(const SqliteStoreOptions& options) {
  try {
    const SqliteStore store(options);
  } catch (const Error& error) {
    return error.message.str();
  }
  return {};
}

}  // namespace

TEST_CASE("SqliteStore keeps a session's JSON as express-session writes it, across programs") {
  Kept kept;
  const Value data = lasting("ä\n");
  kept.set("a", data);
  CHECK(JSON.stringify(kept.get("a")) ==
        R"({"cookie":{"originalMaxAge":null,"expires":null,"httpOnly":true,"path":"/"},"x":"ä\n"})");
  CHECK(kept.get("b") == undefined);
  kept.store.reset();
  kept.store.emplace(SqliteStoreOptions{.dir = kept.folder.path()});
  CHECK(kept.get("a")["x"] == "ä\n");
}

TEST_CASE("SqliteStore replaces what is there alone, and destroys it") {
  Kept kept;
  kept.replace("a", lasting());
  CHECK(!kept.error);
  CHECK(kept.get("a") == undefined);
  kept.set("a", lasting(1));
  kept.replace("a", lasting(2));
  CHECK(kept.get("a")["x"] == 2);
  kept.destroy("a");
  kept.touch("a", lasting());
  CHECK(kept.get("a") == undefined);
}

TEST_CASE("SqliteStore gives no expired sessions, and prunes them") {
  Kept kept({.pruneInterval = 20});
  for (int i = 0; i < 500; ++i) kept.set(std::to_string(i), aging(-1));
  kept.set("ever", lasting());
  kept.set("now", aging(60000));
  CHECK(kept.get("0") == undefined);
  CHECK(kept.length() == 2);
  const Value all = kept.wait([&](auto cb) { kept.store->all(cb); });
  CHECK(JSON.stringify(Object.keys(all)) == R"(["ever","now"])");
  // Rows that are over are gone from the file, though nobody asks for them.
  detail::SqliteFile other({kept.file(), "sessions", "NORMAL", 2000});
  std::int64_t rows = 502;
  for (int i = 0; i < 1000 && rows != 2; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    if (other.length.bind(1, std::int64_t{0}).step()) rows = other.length.number(0);
    other.length.reset();
  }
  CHECK(rows == 2);
  kept.touch("now", aging(-1));
  CHECK(kept.length() == 1);
  kept.wait([&](auto cb) { kept.store->clear(cb); });
  CHECK(kept.length() == 0);
}

TEST_CASE("SqliteStore's file is its owner's") {
  Kept kept;
  kept.set("a", lasting());
  for (const char* end : {"", "-wal", "-shm"}) {
    struct stat about {};
    REQUIRE(::stat((kept.file() + end).c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0600);
  }
}

TEST_CASE("two SqliteStores share one file") {
  Kept kept;
  SqliteStore other({.dir = kept.folder.path()});
  for (int i = 0; i < 50; ++i) {
    kept.set("a", lasting(i));
    const Value seen = kept.wait([&](auto cb) { other.get("a", cb); });
    CHECK(seen["x"] == i);
    kept.wait([&](auto cb) { other.set("b", lasting(i), cb); });
    CHECK(kept.get("b")["x"] == i);
  }
}

TEST_CASE("what comes at once is stored as one, in its order") {
  Kept kept;
  int done = 0;
  kept.pump.loop.turn([&] {
    for (int i = 0; i < 500; ++i) {
      kept.store->set(std::to_string(i % 7), lasting(i), [&](auto err) { done += !err; });
    }
  });
  CHECK(kept.get("2")["x"] == 499);
  CHECK(done == 500);
}

TEST_CASE("SqliteStore says what is wrong with its file") {
  const crema::testing::TempFolder folder;
  CHECK(message_of({.dir = folder / "none"}).find("the folder must exist and be writable") != std::string::npos);
  CHECK(message_of({.dir = folder / "none", .createDirIfNotExists = true}).empty());
  folder.file("text.db", std::string(4096, 'x'));
  const auto about_text = message_of({.db = "text.db", .dir = folder.path()});
  CHECK(about_text.find(folder / "text.db") != std::string::npos);
  CHECK(about_text.find("no SQLite file") != std::string::npos);
  CHECK_THROWS_AS(SqliteStore({.table = "a; DROP"}), TypeError);
  CHECK_THROWS_AS(SqliteStore({.synchronous = "off"}), TypeError);
}

TEST_CASE("a file that another process holds is an error after .busyTimeout, and reading goes on") {
  Kept kept({.busyTimeout = 50});
  kept.set("a", lasting(1));
  detail::SqliteFile holder({kept.file(), "sessions", "NORMAL", 50});
  holder.begin();
  kept.set("a", lasting(2));
  CHECK(kept.error.code == "SQLITE_BUSY");
  CHECK(kept.error.message.str().find("another process holds it") != std::string::npos);
  CHECK(kept.get("a")["x"] == 1);
  holder.roll_back();
  kept.set("a", lasting(3));
  CHECK(!kept.error);
  CHECK(kept.get("a")["x"] == 3);
}

TEST_CASE("a file that was removed is made anew") {
  Kept kept;
  kept.set("a", lasting());
  for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(kept.file() + end);
  kept.set("b", lasting());
  CHECK(!kept.error);
  CHECK(kept.get("a") == undefined);
  CHECK(kept.get("b")["x"] == 1);
}

TEST_CASE("a record that is no JSON is an error of get") {
  Kept kept;
  detail::SqliteFile other({kept.file(), "sessions", "NORMAL", 50});
  other.set.bind(1, "a").bind(2, std::int64_t{1} << 52).bind(3, "{\"cookie\":").run();
  kept.get("a");
  CHECK(kept.error);
  CHECK(kept.get("b") == undefined);
  CHECK(!kept.error);
}

TEST_CASE("a site with SqliteStore remembers its visitors") {
  const crema::testing::TempFolder folder;
  SessionOptions options = quiet();
  options.store = SqliteStore({.dir = folder.path()});
  Browser browser(session_app(options));
  CHECK(browser.get("/write").body == "views 1");
  CHECK(browser.get("/write").body == "views 2");
  SessionOptions again = quiet();
  again.store = SqliteStore({.dir = folder.path()});
  browser.visit(session_app(again));
  CHECK(browser.get("/read").body == "views 2");
  browser.get("/destroy");
  CHECK(browser.get("/read").body == "views 0");
}
