// Content negotiation: what Express's req.accepts* would answer.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "http/negotiation.hpp"

using namespace crema::http;

namespace {

using List = std::vector<std::string_view>;

std::string pick(Choice (*best)(Header, Offers), Header header, const List& offers) {
  const Choice choice = best(header, offers);
  return choice ? std::string(offers[*choice]) : "none";
}

std::string encoding(Header header, const List& offers, const List& preferred = {}) {
  const Choice choice = best_encoding(header, offers, preferred);
  return choice ? std::string(offers[*choice]) : "none";
}

}  // namespace

TEST_CASE("the best type wins by quality, then by how exactly it was named, then by order") {
  struct Row {
    const char* accept;
    List offers;
    const char* best;
  };
  for (const Row& row : std::vector<Row>{
           {"text/html", {"html"}, "html"},
           {"text/*, application/json", {"html"}, "html"},
           {"text/*;q=.5, application/json", {"html", "json"}, "json"},
           {"application/json", {"html", "application/json"}, "application/json"},
           {"text/plain", {"html", "json"}, "none"},
           {"*/*", {"json", "html"}, "json"},
           {"*/*;q=0.1, text/html", {"json", "html"}, "html"},
           {"text/html;q=0, */*", {"html", "text"}, "text"},
           {"text/html;level=1", {"text/html", "text/html;level=1"}, "text/html;level=1"},
           {"text/html;level=*", {"text/html;level=2"}, "text/html;level=2"},
           {"TEXT/HTML", {"text/html"}, "text/html"},
           {"text/html;q=junk", {"html"}, "none"},
           {"", {"json", "html"}, "json"},
           {"text/html", {"nope", "htm", "html"}, "htm"},
           {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", {"text", "html"}, "html"},
       }) {
    CAPTURE(row.accept);
    CHECK(pick(best_type, row.accept, row.offers) == row.best);
  }
  CHECK(pick(best_type, std::nullopt, {"nope", "html"}) == "nope");
  CHECK(pick(best_type, "text/html", {}) == "none");
}

TEST_CASE("charsets are compared without case") {
  CHECK(pick(best_charset, "UTF-8, iso-8859-1;q=0.2", {"iso-8859-1", "utf-8"}) == "utf-8");
  CHECK(pick(best_charset, "utf-8", {"latin1"}) == "none");
  CHECK(pick(best_charset, "*;q=0.5, utf-8", {"latin1", "utf-8"}) == "utf-8");
  CHECK(pick(best_charset, std::nullopt, {"latin1"}) == "latin1");
}

TEST_CASE("identity is acceptable unless it is refused") {
  CHECK(encoding("gzip", {"identity"}) == "identity");
  CHECK(encoding("gzip, identity;q=0", {"identity"}) == "none");
  CHECK(encoding("*;q=0", {"identity"}) == "none");
  CHECK(encoding(std::nullopt, {"gzip", "identity"}) == "identity");
  CHECK(encoding("", {"gzip"}) == "none");
  CHECK(encoding("gzip;q=0.5, br;q=0.8", {"gzip", "br", "identity"}) == "br");
}

TEST_CASE("among encodings of one quality the preferred ones win") {
  CHECK(encoding("gzip, deflate, br", {"deflate", "gzip", "br"}) == "gzip");
  CHECK(encoding("gzip, deflate, br", {"deflate", "gzip", "br"}, {"br", "gzip"}) == "br");
  CHECK(encoding("gzip, deflate, br;q=0.9", {"deflate", "gzip", "br"}, {"br", "gzip"}) == "gzip");
}

TEST_CASE("languages match by prefix both ways") {
  CHECK(pick(best_language, "en", {"en-US"}) == "en-US");
  CHECK(pick(best_language, "en-US", {"en"}) == "en");
  CHECK(pick(best_language, "de, en-US;q=0.8", {"en", "de-CH"}) == "de-CH");
  CHECK(pick(best_language, "en-GB", {"en-US"}) == "none");
  CHECK(pick(best_language, "en-US, en;q=0.9", {"en", "en-US"}) == "en-US");
}

TEST_CASE("what a field accepts is listed best first") {
  CHECK(accepted_types("text/plain;q=0.5, text/html, */*;q=0.1, x/y;q=0") == List{"text/html", "text/plain", "*/*"});
  CHECK(accepted_types(std::nullopt) == List{"*/*"});
  CHECK(accepted_types("") == List{});
  CHECK(accepted_charsets("utf-8, iso-8859-1;q=0.2, utf-7;q=0.5") == List{"utf-8", "utf-7", "iso-8859-1"});
  CHECK(accepted_encodings("gzip, deflate;q=0.5") == List{"gzip", "deflate", "identity"});
  CHECK(accepted_encodings(std::nullopt) == List{"identity"});
  CHECK(accepted_languages("en;q=0.8, es, pt") == List{"es", "pt", "en"});
  CHECK(accepted_languages(std::nullopt) == List{"*"});
}

TEST_CASE("more offers than usual and quoted qualities do no harm") {
  const List many(40, "text/x-none");
  List offers = many;
  offers.push_back("json");
  CHECK(best_type("application/json", offers) == 40);
  CHECK(pick(best_type, "text/html;q=\"0\\.4\", text/plain;q=0.3", {"text", "html"}) == "html");
}

TEST_CASE("a hostile field costs one pass") {
  std::string parameters = "*/*";
  for (int i = 0; i < 4000; ++i) parameters += ";k=*";
  CHECK(pick(best_type, parameters, {"html"}) == "html");
  CHECK(pick(best_type, std::string(16000, ','), {"html"}) == "none");
  CHECK(pick(best_type, "a/b;x=\"" + std::string(16000, 'y'), {"html"}) == "none");
}
