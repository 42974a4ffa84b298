// Request targets.
#include <doctest/doctest.h>

#include <string>

#include "http/url.hpp"

using namespace crema::http;

namespace {

std::string parts(std::string_view text) {
  std::string scratch;
  const Target target = parse_target(text, scratch);
  return (target.has_path ? std::string(target.path) : "null") + " " +
         (target.has_query ? std::string(target.query) : "null");
}

}  // namespace

TEST_CASE("a target is split into path and query") {
  struct Row {
    const char* target;
    const char* expected;
  };
  for (const Row& row : {
           Row{"/", "/ null"},
           {"/a/b?c=d&e?f", "/a/b c=d&e?f"},
           {"/a?", "/a "},
           {"//evil/x?y", "//evil/x y"},
           {"/a%20b", "/a%20b null"},
           {"/a#b?c", "/a null"},
           {"/a?b#c", "/a b"},
           {"/a b\\c", "/a%20b/c null"},
           {"http://host/path?q", "/path q"},
           {"http://host:8080", "/ null"},
           {"http://host?q", "/ q"},
           {"HTTP://user:pw@host/x", "/x null"},
           {"http://[::1]:3000/x", "/x null"},
           {"http://host/a|b", "/a%7Cb null"},
           {"*", "* null"},
           {"example.com:443", "null null"},
           {"?a=b", "null a=b"},
           {"", "null null"},
           {"x", "x null"},
           {"http://%zz@host/x", "null null"},
       }) {
    CAPTURE(row.target);
    CHECK(parts(row.target) == row.expected);
  }
}

TEST_CASE("a host name that is too long is none") {
  const std::string label(300, 'a');
  CHECK(parts("http://" + label + "/x?y") == "/x y");
  CHECK(parts("http://[" + label + "]/x?y") == "/x y");
  CHECK(parts("http://[" + label + "]:80?y") == "/ y");
  CHECK(parts("HTTP://[" + label + "]") == "/ null");
}

TEST_CASE("origin form is not copied") {
  const std::string_view target = "/a/b?c";
  std::string scratch;
  CHECK(parse_target(target, scratch).path.data() == target.data());
  CHECK(scratch.empty());
}

TEST_CASE("absolute form has a scheme and an authority in front") {
  CHECK(protohost("http://host:80/path") == "http://host:80");
  CHECK(protohost("/http://x/") == "");
  CHECK(protohost("*") == "");
  CHECK(protohost("a?b://c/d") == "");
  CHECK(protohost("http://host") == "");
  CHECK(protohost("") == "");
}
