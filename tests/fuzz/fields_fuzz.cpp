// The other fields that clients send and that are made of what they send: Content-Type, X-Forwarded-For, Content-Disposition,
// Vary; and durations and sizes.
#include <arpa/inet.h>

#include <algorithm>
#include <string>

#include "fuzz.hpp"
#include "http/base64.hpp"
#include "http/content_type.hpp"
#include "http/disposition.hpp"
#include "http/percent.hpp"
#include "http/proxy_address.hpp"
#include "http/text.hpp"
#include "http/units.hpp"
#include "http/vary.hpp"
#include "slow.hpp"

namespace {

using namespace crema::http;

void check_content_type(std::string_view field, std::string_view pattern) {
  const ContentType type = parse_content_type(field);
  if (const auto text = format_content_type(type)) {
    fuzz::check(is_field_value(*text), "a Content-Type is a field value");
    const ContentType again = parse_content_type(*text);
    fuzz::check(again.type == type.type && again.parameters.size() == type.parameters.size(),
                "a Content-Type that was written reads the same");
    for (const auto& [name, value] : type.parameters) {
      const auto* found = again.find(name);
      fuzz::check(found && *found == value, "a parameter that was written reads the same");
    }
  }
  if (const auto charset = content_type_parameter(field, "charset")) {
    const auto* found = type.find("charset");
    fuzz::check(found && *found == *charset, "a parameter is the same by itself");
  }
  const auto media = media_type(field);
  fuzz::check(media.empty() || slow::lower(media) == type.type, "the media type is the same by itself");
  if (content_type_is(field, pattern)) fuzz::check(!media.empty(), "only a media type is of a type");
  std::string scratch, error;
  if (const auto set = set_charset(field, "utf-8", scratch, &error)) {
    fuzz::check(content_type_parameter(*set, "charset") == "utf-8", "a charset that was set is there");
  } else {
    fuzz::check(!error.empty(), "why a charset could not be set is told");
  }
}

// RFC 6266: a reader finds the name again, in one of the two forms.
void check_disposition(std::string_view name) {
  const auto field = content_disposition(name);
  fuzz::check(is_field_value(field), "a Content-Disposition is a field value");
  const auto extended = content_type_parameter(field, "filename*");
  const auto plain = content_type_parameter(field, "filename");
  fuzz::check(plain.has_value(), "a Content-Disposition has a name");
  std::string valid;
  append_utf8(valid, name);
  if (!extended) return fuzz::check(*plain == name, "a plain name comes back as it was");
  fuzz::check(extended->starts_with("UTF-8''"), "a name tells its charset");
  if (slow::is_utf8(name))
    fuzz::check(slow::percent_decoded(extended->substr(7)) == name, "a name comes back as it was");
}

void check_address(std::string_view text) {
  const std::string copy(text);
  unsigned char bytes[16];
  const bool no_nul = text.find('\0') == std::string_view::npos;
  const bool v4 = no_nul && ::inet_pton(AF_INET, copy.c_str(), bytes) == 1;
  const bool v6 = no_nul && !v4 && ::inet_pton(AF_INET6, copy.c_str(), bytes) == 1;
  const auto address = parse_ip_address(text);
  if (v4 || v6) {
    fuzz::check(is_ip_address(text), "what the C library reads is an address");
    fuzz::check(address && address->v6 == v6, "an address is of its family");
    fuzz::check(std::equal(bytes, bytes + (v6 ? 16 : 4), address->bytes.begin()), "an address is the C library's");
  } else {
    fuzz::check(!is_ip_address(text) || text.find('%') != std::string_view::npos,
                "what the C library refuses is none, but for zones");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto first = input.line();
  const auto rest = input.rest();
  check_content_type(first, rest);
  check_disposition(first);
  check_address(first);

  std::string error;
  if (const auto trusted = TrustedProxies::compile(first, error)) {
    (void)trusted->trusts(rest);
    fuzz::check(!trusted->trusts("no address"), "what is no address is not trusted");
  } else {
    fuzz::check(!error.empty(), "a wrong list of proxies says why");
  }
  std::size_t length = 0;
  visit_proxy_chain(
      "127.0.0.1", first, [](std::string_view, int) { return true; },
      [&](std::string_view address) { length += address.size(); });
  fuzz::check(length <= first.size() + 9, "addresses lie within the field");

  std::string vary = "Accept";
  if (append_vary(vary, first)) {
    fuzz::check(is_field_value(vary), "a Vary is a field value");
    const std::string before = vary;
    fuzz::check(append_vary(vary, first) && vary == before, "what varies already is not added again");
  } else {
    fuzz::check(vary == "Accept", "a wrong name adds nothing");
  }
  (void)parse_duration(first);
  (void)parse_size(first);
  return 0;
}
