// Paths as path-to-regexp 8 and the router match them.
#include <doctest/doctest.h>

#include <crema/regex.hpp>
#include <crema/value.hpp>

#include <string>
#include <string_view>

#include "core/path_pattern.hpp"

using namespace crema;
using detail::PathMatch;
using detail::PathOptions;
using detail::PathPattern;

namespace {

constexpr PathOptions route = {};
constexpr PathOptions prefix = {.sensitive = false, .strict = false, .end = false};

// "no", or the captures as text: "id=42 rest=[a,b]"; " (length)" of what a prefix matched.
std::string match(const Value& pattern, std::string_view path, PathOptions options = route) {
  const PathPattern compiled(pattern, options);
  PathMatch found;
  if (!compiled.match(path, found)) return "no";
  std::string text;
  for (const auto& capture : found.captures) {
    if (!text.empty()) text += ' ';
    text += std::string(capture.name) + "=" + (capture.wildcard ? "*" : "") + std::string(capture.raw);
  }
  if (found.from_regex) text = JSON.stringify(found.regex_params).str();
  if (!options.end) text += (text.empty() ? "(" : " (") + std::to_string(found.length) + ")";
  return text.empty() ? "yes" : text;
}

}  // namespace

TEST_CASE("a literal path matches itself, a trailing slash and any case, and nothing else") {
  CHECK(match("/users", "/users") == "yes");
  CHECK(match("/users", "/users/") == "yes");
  CHECK(match("/users", "/USERS") == "yes");
  CHECK(match("/users", "/users//") == "no");
  CHECK(match("/users", "/user") == "no");
  CHECK(match("/users", "/users/1") == "no");
  CHECK(match("/users/", "/users") == "yes");
  CHECK(match("/", "/") == "yes");
  CHECK(match("/a.b", "/a.b") == "yes");
  CHECK(match("/a.b", "/axb") == "no");
}

TEST_CASE("strict and case-sensitive routing look at slash and case") {
  constexpr PathOptions strict = {.sensitive = false, .strict = true, .end = true};
  constexpr PathOptions sensitive = {.sensitive = true, .strict = false, .end = true};
  CHECK(match("/users/", "/users", strict) == "no");
  CHECK(match("/users/", "/users/", strict) == "yes");
  CHECK(match("/users", "/users/", strict) == "no");
  CHECK(match("/Users", "/users", sensitive) == "no");
  CHECK(match("/Users", "/Users", sensitive) == "yes");
}

TEST_CASE("a parameter takes one segment") {
  CHECK(match("/users/:id", "/users/42") == "id=42");
  CHECK(match("/users/:id", "/users/a%2Fb") == "id=a%2Fb");
  CHECK(match("/users/:id", "/users/") == "no");
  CHECK(match("/users/:id", "/users/1/2") == "no");
  CHECK(match("/users/:userId/books/:bookId", "/users/34/books/89") == "userId=34 bookId=89");
  CHECK(match("/x/:\"my-name\"", "/x/1") == "my-name=1");
}

TEST_CASE("two parameters of one segment share it as Express shares it") {
  CHECK(match("/flights/:from-:to", "/flights/LAX-SFO") == "from=LAX to=SFO");
  CHECK(match("/flights/:from-:to", "/flights/a-b-c") == "from=a-b to=c");
  CHECK(match("/:file{.:ext}", "/a.b.c") == "file=a.b ext=c");
  CHECK(match("/:file{.:ext}", "/plain") == "file=plain");
  CHECK(match("/plantae/:genus.:species", "/plantae/Prunus.persica") == "genus=Prunus species=persica");
}

TEST_CASE("a wildcard takes the rest, slashes included") {
  CHECK(match("/files/*path", "/files/a/b/") == "path=*a/b/");
  CHECK(match("/files/*path", "/files/") == "no");
  CHECK(match("/*rest/end", "/a/end/end") == "rest=*a/end");
  CHECK(match("/{*splat}", "/") == "yes");
  CHECK(match("/{*splat}", "/a/b") == "splat=*a/b");
}

TEST_CASE("optional parts are tried with them first") {
  CHECK(match("/user{/:id}", "/user/7") == "id=7");
  CHECK(match("/user{/:id}", "/user") == "yes");
  CHECK(match("/a{/b{/c}}", "/a/b/c") == "yes");
  CHECK(match("/a{/b{/c}}", "/a/b") == "yes");
  CHECK(match("/a{/b{/c}}", "/a/c") == "no");
}

TEST_CASE("escaped characters are literal") {
  CHECK(match("/a\\(b\\)", "/a(b)") == "yes");
  CHECK(match("/a\\:b", "/a:b") == "yes");
}

TEST_CASE("a prefix ends at a slash or at the end") {
  CHECK(match("/api", "/api", prefix) == "(4)");
  CHECK(match("/api", "/api/x", prefix) == "(4)");
  CHECK(match("/api", "/apix", prefix) == "no");
  CHECK(match("/api/", "/api/x", prefix) == "(4)");
  CHECK(match("/", "/anything", prefix) == "(0)");
  CHECK(match("/p/:id", "/p/3/more", prefix) == "id=3 (4)");
}

TEST_CASE("regular expressions give their groups by number and name") {
  CHECK(match(R"(^\/ab?c$)"_re, "/ac") == "{}");
  CHECK(match(R"(^\/user-(\d+)$)"_re, "/user-12") == R"({"0":"12"})");
  CHECK(match(R"(^\/(?<kind>\w+)\/(\d+)$)"_re, "/dog/3") == R"({"0":"3","kind":"dog"})");
  CHECK(match(R"(fly$)"_re, "/butterfly") == "{}");
  CHECK(match(R"(fly$)"_re, "/butterflyman") == "no");
}

TEST_CASE("the first path of a list that matches decides") {
  CHECK(match(Value{"/a", "/b/:id"}, "/b/4") == "id=4");
  CHECK(match(Value{"/a", "/b/:id"}, "/c") == "no");
}

TEST_CASE("a hostile path costs a bounded number of steps") {
  std::string path = "/";
  for (int i = 0; i < 4000; i++) path += "a/";
  CHECK(match("/*a/b/*c/d/*e/f", path) == "no");
  CHECK(match("/:a-:b-:c-:d-:e", "/" + std::string(8000, '-')) != "");
}
