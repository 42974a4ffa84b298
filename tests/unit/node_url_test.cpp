// URL and URLSearchParams as an Express program uses them; tests/node compares thousands with Node's.
#include <crema/express.hpp>
#include <crema/url.hpp>
#include <crema/util.hpp>

#include <doctest/doctest.h>

using namespace crema;

TEST_CASE("a URL is read, changed and printed") {
  auto url = URL("/shop?item=1#top", "http://Example.com:80");
  CHECK(url.href == "http://example.com/shop?item=1#top");
  url.pathname = "/a b";
  url.port = 8080;
  url.hash = "";
  CHECK(url.toString() == "http://example.com:8080/a%20b?item=1");
  CHECK(url.origin == "http://example.com:8080");
  CHECK(JSON.stringify({{"url", url}}) == R"({"url":"http://example.com:8080/a%20b?item=1"})");
  CHECK("at " + url == "at http://example.com:8080/a%20b?item=1");
}

TEST_CASE("the pairs of a URL are its query") {
  auto url = URL("https://h/?a=1");
  auto params = url.searchParams;
  params.append("b", "x y");
  CHECK(url.search == "?a=1&b=x+y");
  url.search = "c=3";
  CHECK(params.get("c") == "3");
  CHECK(params.get("a") == null);
  params.delete_("c");
  CHECK(url.href == "https://h/");
}

TEST_CASE("a copy of a URL is the same, a copy of its part a text") {
  auto url = URL("http://h/a");
  auto same = url;
  auto path_then = url.pathname;
  path_then = "/elsewhere";
  same.pathname = "/b";
  CHECK(url.pathname == "/b");
  CHECK(path_then == "/elsewhere");
  Value held = {{"url", url}};
  CHECK(held["url"]["hostname"] == "h");
  CHECK(Url(held["url"]).href == "http://h/b");
}

TEST_CASE("pairs outlive their URL") {
  auto params = URL("http://h/?a=1").searchParams;
  params.set("a", 2);
  CHECK(params.toString() == "a=2");
}

TEST_CASE("pairs are made of texts, objects and pairs, and walked") {
  CHECK(URLSearchParams("?a=1&a=2").getAll("a").join() == "1,2");
  CHECK(URLSearchParams({{"q", "x"}, {"page", 2}}).toString() == "q=x&page=2");
  Value shown = "";
  for (auto [name, value] : URLSearchParams("b=2&a=1")) shown += name + value;
  CHECK(shown == "b2a1");
  Value seen = "";
  URLSearchParams("a=1").forEach([&](auto value, auto name) { seen += name + "=" + value; });
  CHECK(seen == "a=1");
  CHECK_THROWS_AS(URLSearchParams(JSON.parse("[[1]]")), TypeError);
}

TEST_CASE("what is no URL is refused in Node's words") {
  try {
    URL("/no/base");
    FAIL("it was taken");
  } catch (const Error& err) {
    CHECK(err.message == "Invalid URL");
    CHECK(err.code == "ERR_INVALID_URL");
    CHECK(err["input"] == "/no/base");
  }
  CHECK_FALSE(URL.canParse("nothing"));
  CHECK(URL.canParse("x", "http://h"));
  CHECK_THROWS_AS(Url(Value("http://h")), TypeError);
}

TEST_CASE("files have URLs") {
  CHECK(fileURLToPath("file:///tmp/a%20b") == "/tmp/a b");
  CHECK(pathToFileURL("/tmp/a b?#%").href == "file:///tmp/a%20b%3F%23%25");
  CHECK_THROWS_AS(fileURLToPath("http://h/"), TypeError);
}

TEST_CASE("letters with several letters in upper case") {
  CHECK(Value("ﬁn ŉ ᾳ ß").toUpperCase() == "FIN ʼN ΑΙ SS");
  CHECK(decodeURI("%e2%9c%93%23") == "✓%23");
}
