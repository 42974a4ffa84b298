// Database: what is expected here npm's better-sqlite3 13 gives, too, but for integers beyond 2^53.
#include <crema/buffer.hpp>
#include <crema/object.hpp>
#include <crema/sqlite.hpp>
#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

#include "temp_folder.hpp"

using namespace crema;

namespace {

Database notes() {
  Database db;
  db.exec("CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT UNIQUE, rank); -- the end");
  return db;
}

std::string js(const Value& v) { return JSON.stringify(v).str(); }

// "SqliteError SQLITE_CONSTRAINT_UNIQUE: UNIQUE constraint failed: …"
template <class F>
std::string refusal(F f) {
  try {
    f();
  } catch (const Error& e) {
    return e.name.str() + (e.code ? " " + e.code.str() : "") + ": " + e.message.str();
  }
  return "fine";
}

}  // namespace

TEST_CASE("run() tells changes and the last row, get() and all() give rows") {
  const auto db = notes();
  const auto insert = db.prepare("INSERT INTO notes (title, rank) VALUES (?, ?)");
  CHECK(js(insert.run("one", 1)) == R"({"changes":1,"lastInsertRowid":1})");
  CHECK(insert.run("two", 2.5)["lastInsertRowid"] == 2);
  CHECK(insert.run({"three", null})["changes"] == 1);
  const auto one = db.prepare("SELECT * FROM notes WHERE id = ?");
  CHECK(js(one.get(2)) == R"({"id":2,"title":"two","rank":2.5})");
  CHECK(one.get(9) == undefined);
  CHECK(js(db.prepare("SELECT title FROM notes ORDER BY id").all()) ==
        R"([{"title":"one"},{"title":"two"},{"title":"three"}])");
  CHECK(js(db.prepare("UPDATE notes SET rank = 0 WHERE id > ?").run(1)) == R"({"changes":2,"lastInsertRowid":3})");
  CHECK(js(db.prepare("SELECT 1").run()) == R"({"changes":0,"lastInsertRowid":3})");
}

TEST_CASE("parameters have places or names") {
  const auto db = notes();
  const auto named = db.prepare("SELECT @a AS a, :b AS b, $c AS c, @a AS d");
  CHECK(js(named.get({{"a", 1}, {"b", "x"}, {"c", null}, {"more", 2}})) == R"({"a":1,"b":"x","c":null,"d":1})");
  CHECK(js(db.prepare("SELECT ? AS a, @b AS b, ? AS c").get(1, {{"b", 2}}, 3)) == R"({"a":1,"b":2,"c":3})");
  CHECK(js(db.prepare("SELECT ? AS a, ? AS b, ? AS c").get(1, Array(2, 3))) == R"({"a":1,"b":2,"c":3})");
  CHECK(refusal([&] { named.get({{"a", 1}, {"b", 2}}); }) == "RangeError: Missing named parameter \"c\"");
  CHECK(refusal([&] { named.get(); }) == "TypeError: Missing named parameters");
  const auto two = db.prepare("SELECT ?, ?");
  CHECK(refusal([&] { two.get(1); }) == "RangeError: Too few parameter values were provided");
  CHECK(refusal([&] { two.get(1, 2, 3); }) == "RangeError: Too many parameter values were provided");
  CHECK(refusal([&] {
          two.get({{"a", 1}}, {{"b", 1}});
        }) == "TypeError: You cannot specify named parameters in two different objects");
  CHECK(refusal([&] { two.get(1, true); }) ==
        "TypeError: SQLite3 can only bind numbers, strings, bigints, buffers, and null");
  CHECK(two.get(1, undefined) != undefined);
}

TEST_CASE("values keep their types") {
  const auto db = notes();
  const auto back = [&](const Value& v) { return js(db.prepare("SELECT @v AS v, typeof(@v) AS t").get({{"v", v}})); };
  CHECK(back(1) == R"({"v":1,"t":"real"})");
  CHECK(back("ä\n") == R"({"v":"ä\n","t":"text"})");
  CHECK(back(null) == R"({"v":null,"t":"null"})");
  const Value blob = db.prepare("SELECT ?").pluck().get(Buffer.from("00ff80", "hex"));
  CHECK(Buffer.isBuffer(blob));
  CHECK(blob.toString("hex") == "00ff80");
  CHECK(db.prepare("SELECT ?").pluck().get("a\0b"s) == "a\0b"s);
  CHECK(db.prepare("SELECT 1.5").pluck().get() == 1.5);
  CHECK(Buffer.isBuffer(db.prepare("SELECT x''").pluck().get()));
}

