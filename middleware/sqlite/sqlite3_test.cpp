// sqlite3: what is expected here npm's sqlite3 6 gives, too, but for what follows a file that cannot be opened.
#include <crema/buffer.hpp>
#include <crema/date.hpp>
#include <crema/object.hpp>
#include <crema/process.hpp>
#include <crema/sqlite3.hpp>
#include <crema/task.hpp>
#include <crema/timers.hpp>
#include <doctest/doctest.h>

#include <string>
#include <thread>

#include "temp_folder.hpp"

using namespace crema;

namespace {

// Until all callbacks have been called.
void settle() {
  run([]() -> Task<> { co_return; }());
}

std::string js(const Value& v) { return JSON.stringify(v).str(); }

// A listener of what is told, for one call.
auto noting(std::string& log) {
  return [&log](auto& err, auto& value) {
    log += err ? "!" + err.message.str() + " " + js(err) : typeof_(value) == "undefined" ? "-" : js(value);
    log += ';';
  };
}

Sqlite3Database notes() {
  auto db = sqlite3.Database(":memory:");
  db.exec("CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT UNIQUE, rank)");
  return db;
}

}  // namespace

TEST_CASE("run() tells the last row and the changes, get() and all() give rows") {
  const auto db = notes();
  std::string log;
  db.run("INSERT INTO notes (title, rank) VALUES (?, ?)", {"one", 1}, [&](auto err, auto self) {
    CHECK(!err);
    log += js(self["lastID"]) + js(self["changes"]) + ";";
  });
  db.run("INSERT INTO notes (title, rank) VALUES (?, ?)", "two", 2.5);
  db.get("SELECT * FROM notes WHERE id = ?", 2, noting(log));
  db.get("SELECT * FROM notes WHERE id = ?", {9}, noting(log));
  db.all("SELECT title FROM notes ORDER BY id", noting(log));
  db.all("SELECT title FROM notes WHERE id > 8", noting(log));
  CHECK(log.empty());
  settle();
  CHECK(log == R"(11;{"id":2,"title":"two","rank":2.5};-;[{"title":"one"},{"title":"two"}];[];)");
}

TEST_CASE("parameters come one by one, in a list, or by names") {
  const auto db = notes();
  std::string log;
  db.get("SELECT ? AS a, ? AS b", 1, "x", noting(log));
  db.get("SELECT ? AS a, ? AS b", {1, "x"}, noting(log));
  db.get("SELECT $a AS a, @b AS b, :c AS c", {{"$a", 1}, {"@b", "x"}, {":c", null}}, noting(log));
  db.get("SELECT ?2 AS b, ?1 AS a", {{"1", "one"}, {"2", "two"}}, noting(log));
  db.get("SELECT ? AS a, ? AS b", 1, noting(log));
  settle();
  CHECK(log == R"({"a":1,"b":"x"};{"a":1,"b":"x"};{"a":1,"b":"x","c":null};{"b":"two","a":"one"};{"a":1,"b":null};)");
  log.clear();
  db.get("SELECT ?", {1, 2}, noting(log));
  db.get("SELECT $a AS a", {{"a", 1}}, noting(log));
  settle();
  CHECK(log.find(R"({"code":"SQLITE_RANGE","errno":25};!SQLITE_RANGE: )") != std::string::npos);
}

TEST_CASE("values have the types of npm's") {
  const auto db = notes();
  const auto type = [&](const Value& v) {
    std::string log;
    db.get("SELECT typeof($v) AS t, $v AS v", {{"$v", v}}, noting(log));
    settle();
    return log;
  };
  CHECK(type(1) == R"({"t":"integer","v":1};)");
  CHECK(type(1e10) == R"({"t":"real","v":10000000000};)");
  CHECK(type(true) == R"({"t":"integer","v":1};)");
  CHECK(type("a\0b"s) == R"({"t":"text","v":"a\u0000b"};)");
  CHECK(type(null) == R"({"t":"null","v":null};)");
  CHECK(type(undefined) == R"({"t":"null","v":null};)");
  CHECK(type(Date(5)) == R"({"t":"real","v":5};)");
  CHECK(type("x"_re) == R"({"t":"text","v":"/x/"};)");
  CHECK(type(Value{{"a", 1}}) == R"({"t":"text","v":"[object Object]"};)");
  CHECK(type(Buffer.from("hi")) == R"({"t":"blob","v":{"type":"Buffer","data":[104,105]}};)");
}

TEST_CASE("errors have SQLite's code and errno") {
  const auto db = notes();
  std::string log;
  db.run("INSERT INTO notes (title) VALUES ('a')");
  db.run("INSERT INTO notes (title) VALUES ('a')", [&](auto err, auto self) {
    CHECK(err["errno"] == sqlite3.CONSTRAINT);
    CHECK(err.code == "SQLITE_CONSTRAINT");
    CHECK(self["lastID"] == undefined);
    log += err.message.str() + ";";
  });
  db.all("SELECT * FROM nowhere", noting(log));
  db.exec("SELEKT", noting(log));
  db.each(
      "SELECT * FROM nowhere", [&](auto err, auto row) { log += "row"; }, noting(log));
  settle();
  const std::string nowhere = R"(!SQLITE_ERROR: no such table: nowhere {"code":"SQLITE_ERROR","errno":1};)";
  CHECK(log == "SQLITE_CONSTRAINT: UNIQUE constraint failed: notes.title;" + nowhere +
                   R"(!SQLITE_ERROR: near "SELEKT": syntax error {"code":"SQLITE_ERROR","errno":1};)" + nowhere);
}

