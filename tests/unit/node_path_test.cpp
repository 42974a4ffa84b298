// path, os, __dirname: what Node gives for the same arguments.
#include <crema/error.hpp>
#include <crema/os.hpp>
#include <crema/path.hpp>
#include <doctest/doctest.h>

#include <sys/stat.h>

#include <string>

using namespace crema;

TEST_CASE("path.join normalizes") {
  CHECK(path.join("/a", "b", "../c", "./d") == "/a/c/d");
  CHECK(path.join("a", "", "..", "b") == "b");
  CHECK(path.join("/a", "../../b") == "/b");
  CHECK(path.join("..", "a") == "../a");
  CHECK(path.join("a/", "/b/", "c//d/") == "a/b/c/d/");
  CHECK(path.join() == ".");
  CHECK(path.join("", "") == ".");
}

TEST_CASE("path.resolve gives an absolute path") {
  CHECK(path.resolve("/a/b", "../c") == "/a/c");
  CHECK(path.resolve("/a", "/b", "c") == "/b/c");
  CHECK(path.resolve("/") == "/");
  CHECK(path.resolve("x").str() == path.resolve().str() + "/x");
}

TEST_CASE("path takes a path apart") {
  CHECK(path.basename("/a/b.html") == "b.html");
  CHECK(path.basename("/a/b.html", ".html") == "b");
  CHECK(path.basename(".html", ".html") == "");  // the whole path, but
  CHECK(path.basename("/.html", ".html") == ".html");
  CHECK(path.basename("/a/b//") == "b");
  CHECK(path.dirname("/a/b/c") == "/a/b");
  CHECK(path.dirname("/a") == "/");
  CHECK(path.dirname("a") == ".");
  CHECK(path.dirname("//a") == "//");
  CHECK(path.extname("a.b.html") == ".html");
  CHECK(path.extname(".bashrc") == "");
  CHECK(path.extname("a.") == ".");
  CHECK(path.extname("..") == "");
  CHECK(JSON.stringify(path.parse("/a/x/f.txt")) ==
        R"({"root":"/","dir":"/a/x","base":"f.txt","ext":".txt","name":"f"})");
  CHECK(path.relative("/a/b/c", "/a/d") == "../../d");
  CHECK(path.relative("/a", "/a/b/c") == "b/c");
  CHECK(path.relative("/a/b", "/a/b") == "");
  CHECK(path.relative("/ab", "/a") == "../a");
  CHECK(path.relative("/a", "/") == "..");
  CHECK(path.isAbsolute("/a"));
  CHECK(!path.isAbsolute("a"));
  CHECK(path.normalize("/a/./b/../../../c/") == "/c/");
  CHECK(path.sep == "/");
}

TEST_CASE("what is no text is Node's TypeError") {
  CHECK_THROWS_WITH_AS(path.join("a", 5), "The \"path\" argument must be of type string. Received type number (5)",
                       TypeError);
  CHECK_THROWS_WITH_AS(path.basename(undefined), "The \"path\" argument must be of type string. Received undefined",
                       TypeError);
  CHECK_THROWS_WITH_AS(path.join(Object()),
                       "The \"path\" argument must be of type string. Received an instance of Object", TypeError);
  try {
    path.dirname(true);
  } catch (Error& e) {
    CHECK(e.message == "The \"path\" argument must be of type string. Received type boolean (true)");
    CHECK(e.code == "ERR_INVALID_ARG_TYPE");
  }
}

TEST_CASE("__dirname is the folder of the source file, wherever the program runs") {
  struct stat found {};
  CHECK(path.isAbsolute(__dirname));
  CHECK(::stat(path.join(__dirname, "node_path_test.cpp").str().c_str(), &found) == 0);
  CHECK(path.basename(__filename) == "node_path_test.cpp");
}

TEST_CASE("os knows where temporary files go and how many processors there are") {
  CHECK(path.isAbsolute(os.tmpdir()));
  CHECK(os.availableParallelism() > 0);
  CHECK(os.hostname().length() > 0);
  CHECK(os.EOL == "\n");
}

TEST_CASE("path.format puts together what path.parse takes apart") {
  CHECK(path.format(path.parse("/a/b.html")) == "/a/b.html");
  CHECK(path.format({{"root", "/"}, {"base", "x"}}) == "/x");
  CHECK(path.format({{"dir", "/"}, {"root", "/"}, {"base", "x"}}) == "/x");
  CHECK(path.format({{"dir", "/d"}, {"name", "a"}, {"ext", "b"}}) == "/d/a.b");
  CHECK(path.format({{"dir", "/d"}, {"name", "a"}, {"ext", ".b"}, {"base", "q"}}) == "/d/q");
  CHECK_THROWS_WITH_AS(path.format("x"),
                       "The \"pathObject\" argument must be of type object. Received type string ('x')", TypeError);
}
