// Cookies: pairs lie within the field, and what a Set-Cookie says can be read back.
#include <string>

#include "fuzz.hpp"
#include "http/cookies.hpp"
#include "http/text.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crema::http;
  fuzz::Input input(data, size);
  const auto name = input.line();
  const auto field = input.rest();
  CookieReader reader(field);
  std::size_t length = 0;
  for (std::string_view key, value; reader.next(key, value);) length += key.size() + value.size();
  fuzz::check(length <= field.size(), "pairs are no longer than the field");
  std::string scratch;
  (void)find_cookie(field, name, scratch);

  SetCookie cookie;
  cookie.name = name;
  cookie.value = field;
  std::string out;
  if (!append_set_cookie(out, cookie).empty()) {
    fuzz::check(out.empty(), "a refused cookie leaves nothing");
    return 0;
  }
  fuzz::check(is_field_value(out), "a Set-Cookie is a field value");
  return 0;
}