TEST_CASE("integers beyond 2^53 are rounded, or texts") {
  const auto db = notes();
  const auto big = db.prepare("SELECT 9223372036854775807").pluck();
  CHECK(big.get() == 9223372036854775807.0);
  CHECK(big.safeIntegers().get() == "9223372036854775807");
  CHECK(db.prepare("SELECT 5").pluck().safeIntegers().get() == 5);
  db.defaultSafeIntegers();
  CHECK(db.prepare("SELECT -9007199254740993").pluck().get() == "-9007199254740993");
}

TEST_CASE("rows come as objects, arrays, first columns, or by table") {
  const auto db = notes();
  db.prepare("INSERT INTO notes VALUES (1, 'a', 2)").run();
  const auto rows = db.prepare("SELECT *, 1 + 1 AS two FROM notes");
  CHECK(js(rows.all()) == R"([{"id":1,"title":"a","rank":2,"two":2}])");
  CHECK(js(rows.raw().all()) == R"([[1,"a",2,2]])");
  CHECK(js(rows.pluck().all()) == "[1]");
  CHECK(js(rows.raw(false).all()) == "[1]");
  CHECK(js(rows.pluck(false).expand().all()) == R"([{"notes":{"id":1,"title":"a","rank":2},"$":{"two":2}}])");
  CHECK(js(db.prepare("SELECT id AS x, 1 + 1 AS two FROM notes").columns()) ==
        R"([{"name":"x","column":"id","table":"notes","database":"main","type":"INTEGER"},)"
        R"({"name":"two","column":null,"table":null,"database":null,"type":null}])");
  const auto insert = db.prepare("INSERT INTO notes VALUES (2, 'b', 3)");
  CHECK(!insert.reader());
  CHECK(refusal([&] { insert.get(); }) == "TypeError: This statement does not return data. Use run() instead");
  CHECK(refusal([&] { insert.pluck(); }) == "TypeError: The pluck() method is only for statements that return data");
  CHECK(!insert.readonly());
  CHECK(rows.readonly());
  CHECK(insert.source() == "INSERT INTO notes VALUES (2, 'b', 3)");
}

TEST_CASE("iterate() gives rows one by one, and nothing is written meanwhile") {
  const auto db = notes();
  const auto insert = db.prepare("INSERT INTO notes (rank) VALUES (?)");
  for (int i = 0; i < 5; ++i) insert.run(i);
  const auto ranks = db.prepare("SELECT rank FROM notes WHERE rank < ? ORDER BY id").pluck();
  std::string seen;
  for (auto rank : ranks.iterate(4)) {
    seen += rank.str();
    CHECK(ranks.busy());
    CHECK(refusal([&] { insert.run(9); }) == "TypeError: This database connection is busy executing a query");
    CHECK(refusal([&] { ranks.all(4); }) == "TypeError: This statement is busy executing a query");
    CHECK(refusal([&] { db.close(); }) == "TypeError: This database connection is busy executing a query");
    if (rank == 2) break;
  }
  CHECK(seen == "012");
  CHECK(!ranks.busy());
  insert.run(9);
  CHECK(ranks.all(2).length() == 2);
  for (auto rank : ranks.iterate(-1)) CHECK(rank == "none");
}

TEST_CASE("bind() is for ever") {
  const auto db = notes();
  const auto bound = db.prepare("SELECT ? + ?").pluck().bind(1, 2);
  CHECK(bound.get() == 3);
  CHECK(bound.get() == 3);
  CHECK(refusal([&] { bound.get(1); }) == "TypeError: This statement already has bound parameters");
  CHECK(refusal([&] { bound.bind(1, 2); }) ==
        "TypeError: The bind() method can only be invoked once per statement object");
}

