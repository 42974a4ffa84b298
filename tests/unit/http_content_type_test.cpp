// Content-Type: reading, writing, comparing.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "http/content_type.hpp"

using namespace crema::http;

namespace {

std::string reformatted(std::string_view header) {
  std::string error;
  return format_content_type(parse_content_type(header), &error).value_or(error);
}

std::string with_charset(std::string_view type) {
  std::string scratch;
  std::string error;
  const auto changed = set_charset(type, "utf-8", scratch, &error);
  return changed ? std::string(*changed) : error;
}

std::string is(std::string_view header, std::vector<std::string_view> patterns) {
  return type_is(header, patterns).value_or("no");
}

}  // namespace

TEST_CASE("a Content-Type is taken apart leniently and written strictly") {
  struct Row {
    const char* header;
    const char* expected;
  };
  for (const Row& row : {
           Row{"text/html", "text/html"},
           {" Text/HTML ;Charset=UTF-8", "text/html; charset=UTF-8"},
           {"a/b; x=\"y z\"; q=\"\\\"\"", "a/b; x=\"y z\"; q=\"\\\"\""},
           {"a/b; x=1; X=2", "a/b; x=1"},
           {"a/b; x=1; 5=y; 2=z", "a/b; 2=z; 5=y; x=1"},
           {"a/b; lonely; x=1", "a/b; x=1"},
           {"a/b; x=\"never closed", "a/b"},
           {"a/b; x=", "a/b; x=\"\""},
           {"a/b; x y=1", "Invalid parameter name: x y"},
           {"text", "Invalid type: text"},
           {"a/b/c", "Invalid type: a/b/c"},
           {"", "Invalid type: "},
       }) {
    CAPTURE(row.header);
    CHECK(reformatted(row.header) == row.expected);
  }
}

TEST_CASE("one parameter is read without the others") {
  CHECK(content_type_parameter("multipart/form-data; boundary=\"a;b\"; x=1", "boundary") == "a;b");
  CHECK(content_type_parameter("text/html; CHARSET=Latin1; charset=x", "charset") == "Latin1");
  CHECK_FALSE(content_type_parameter("text/html; charsets=x", "charset"));
}

TEST_CASE("the charset is set and other parameters are kept") {
  struct Row {
    const char* type;
    const char* expected;
  };
  for (const Row& row : {
           Row{"text/html", "text/html; charset=utf-8"},
           {"text/html; charset=utf-8", "text/html; charset=utf-8"},
           {"text/html; charset=iso-8859-1; a=b", "text/html; charset=utf-8; a=b"},
           {"Text/HTML;a=\"x y\"", "text/html; a=\"x y\"; charset=utf-8"},
           {"image/png", "image/png; charset=utf-8"},
           {"text/html; charset=UTF-8", "text/html; charset=utf-8"},
           {"foo", "Invalid type: foo"},
       }) {
    CAPTURE(row.type);
    CHECK(with_charset(row.type) == row.expected);
  }
}

TEST_CASE("a type that already has the charset is not copied") {
  const std::string_view type = "text/html; charset=utf-8";
  std::string scratch;
  CHECK(set_charset(type, "utf-8", scratch)->data() == type.data());
}

TEST_CASE("a request's type is matched by names, wildcards and suffixes") {
  CHECK(is("text/html; charset=utf-8", {"html"}) == "html");
  CHECK(is("text/html", {"text/html"}) == "text/html");
  CHECK(is("TEXT/html", {"text/*"}) == "text/html");
  CHECK(is("application/json", {"html", "json"}) == "json");
  CHECK(is("application/vnd.api+json", {"json"}) == "no");
  CHECK(is("application/vnd.api+json", {"+json"}) == "application/vnd.api+json");
  CHECK(is("application/vnd.api+json", {"application/*+json"}) == "application/vnd.api+json");
  CHECK(is("application/x-www-form-urlencoded", {"urlencoded"}) == "urlencoded");
  CHECK(is("multipart/form-data; boundary=x", {"multipart"}) == "multipart");
  CHECK(is("multipart/mixed", {"multipart/*"}) == "multipart/mixed");
  CHECK(is("text/plain", {"*/*"}) == "text/plain");
  CHECK(is("Text/Plain", {}) == "text/plain");
  CHECK(is("text/html", {"text/HTML"}) == "no");
  CHECK(is("junk", {"*/*"}) == "no");
  CHECK(is("text/html", {"a/b/c", "", "+", "nope"}) == "no");
  CHECK(content_type_is("Application/JSON; charset=utf-8", "application/json"));
  CHECK_FALSE(content_type_is("application/jsonp", "application/json"));
}
