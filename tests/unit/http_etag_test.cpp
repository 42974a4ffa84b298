// Entity tags and the base64 in them.
#include <doctest/doctest.h>

#include <string>

#include "http/base64.hpp"
#include "http/etag.hpp"
#include "http/status.hpp"

using namespace crema::http;

namespace {

std::string base64(std::string_view bytes, Base64 form) {
  std::string out;
  append_base64(out, bytes, form);
  return out;
}

}  // namespace

TEST_CASE("an entity tag holds the length and the hash of the body") {
  CHECK(std::string(entity_tag("hello")) == R"(W/"5-qvTGHdzF6KLavt4PO0gs2a6pQ00")");
  CHECK(std::string(entity_tag("hello", false)) == R"("5-qvTGHdzF6KLavt4PO0gs2a6pQ00")");
  CHECK(std::string(entity_tag("")) == R"(W/"0-2jmj7l5rSw0yVb/vlWAYkK/YBwk")");
  std::string out = "ETag: ";
  append_entity_tag(out, std::string(1000, 'a'), false);
  CHECK(out == R"(ETag: "3e8-KR6abGaZSUm1e6XmUDYemPw2sbo")");
}

TEST_CASE("a file's tag holds its size and its time in hexadecimal") {
  CHECK(std::string(stat_tag(12, 1700000000123)) == R"(W/"c-18bcfe5687b")");
  CHECK(std::string(stat_tag(0, 0, false)) == R"("0-0")");
}

TEST_CASE("base64 comes padded, bare and fit for URLs") {
  CHECK(base64("", Base64::padded) == "");
  CHECK(base64("f", Base64::padded) == "Zg==");
  CHECK(base64("fo", Base64::padded) == "Zm8=");
  CHECK(base64("foo", Base64::padded) == "Zm9v");
  CHECK(base64("foob", Base64::bare) == "Zm9vYg");
  CHECK(base64("fooba", Base64::bare) == "Zm9vYmE");
  CHECK(base64("\xfb\xff\xfe", Base64::padded) == "+//+");
  CHECK(base64("\xfb\xff\xfe", Base64::url) == "-__-");
  for (std::size_t size = 0; size < 10; ++size) {
    CHECK(base64(std::string(size, 'x'), Base64::bare).size() == base64_size(size, Base64::bare));
    CHECK(base64(std::string(size, 'x'), Base64::padded).size() == base64_size(size, Base64::padded));
  }
}

TEST_CASE("reason phrases are Node's") {
  CHECK(reason(200) == "OK");
  CHECK(reason(404) == "Not Found");
  CHECK(reason(413) == "Payload Too Large");
  CHECK(reason(418) == "I'm a Teapot");
  CHECK(reason(422) == "Unprocessable Entity");
  CHECK(reason(509) == "Bandwidth Limit Exceeded");
  CHECK(reason(299) == "");
  CHECK(reason(999) == "");
}