TEST_CASE("transaction() does all or nothing, and nests") {
  const auto db = notes();
  const auto insert = db.prepare("INSERT INTO notes (title) VALUES (?)");
  const auto count = db.prepare("SELECT count(*) FROM notes").pluck();
  const auto insert_all = db.transaction([=](auto titles) {
    for (auto title : titles) insert.run(title);
    return titles.length();
  });
  CHECK(insert_all({"a", "b"}) == 2);
  CHECK(refusal([&] {
          insert_all({"c", "a"});
        }) == "SqliteError SQLITE_CONSTRAINT_UNIQUE: UNIQUE constraint failed: notes.title");
  CHECK(count.get() == 2);
  CHECK(!db.inTransaction());
  const auto outer = db.transaction([=] {
    CHECK(db.inTransaction());
    insert.run("d");
    CHECK_THROWS_AS(insert_all({"e", "a"}), SqliteError);
    insert_all({"f"});
  });
  outer.immediate();
  CHECK(js(db.prepare("SELECT title FROM notes ORDER BY id").pluck().all()) == R"(["a","b","d","f"])");
  CHECK_THROWS_AS(db.transaction([=] {
    insert.run("g");
    throw Error("no");
  })(),
                  Error);
  CHECK(count.get() == 4);
}

TEST_CASE("what SQLite refuses is a SqliteError with its code") {
  const auto db = notes();
  CHECK(refusal([&] { db.prepare("SELECT * FROM nowhere"); }) == "SqliteError SQLITE_ERROR: no such table: nowhere");
  CHECK(refusal([&] { db.exec("CREATE TABLE a (b); SELEKT 1"); }) ==
        "SqliteError SQLITE_ERROR: near \"SELEKT\": syntax error");
  CHECK(db.prepare("SELECT count(*) FROM a").pluck().get() == 0);
  CHECK(refusal([&] { db.prepare(""); }) == "RangeError: The supplied SQL string contains no statements");
  CHECK(refusal([&] { db.prepare("SELECT 1; SELECT 2"); }) ==
        "RangeError: The supplied SQL string contains more than one statement");
  CHECK(refusal([&] { db.prepare("SELECT 1; -- two\n /* three */ ;"); }) == "fine");
  try {
    db.exec("SELEKT");
  } catch (const Error& e) {
    CHECK(instanceof <SqliteError>(e));
  }
}

TEST_CASE("files, pragmas and options") {
  const crema::testing::TempFolder folder;
  const std::string file = folder / "notes.db";
  CHECK(refusal([&] { Database(folder / "none/x.db"); }) ==
        "TypeError: Cannot open database because the directory does not exist");
  CHECK(refusal([&] { Database(file, {.fileMustExist = true}); }) ==
        "SqliteError SQLITE_CANTOPEN: unable to open database file");
  CHECK(refusal([&] { Database("", {.readonly = true}); }) ==
        "TypeError: In-memory/temporary databases cannot be readonly");
  std::vector<std::string> said;
  Database db(file, {.verbose = [&](auto sql) { said.push_back(sql); }});
  CHECK(js(db.pragma("journal_mode = WAL")) == R"([{"journal_mode":"wal"}])");
  CHECK(db.pragma("journal_mode", {.simple = true}) == "wal");
  db.exec("CREATE TABLE t (a)");
  db.prepare("INSERT INTO t VALUES (?)").run("it's");
  CHECK(said.back() == "INSERT INTO t VALUES ('it''s')");
  CHECK(db.open());
  CHECK(db.name() == file);
  CHECK(!db.memory());
  const Database reader(file, {.readonly = true});
  CHECK(reader.readonly());
  CHECK(reader.prepare("SELECT a FROM t").pluck().get() == "it's");
  CHECK(refusal([&] { reader.exec("DELETE FROM t"); }) ==
        "SqliteError SQLITE_READONLY: attempt to write a readonly database");
  const Database other(file, {.timeout = 0});
  db.exec("BEGIN IMMEDIATE");
  CHECK(refusal([&] { other.exec("DELETE FROM t"); }) == "SqliteError SQLITE_BUSY: database is locked");
  db.exec("ROLLBACK");
  const auto left = db.prepare("SELECT 1");
  db.close();
  db.close();
  CHECK(!db.open());
  CHECK(refusal([&] { left.get(); }) == "TypeError: The database connection is not open");
  CHECK(refusal([&] { left.columns(); }) == "TypeError: The database connection is not open");
}

TEST_CASE("threads may share a database") {
  const auto db = notes();
  const auto insert = db.prepare("INSERT INTO notes (rank) VALUES (?)");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) insert.run(i);
    });
  for (auto& thread : threads) thread.join();
  CHECK(db.prepare("SELECT count(*) FROM notes").pluck().get() == 800);
}
