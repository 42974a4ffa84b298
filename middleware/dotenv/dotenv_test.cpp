// dotenv; tests/interop compares what it reads with npm's.
#include <crema/buffer.hpp>
#include <crema/dotenv.hpp>
#include <crema/error.hpp>
#include <crema/object.hpp>
#include <doctest/doctest.h>

#include <string>

#include "captured.hpp"
#include "temp_folder.hpp"

using namespace crema;
using crema::testing::TempFolder;

namespace {

std::string parsed(const Value& text) { return JSON.stringify(dotenv.parse(text)).str(); }

}  // namespace

TEST_CASE("dotenv.parse() reads names and values") {
  CHECK(parsed("A=1\nB = two \n\n# no\n  C:  3\nexport D=4\nE=\nF.g-h=x") ==
        R"({"A":"1","B":"two","C":"3","D":"4","E":"","F.g-h":"x"})");
  CHECK(parsed("A=1\r\nB=2\rC=3") == R"({"A":"1","B":"2","C":"3"})");
  CHECK(parsed("A=1\nA=2") == R"({"A":"2"})");
  CHECK(parsed("\ufeffA=1") == R"({"A":"1"})");
  CHECK(parsed("export=1\nexport = 2\nexport  B = 3\nexportC=4") == R"({"export":"2","B":"3","exportC":"4"})");
  CHECK(parsed("no assignment\nA:1\n=x\n1=one") == R"({"1":"one"})");
  CHECK(parsed(Buffer.from("A=ä")) == R"({"A":"ä"})");
  CHECK(parsed("") == "{}");
}

TEST_CASE("dotenv.parse() reads comments and quotes") {
  CHECK(parsed("A=a#b\nB='a#b' # c\nC=\"a#b\"# c\nD=# c\nE=`a'\"`") ==
        R"({"A":"a","B":"a#b","C":"a#b","D":"","E":"a'\""})");
  CHECK(parsed("A=\"a\\nb\\r\"\nB='a\\nb'\nC=a\\nb") == R"({"A":"a\nb\r","B":"a\\nb","C":"a\\nb"})");
  CHECK(parsed("A=\"one\ntwo=2\n\"\nB='  x  '") == R"({"A":"one\ntwo=2\n","B":"  x  "})");
  CHECK(parsed("A='it\\'s'\nB=\"say \\\"hi\\\"\"") == R"({"A":"it\\'s","B":"say \\\"hi\\\""})");
  CHECK(parsed("A='open\nB=2") == R"({"A":"'open","B":"2"})");
  CHECK(parsed("A='a' b\nC=a 'b'") == R"({"A":"'a' b","C":"a 'b'"})");
  CHECK(parsed("A=\n'next line'\nB:\nnext") == R"({"A":"next line","B":"next"})");
  CHECK(parsed("A={\"j\": [1, 2]}\nB=http://x/?a=b&c=d\nC=$A") ==
        R"({"A":"{\"j\": [1, 2]}","B":"http://x/?a=b&c=d","C":"$A"})");
}

TEST_CASE("dotenv.config() sets what the environment does not have") {
  TempFolder folder;
  folder.file("one", "SHELF_A=1\nSHELF_B=one");
  folder.file("two", "SHELF_B=two\nSHELF_C=3");
  process.env["SHELF_A"] = "before";
  for (const char* name : {"SHELF_B", "SHELF_C"}) delete_(process.env[name]);
  const Value both = {folder / "one", folder / "two"};
  Value result = dotenv.config({.path = both});
  CHECK(JSON.stringify(result) == R"({"parsed":{"SHELF_A":"1","SHELF_B":"one","SHELF_C":"3"}})");
  CHECK(process.env["SHELF_A"] == "before");
  CHECK(process.env["SHELF_B"] == "one");
  CHECK(process.env["SHELF_C"] == "3");
  CHECK(dotenv.config({.path = both, .override = true})["parsed"]["SHELF_B"] == "two");
  CHECK(process.env["SHELF_A"] == "1");
  CHECK(process.env["SHELF_B"] == "two");
}

TEST_CASE("dotenv.config() fills another object, reads other encodings, and tells of a file that is not there") {
  TempFolder folder;
  folder.file("latin", "SHELF_L=\xe4");
  Value mine = {{"SHELF_K", "k"}};
  const Value result =
      dotenv.config({.path = {folder / "none", folder / "latin"}, .encoding = "latin1", .processEnv = mine});
  CHECK(result["parsed"]["SHELF_L"] == "ä");
  CHECK(result["error"]["code"] == "ENOENT");
  CHECK(JSON.stringify(mine) == R"({"SHELF_K":"k","SHELF_L":"ä"})");
  CHECK(process.env["SHELF_L"] == undefined);
}

TEST_CASE("dotenv.config() says nothing unless it is asked to") {
  TempFolder folder;
  folder.file(".env", "SHELF_Q=1");
  const Value file = folder / ".env";
  const auto said = [&](int descriptor, DotenvOptions options) {
    options.path = file;
    options.processEnv = Object();
    crema::testing::Captured captured(descriptor);
    dotenv.config(options);
    return captured.text();
  };
  CHECK(said(1, {}).empty());
  CHECK(said(2, {}).empty());
  CHECK(said(2, {.quiet = false}).find("injected env (1) from ") != std::string::npos);
  CHECK(said(2, {.debug = true}).find("injected env (1) from ") != std::string::npos);
}

TEST_CASE("dotenv.populate()") {
  Value target = {{"A", "a"}};
  CHECK(JSON.stringify(dotenv.populate(target, {{"A", "x"}, {"B", "b"}})) == R"({"B":"b"})");
  CHECK(JSON.stringify(target) == R"({"A":"a","B":"b"})");
  CHECK(JSON.stringify(dotenv.populate(target, {{"A", "x"}, {"B", "y"}}, {.override = true})) ==
        R"({"A":"x","B":"y"})");
  CHECK_THROWS_WITH_AS(dotenv.populate(target, "x"),
                       "OBJECT_REQUIRED: Please check the processEnv argument being passed to populate", Error);
}