TEST_CASE("each() gives rows as they come, then their number; map() gives an object") {
  const auto db = notes();
  db.exec(
      "INSERT INTO notes (title, rank) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250) "
      "SELECT 'n' || i, i FROM n");
  int rows = 0;
  double sum = 0;
  std::string log;
  db.each(
      "SELECT * FROM notes WHERE id <= ?", {250},
      [&](auto err, auto row) {
        ++rows;
        sum += row["rank"].number();
      },
      [&](auto err, auto count) {
        CHECK(rows == 250);
        log += js(count);
      });
  db.map("SELECT id, title FROM notes WHERE id < 3", noting(log));
  db.map("SELECT title, id, rank FROM notes WHERE id = 1", noting(log));
  settle();
  CHECK(sum == 250 * 251 / 2);
  CHECK(log == R"(250{"1":"n1","2":"n2"};{"n1":{"title":"n1","id":1,"rank":1}};)");
}

TEST_CASE("a prepared statement keeps its parameters, and goes from row to row") {
  const auto db = notes();
  std::string log;
  const auto insert = db.prepare("INSERT INTO notes (title, rank) VALUES (?, ?)");
  for (auto title : Array("a", "b", "c")) insert.run(title, 1);
  insert.finalize();
  const auto rows = db.prepare("SELECT title FROM notes WHERE rank = ? ORDER BY id", 1);
  for (int i = 0; i < 4; ++i) rows.get(noting(log));
  rows.reset().get(noting(log));
  rows.all({2}, noting(log));
  rows.bind({1}).all(noting(log));
  rows.finalize([&](auto) { log += "end;"; });
  rows.get(noting(log));
  settle();
  CHECK(log ==
        R"({"title":"a"};{"title":"b"};{"title":"c"};-;{"title":"a"};[];[{"title":"a"},{"title":"b"},{"title":"c"}];)"
        R"(end;!SQLITE_MISUSE: Statement is already finalized {"code":"SQLITE_MISUSE","errno":21};)");
  log.clear();
  const auto broken = db.prepare("SELEKT", noting(log));
  broken.run(noting(log));
  settle();
  CHECK(log == R"(!SQLITE_ERROR: near "SELEKT": syntax error {"code":"SQLITE_ERROR","errno":1};)");
}

TEST_CASE("a database opens, is closed once, and says so") {
  const crema::testing::TempFolder folder;
  const std::string file = folder / "notes.db";
  std::string log;
  auto db = sqlite3.Database(file, [&](auto err, auto opened) {
    log += err ? "failed;" : opened.open() ? "opened;" : "";
  });
  db.on("open", [&] { log += "open;"; });
  db.on("close", [&] { log += "close;"; });
  const auto statement = db.serialize([&] { db.exec("CREATE TABLE t (a)"); }).parallelize().prepare("SELECT 1");
  db.close(noting(log));
  statement.finalize();
  settle();
  CHECK(log.starts_with("opened;open;!SQLITE_BUSY: unable to close due to unfinalized statements"));
  CHECK(db.filename() == file);
  log.clear();
  db.close(noting(log)).run("DELETE FROM t", noting(log));
  settle();
  CHECK(log == R"(-;close;!SQLITE_MISUSE: Database handle is closed {"code":"SQLITE_MISUSE","errno":21};)");
  CHECK(!db.open());
  log.clear();
  db.all("SELECT 1", noting(log));
  settle();
  CHECK(log == R"(!SQLITE_MISUSE: Database handle is closed {"code":"SQLITE_MISUSE","errno":21};)");
  log.clear();
  const auto reader = sqlite3.Database(file, sqlite3.OPEN_READONLY);
  reader.run("INSERT INTO t VALUES (1)", noting(log));
  settle();
  CHECK(log == R"(!SQLITE_READONLY: attempt to write a readonly database {"code":"SQLITE_READONLY","errno":8};)");
}

TEST_CASE("a file that cannot be opened is told to all who ask") {
  const crema::testing::TempFolder folder;
  const std::string file = folder / "none/notes.db";
  std::string log;
  sqlite3.Database(file, [&](auto err, auto db) { log += err.code.str() + ";"; }).get("SELECT 1", noting(log));
  settle();
  CHECK(log ==
        R"(SQLITE_CANTOPEN;!SQLITE_CANTOPEN: unable to open database file {"code":"SQLITE_CANTOPEN","errno":14};)");
  log.clear();
  auto db = sqlite3.Database(file);
  db.on("error", [&](auto err) { log += err.message.str(); });
  settle();
  CHECK(log == "SQLITE_CANTOPEN: unable to open database file");
}

TEST_CASE("another's lock is waited for, as long as busyTimeout says") {
  const crema::testing::TempFolder folder;
  const auto one = sqlite3.Database(folder / "a.db"), other = sqlite3.Database(folder / "a.db");
  std::string log;
  other.configure("busyTimeout", 1);
  one.exec("CREATE TABLE t (a); BEGIN IMMEDIATE", [&](auto) { other.exec("BEGIN IMMEDIATE", noting(log)); });
  settle();
  CHECK(log == R"(!SQLITE_BUSY: database is locked {"code":"SQLITE_BUSY","errno":5};)");
  CHECK_THROWS_WITH_AS(one.configure("x", 1), "x is not a valid configuration option", TypeError);
  CHECK_THROWS_AS(one.configure("busyTimeout", "x"), TypeError);
  CHECK_THROWS_AS(Sqlite3Database().run("SELECT 1"), TypeError);
}
