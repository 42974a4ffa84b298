// cookie-parser and cookie-session: what nobody signed is never taken for signed, what we signed always is, and JSON in cookies
// that cannot be read is left alone. The first line chooses the Cookie field's name, the rest is its value.
#include <crema/cookie.hpp>
#include <crema/cookie_parser.hpp>
#include <crema/keygrip.hpp>

#include <string>

#include "fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crema;
  static const CookieKeys keys(Texts("secret"));
  static const Keygrip grip({"new", "old"});
  fuzz::Input input(data, size);
  const std::string name(input.line());
  const std::string text(input.rest());

  // JSON and signatures of whatever comes.
  const Value cookies = parseCookies(name + "=" + text);
  const Value moved = cookieParser.JSONCookies(cookieParser.signedCookies(cookies, "another secret"));
  for (auto value : Object.values(moved)) fuzz::check(value == false, "nobody has signed it");
  cookieParser.JSONCookies(cookies);
  for (auto key : Object.keys(cookies)) fuzz::check(key != "__proto__", "__proto__ is no cookie");

  // What we sign is ours, and nothing near it.
  std::string ours = "s:";
  keys.sign(text, ours);
  fuzz::check(cookieParser.signedCookie(ours, "secret") == Value(text), "what we signed is read");
  ours[ours.size() - 1 - text.size() % CookieKeys::signature_size] ^= 1;
  fuzz::check(cookieParser.signedCookie(ours, "secret") == false, "a changed signature is refused");

  const Value signature = grip.sign(text);
  fuzz::check(grip.index(text, signature) == 0, "the first key signs");
  fuzz::check(grip.index(text + "x", signature) == -1, "another text has another signature");
  (void)grip.verify(text, name);
  return 0;
}
