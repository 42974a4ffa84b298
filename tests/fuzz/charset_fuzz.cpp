// Charsets: a label on the first line, bytes behind it. Any bytes become a text that Values can hold, not much longer than they.
#include <string>

#include "core/body_charset.hpp"
#include "core/value_utf8.hpp"
#include "fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crema::detail;
  fuzz::Input input(data, size);
  const auto label = input.line();
  const auto charset = find_charset(label);
  if (!charset) return 0;
  const auto bytes = input.rest();
  std::string scratch;
  const auto text = decode_text(*charset, bytes, scratch);
  fuzz::check(text.size() <= 12 * bytes.size() + 12, "a text is not much longer than its bytes");
  for (const char *p = text.data(), *end = p + text.size(); p != end;) {
    const char* from = p;
    const auto c = next_code_point(p, end);
    fuzz::check(c != 0xfffd || p - from == 3, "a text is UTF-8 but for halves of pairs");
  }
  return 0;
}
