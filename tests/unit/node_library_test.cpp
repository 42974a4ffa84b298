// What is too small for a page of its own: querystring, performance, os, atob and btoa.
#include <crema/buffer.hpp>
#include <crema/error.hpp>
#include <crema/math.hpp>
#include <crema/os.hpp>
#include <crema/performance.hpp>
#include <crema/querystring.hpp>
#include <doctest/doctest.h>

#include <unistd.h>

#include <string>

using namespace crema;

TEST_CASE("querystring reads pairs, with other signs and functions, too") {
  CHECK(JSON.stringify(querystring.parse("a=1&b=2&a=3&c&=x")) == R"({"a":["1","3"],"b":"2","c":"","":"x"})");
  CHECK(JSON.stringify(querystring.parse("a:1;b:2", ";", ":")) == R"({"a":"1","b":"2"})");
  CHECK(JSON.stringify(querystring.parse("a=1&b=2", "&", "=", {{"maxKeys", 1}})) == R"({"a":"1"})");
  const Value loud = {{"decodeURIComponent", Function([](auto text) { return text.toUpperCase(); })}};
  CHECK(JSON.stringify(querystring.parse("a=x+y", undefined, undefined, loud)) == R"({"A":"X%20Y"})");
  CHECK(JSON.stringify(querystring.parse(5)) == "{}");
}

TEST_CASE("querystring writes texts, numbers, bools and lists of them") {
  CHECK(querystring.stringify(
            {{"a", 1}, {"b", {"x", null}}, {"c", true}, {"d", NaN}, {"e", Object()}, {"f", "\xc3\xa9&"}}) ==
        "a=1&b=x&b=&c=true&d=&e=&f=%C3%A9%26");
  CHECK(querystring.stringify({{"a", "b"}}, ";", ":") == "a:b");
  CHECK(querystring.stringify("text") == "");
  CHECK_THROWS_AS(querystring.escape("\xed\xa0\x80"), URIError);
  CHECK(querystring.unescape("%zz%41") == "%zzA");
}

TEST_CASE("performance measures from mark to mark") {
  const Value before = performance.now();
  CHECK(performance.now() >= before);
  performance.mark("begin", {{"startTime", 10}});
  performance.mark("end", {{"startTime", 25}});
  CHECK(performance.measure("work", "begin", "end")["duration"] == 15);
  CHECK(performance.measure("whole")["startTime"] == 0);
  CHECK(performance.getEntriesByName("work").length() == 1);
  CHECK(performance.getEntriesByType("mark").map([](auto m) { return m["name"]; }).join() == "begin,end");
  CHECK_THROWS_WITH(performance.measure("x", "never"), "The \"never\" performance mark has not been set");
  performance.clearMarks("begin");
  CHECK(performance.getEntriesByType("mark").length() == 1);
  performance.clearMarks();
  performance.clearMeasures();
  CHECK(performance.getEntries().length() == 0);
}

TEST_CASE("os tells of the machine") {
  CHECK(os.type() == "Linux");
  CHECK(os.cpus().length() == static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN)));
  CHECK(os.cpus()[0]["times"]["idle"].number() > 0);
  CHECK(os.totalmem() > os.freemem());
  CHECK(os.freemem() > 0);
  CHECK(os.loadavg().length() == 3);
  CHECK(os.uptime() > 0);
  const Value local = os.networkInterfaces().get("lo");
  if (local != undefined) {
    CHECK(local[0]["internal"] == true);
    CHECK(local[0]["cidr"] == "127.0.0.1/8");
  }
}

TEST_CASE("btoa takes letters up to U+00FF, atob what may be base64") {
  CHECK(btoa("h\xc3\xa9") == "aOk=");
  CHECK(atob("aOk=") == "h\xc3\xa9");
  CHECK(atob(" a O k ") == "h\xc3\xa9");
  for (const char* wrong : {"a", "aOk==", "a=Ok", "\xc3\xa9"}) {
    try {
      atob(wrong);
      FAIL(wrong);
    } catch (const Error& e) {
      CHECK(e.name == "InvalidCharacterError");
    }
  }
  CHECK_THROWS_WITH(btoa("\xe6\x97\xa5"), "Invalid character");
}
