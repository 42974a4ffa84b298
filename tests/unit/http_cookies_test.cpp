// Cookies in and out, signatures and ids.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

#include "http/cookies.hpp"
#include "http/random.hpp"
#include "http/signature.hpp"

using namespace crema::http;

namespace {

std::string pairs(std::string_view header) {
  std::string out;
  visit_cookies(header, [&](std::string_view name, std::string_view value) {
    out.append(out.empty() ? "" : " ").append(name).append(1, '>').append(value);
  });
  return out;
}

std::string set(const SetCookie& cookie) {
  std::string out = "Set-Cookie: ";
  const std::string_view error = append_set_cookie(out, cookie);
  if (!error.empty()) CHECK(out == "Set-Cookie: ");
  return error.empty() ? out.substr(12) : std::string(error);
}

SetCookie named(std::string_view name, std::string_view value) {
  SetCookie cookie;
  cookie.name = name;
  cookie.value = value;
  return cookie;
}

std::string sign(std::string_view value, std::string_view secret) {
  std::string out;
  Signer(secret).sign(value, out);
  return out;
}

}  // namespace

TEST_CASE("a Cookie field is read leniently") {
  CHECK(pairs("a=1; b=2") == "a>1 b>2");
  CHECK(pairs("a = 1 ;\tb\t=2") == "a>1 b>2");
  CHECK(pairs("a=\"1 2\"; b=\"") == "a>1 2 b>");
  CHECK(pairs("a=%20x; b=%zz; c=%E9") == "a> x b>%zz c>%E9");
  CHECK(pairs("a; b=2; ; c") == "b>2");
  CHECK(pairs("a=b=c") == "a>b=c");
  CHECK(pairs("__proto__=1; a=2") == "a>2");
  CHECK(pairs("=x") == ">x");
  CHECK(pairs("=") == "");
  CHECK(pairs("") == "");
}

TEST_CASE("the first cookie of a name is found") {
  std::string scratch;
  CHECK(find_cookie("b=0; a=1; a=2", "a", scratch) == "1");
  CHECK(find_cookie("a=s%3Ax", "a", scratch) == "s:x");
  CHECK_FALSE(find_cookie("ab=1", "a", scratch));
}

TEST_CASE("a cookie is written with its attributes in a fixed order") {
  CHECK(set(named("a", "b c/é")) == "a=b%20c%2F%C3%A9");
  SetCookie cookie = named("sid", "s:1.x");
  cookie.same_site = "LAX";
  cookie.priority = "high";
  cookie.partitioned = cookie.secure = cookie.http_only = true;
  cookie.expires = 784111777999;
  cookie.path = "/";
  cookie.domain = ".example.com";
  cookie.max_age = 59.9;
  CHECK(
      set(cookie) ==
      "sid=s%3A1.x; Max-Age=59; Domain=.example.com; Path=/; Expires=Sun, 06 Nov 1994 08:49:37 GMT; HttpOnly; Secure; "
      "Partitioned; Priority=High; SameSite=Lax");
  cookie = named("a", "x=y");
  cookie.encode = false;
  cookie.max_age = -1;
  cookie.expires = -1;
  CHECK(set(cookie) == "a=x=y; Max-Age=-1; Expires=Wed, 31 Dec 1969 23:59:59 GMT");
}

TEST_CASE("what cannot stand in a cookie is refused") {
  const auto refused = [](auto change) {
    SetCookie cookie = named("a", "b");
    change(cookie);
    return set(cookie);
  };
  CHECK(refused([](SetCookie& c) { c.name = "a b"; }) == "argument name is invalid");
  CHECK(refused([](SetCookie& c) { c.name = ""; }) == "argument name is invalid");
  CHECK(refused([](SetCookie& c) { c.value = "a;b", c.encode = false; }) == "argument val is invalid");
  CHECK(refused([](SetCookie& c) { c.value = "\xED\xA0\x80"; }) == "URI malformed");
  CHECK(refused([](SetCookie& c) { c.max_age = INFINITY; }) == "option maxAge is invalid");
  CHECK(refused([](SetCookie& c) { c.domain = "a..b"; }) == "option domain is invalid");
  CHECK(refused([](SetCookie& c) { c.domain = "x\r\nSet-Cookie: y"; }) == "option domain is invalid");
  CHECK(refused([](SetCookie& c) { c.path = "/;x"; }) == "option path is invalid");
  CHECK(refused([](SetCookie& c) { c.expires = NAN; }) == "option expires is invalid");
  CHECK(refused([](SetCookie& c) { c.expires = 8.65e15; }) == "option expires is invalid");
  CHECK(refused([](SetCookie& c) { c.priority = "urgent"; }) == "option priority is invalid");
  CHECK(refused([](SetCookie& c) { c.same_site = "maybe"; }) == "option sameSite is invalid");
}

TEST_CASE("a signature is cookie-signature's") {
  CHECK(sign("hello", "tobiiscool") == "hello.DGDUkGlIkCzPz+C0B064FNgHdEjox7ch8tOBGslZ5QI");
  CHECK(sign("hello", std::string(200, 'k')) == "hello.F0xkyuxvXpJKXfIx15+7UqEM1z0bV13tdJ+airgcSIY");
  CHECK(sign("", "") == ".thNnmggU2ex3L5XXeMNfxf8Wl8STcVZTxscSFEKSxa0");
}

TEST_CASE("only an untouched signed value is believed") {
  const Signer signer("keyboard cat");
  const std::string good = sign("a.b.c", "keyboard cat");
  CHECK(signer.unsign(good) == "a.b.c");
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string changed = good;
    changed[i] = changed[i] == 'x' ? 'y' : 'x';
    CHECK_FALSE(signer.unsign(changed));
  }
  CHECK_FALSE(signer.unsign(good.substr(0, good.size() - 1)));
  CHECK_FALSE(signer.unsign(good + "="));
  CHECK_FALSE(signer.unsign("a"));
  CHECK_FALSE(signer.unsign(""));
  CHECK_FALSE(Signer("another").unsign(good));
}

TEST_CASE("ids are of 32 characters fit for URLs, and never the same") {
  std::string last;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = random_id();
    CHECK(id.size() == 32);
    CHECK(id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
          std::string::npos);
    CHECK(id != last);
    last = id;
  }
  CHECK(random_id(300).size() == 400);
  CHECK(random_id(0).empty());
}

TEST_CASE("a forked child does not repeat its parent's ids") {
  random_id();  // so that a block is there to be inherited
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const std::string id = random_id();
    _exit(write(ends[1], id.data(), id.size()) == 32 ? 0 : 1);
  }
  const std::string ours = random_id();
  std::string theirs(32, '\0');
  CHECK(read(ends[0], theirs.data(), theirs.size()) == 32);
  CHECK(theirs != ours);
  int status = 1;
  waitpid(child, &status, 0);
  CHECK(status == 0);
  close(ends[0]);
  close(ends[1]);
}
