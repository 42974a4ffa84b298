// Media types by extension.
#include <doctest/doctest.h>

#include <string>

#include "http/mime.hpp"

using namespace crema::http;

TEST_CASE("a type is found by extension, file name or path") {
  struct Row {
    const char* name;
    const char* type;
  };
  for (const Row& row : {
           Row{"html", "text/html"},
           {".html", "text/html"},
           {"index.HTML", "text/html"},
           {"a/b.c/d.tar.gz", "application/gzip"},
           {"js", "text/javascript"},
           {"ico", "image/vnd.microsoft.icon"},
           {"mp4", "video/mp4"},
           {"rtf", "application/rtf"},
           {"woff2", "font/woff2"},
           {"html/", "text/html"},
           {"a/.html", ""},
           {"a/b", ""},
           {"nope", ""},
           {"x.", ""},
           {"..", ""},
           {"/", ""},
           {"", ""},
       }) {
    CAPTURE(row.name);
    CHECK(std::string(mime_lookup(row.name)) == row.type);
  }
}

TEST_CASE("a charset is known for text and for some others") {
  CHECK(mime_charset("text/html") == "utf-8");
  CHECK(mime_charset("Text/X-Unheard-Of; a=b") == "utf-8");
  CHECK(mime_charset(" application/JSON ;charset=x") == "utf-8");
  CHECK(mime_charset("application/xml") == "");
  CHECK(mime_charset("image/svg+xml") == "");
  CHECK(mime_charset("") == "");
}

TEST_CASE("a Content-Type gets its charset") {
  CHECK(mime_content_type("html") == "text/html; charset=utf-8");
  CHECK(mime_content_type("file.json") == "application/json; charset=utf-8");
  CHECK(mime_content_type("png") == "image/png");
  CHECK(mime_content_type("text/plain") == "text/plain; charset=utf-8");
  CHECK(mime_content_type("text/plain; charset=latin1") == "text/plain; charset=latin1");
  CHECK(mime_content_type("a/b") == "a/b");
  CHECK_FALSE(mime_content_type("nope"));
  CHECK_FALSE(mime_content_type(""));
  std::string out = "before";
  CHECK(mime_content_type("css", out));
  CHECK(out == "text/css; charset=utf-8");
  CHECK_FALSE(mime_content_type("nope", out));
  CHECK(out.empty());
}

TEST_CASE("text and its like are worth compressing") {
  for (const char* type : {"text/html; charset=utf-8", "application/json", "image/svg+xml", "a/b+JSON", "text/new"}) {
    CAPTURE(type);
    CHECK(mime_compressible(type));
  }
  for (const char* type : {"image/png", "video/mp4", "application/zip", "font/woff2", "a/b", "texts/x", ""}) {
    CAPTURE(type);
    CHECK_FALSE(mime_compressible(type));
  }
}
