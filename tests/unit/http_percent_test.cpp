// Percent-encoding, HTML escaping and Content-Disposition.
#include <doctest/doctest.h>

#include <string>

#include "http/disposition.hpp"
#include "http/percent.hpp"
#include "http/text.hpp"

using namespace crema::http;
using namespace std::string_literals;

namespace {

std::string lenient(std::string_view text) {
  std::string out = "replaced";
  decode_leniently(text, out);
  return out;
}

std::string latin1(std::string_view text) {
  std::string out = "replaced";
  decode_latin1(text, out);
  return out;
}

}  // namespace

TEST_CASE("components are encoded as encodeURIComponent does") {
  CHECK(encode_uri_component("aZ0-_.!~*'()") == "aZ0-_.!~*'()");
  CHECK(encode_uri_component("a b&c=d/é✓😀") == "a%20b%26c%3Dd%2F%C3%A9%E2%9C%93%F0%9F%98%80");
  CHECK_FALSE(encode_uri_component("a\xED\xA0\x80"));
  CHECK(encode_uri_component("a\xFFz") == "a%EF%BF%BDz");
  std::string kept = "x";
  CHECK_FALSE(append_uri_component(kept, "y\xED\xB0\x80"));
  CHECK(kept == "x");
}

TEST_CASE("components are decoded only if they are UTF-8") {
  CHECK(decode_uri_component("a%20b+%C3%A9%e2%9c%93%F0%9F%98%80") == "a b+é✓😀");
  CHECK(decode_uri_component("plain é") == "plain é");
  CHECK(decode_uri_component("%00") == std::string(1, '\0'));
  for (const char* broken : {"%", "%4", "%zz", "%C3", "%C3%28", "%C3x", "%A9", "%C0%80", "%E0%80%80", "%ED%A0%80",
                             "%F4%90%80%80", "%F8%88%80%80%80", "%FF", "%C3\xA9"}) {
    CAPTURE(broken);
    CHECK_FALSE(decode_uri_component(broken));
  }
}

TEST_CASE("queries are decoded as far as possible") {
  CHECK(lenient("%41%zz%") == "A%zz%");
  CHECK(lenient("%E9x") == "\xEF\xBF\xBDx");
  CHECK(lenient("%C3%A9") == "é");
  // beside what is no UTF-8, the low byte of each unit
  CHECK(lenient("%80é") == "\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(lenient("%80Ã©") == "\xEF\xBF\xBDé");
  CHECK(lenient("%80✓") == "\xEF\xBF\xBD\x13");
  CHECK(lenient("%80😀") == "\xEF\xBF\xBD=\0"s);
  CHECK(lenient("%80\xF0\x9F") == "\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(latin1("%E9%41%zz") == "éA%zz");
}

TEST_CASE("broken UTF-8 is replaced piece by piece") {
  const auto valid = [](std::string_view bytes) {
    std::string out;
    append_utf8(out, bytes);
    return out;
  };
  CHECK(valid("aé😀") == "aé😀");
  CHECK(valid("\xF0\x9F\x98z\x80") == "\xEF\xBF\xBDz\xEF\xBF\xBD");
  CHECK(valid("\xE0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST_CASE("a URL is made fit for Location and what is encoded stays") {
  CHECK(encode_url("http://a/b c?d=é&e=%20%zz%") == "http://a/b%20c?d=%C3%A9&e=%20%25zz%25");
  CHECK(encode_url("\"<>`{}\x7f\n") == "%22%3C%3E%60%7B%7D%7F%0A");
  CHECK(encode_url("\\^[]|'~") == "\\^[]|'~");
  CHECK(encode_url("\xED\xA0\x80!") == "%EF%BF%BD!");
}

TEST_CASE("HTML is escaped") {
  CHECK(escape_html("<a href=\"x\">&'</a>") == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;&lt;/a&gt;");
  CHECK(escape_html("plain") == "plain");
  CHECK(escape_html("") == "");
}

TEST_CASE("a file name is bare, quoted or given twice") {
  struct Row {
    const char* name;
    const char* expected;
  };
  for (const Row& row : {
           Row{"plans.pdf", "attachment; filename=plans.pdf"},
           {"the plans.pdf", "attachment; filename=\"the plans.pdf\""},
           {"a\"b\\.txt", "attachment; filename=\"a\\\"b\\\\.txt\""},
           {"", "attachment; filename=\"\""},
           {"é.txt", "attachment; filename=\"?.txt\"; filename*=UTF-8''%C3%A9.txt"},
           {"😀 (1)*'.txt", "attachment; filename=\"?? (1)*'.txt\"; filename*=UTF-8''%F0%9F%98%80%20%281%29%2A%27.txt"},
           {"100%20.txt", "attachment; filename=100%20.txt; filename*=UTF-8''100%2520.txt"},
           {"a\r\nb", "attachment; filename=\"a??b\"; filename*=UTF-8''a%0D%0Ab"},
       }) {
    CAPTURE(row.name);
    CHECK(content_disposition(row.name) == row.expected);
  }
  CHECK(content_disposition("a", "inline") == "inline; filename=a");
}

TEST_CASE("tokens and field values are told from the rest") {
  CHECK(is_token("X-A!#$%&'*+.^_`|~9"));
  for (const char* text : {"", "a b", "a:b", "é", "a\"", "(a)"}) CHECK_FALSE(is_token(text));
  CHECK(is_field_value("a\t b\xff"));
  for (const char* text : {"a\nb", "a\rb", "\x7f", "\x01"}) CHECK_FALSE(is_field_value(text));
  CHECK_FALSE(is_field_value(std::string_view("\0", 1)));
  CHECK(iequals("ETag", "etag"));
  CHECK_FALSE(iequals("ETag", "etagg"));
  CHECK(trim_ows("\t a b ") == "a b");
}
