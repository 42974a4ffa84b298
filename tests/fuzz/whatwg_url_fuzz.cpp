// URLs as browsers read them: a text on the first line, a base on the second, then a part and what it is set to. What was written
// reads as it was, and stands against any base; the parts make the whole; addresses are the C library's; and the pairs of a query
// are those of a slow decoder.
#include <crema/url.hpp>

#include <arpa/inet.h>

#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/value_utf8.hpp"
#include "fuzz.hpp"
#include "http/whatwg_url.hpp"
#include "slow.hpp"

namespace {

using namespace crema::http;
using crema::detail::well_formed;

// What url_href and the getters say of one another.
void check_parts(const UrlRecord& url) {
  const auto part = [&](UrlPart p) { return url_part(url, p); };
  const std::string href = url_href(url);
  fuzz::check(slow::is_ascii(href), "what is written is ASCII");
  fuzz::check(href.starts_with(part(UrlPart::protocol)), "the scheme stands in front");
  const std::string end =
      part(UrlPart::pathname) + (url.query ? "?" + *url.query : "") + (url.fragment ? "#" + *url.fragment : "");
  fuzz::check(href.ends_with(end), "path, query and fragment stand behind");
  const std::string host = part(UrlPart::host), port = part(UrlPart::port);
  fuzz::check(host == part(UrlPart::hostname) + (port.empty() ? "" : ":" + port), "the host is its name and its port");
  const std::string origin = url_origin(url);
  fuzz::check(origin == "null" || parse_url(origin).has_value(), "an origin is a URL");
}

// It reads as it was, whatever stands around it.
void check_stable(const UrlRecord& url, const UrlRecord& base, const char* what) {
  const std::string href = url_href(url);
  const auto again = parse_url(href), against = parse_url(href, &base);
  fuzz::check(again && url_href(*again) == href, what);
  fuzz::check(against && url_href(*against) == href, "a whole URL is the same against any base");
  for (const auto part :
       {UrlPart::username, UrlPart::password, UrlPart::host, UrlPart::pathname, UrlPart::search, UrlPart::hash})
    fuzz::check(url_part(*again, part) == url_part(url, part), "each part reads as it was");
}

void addresses(std::string_view text) {
  if (text.size() > 60 || text.find('\0') != std::string_view::npos) return;
  const std::string address(text);
  unsigned char wanted[16] = {}, found[16] = {};
  if (text.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos) {
    const bool six = inet_pton(AF_INET6, address.c_str(), wanted) == 1;
    const auto url = parse_url("http://[" + address + "]/");
    fuzz::check(url.has_value() == six, "IPv6 addresses are the C library's");
    if (url) {
      const std::string name = url_part(*url, UrlPart::hostname);
      fuzz::check(inet_pton(AF_INET6, name.substr(1, name.size() - 2).c_str(), found) == 1 &&
                      std::memcmp(wanted, found, 16) == 0,
                  "an IPv6 address is written as the same");
    }
  }
  if (inet_pton(AF_INET, address.c_str(), wanted) == 1) {
    const auto url = parse_url("http://" + address + "/");
    fuzz::check(url && url_part(*url, UrlPart::hostname) == address, "an IPv4 address stays as it is");
  }
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs slow_pairs(std::string_view text) {
  Pairs pairs;
  for (const auto& piece : slow::split(text, '&')) {
    if (piece.empty()) continue;
    std::string spaced;
    for (const char c : piece) spaced += c == '+' ? ' ' : c;
    const auto equals = spaced.find('=');
    const auto value = equals == std::string::npos ? std::string() : spaced.substr(equals + 1);
    pairs.emplace_back(slow::percent_decoded(spaced.substr(0, equals)), slow::percent_decoded(value));
  }
  return pairs;
}

void queries(const std::string& text) {
  const auto pairs = parse_form(text);
  fuzz::check(pairs == slow_pairs(text), "the pairs are those of the slow decoder");
  const crema::URLSearchParams params{crema::Value(text.starts_with('?') ? "?" + text : text)};
  fuzz::check(params.size() == static_cast<int>(pairs.size()), "each pair is one");
  const crema::URLSearchParams again(params.toString());
  fuzz::check(again.toString() == params.toString(), "pairs that were written read as they were");
  int i = 0;
  for (const auto& [name, value] : pairs) {
    const crema::Value pair = crema::Value(again.keys())[i];
    fuzz::check(pair.view() == well_formed(name), "a name reads as it was");
    fuzz::check(crema::Value(again.values())[i].view() == well_formed(value), "a value reads as it was");
    fuzz::check(static_cast<bool>(params.has(pair)), "what is there is found");
    if (++i == 40) break;
  }
}

// The same by way of the API: the pairs of a URL are its query.
void through_values(const std::string& text, const std::string& value) {
  if (!crema::URL.canParse(text)) return;
  auto url = crema::URL(text);
  url.searchParams.append(value, text);
  fuzz::check(crema::URL(url.href).searchParams.get(value) == url.searchParams.get(value),
              "what was appended is there");
  fuzz::check(url.search == "?" + url.searchParams.toString(), "the query is what the pairs write");
  url.searchParams.delete_(value);
  url.searchParams.sort();
  fuzz::check(crema::URL(url.href).href == url.href, "a URL whose pairs were changed reads as it was");
}

void paths(std::string_view text) {
  if (!slow::is_utf8(text) || text.find('\0') != std::string_view::npos) return;
  const std::string path = "/" + std::string(text);
  const auto url = crema::pathToFileURL(path);
  fuzz::check(crema::pathToFileURL(crema::fileURLToPath(url)).href == url.href, "a path comes back from its URL");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const unsigned choice = input.byte();
  const std::string text = well_formed(input.line()), base_text = well_formed(input.line());
  const std::string value = well_formed(input.rest());
  addresses(text);
  queries(text);
  paths(text);
  const auto base = parse_url(base_text);
  auto url = parse_url(text, base ? &*base : nullptr);
  if (!url) {
    fuzz::check(!base || !parse_url(text), "what is a URL is one against any base");
    return 0;
  }
  check_parts(*url);
  check_stable(*url, base ? *base : *url, "a URL reads as it was");
  set_url_part(*url, UrlPart(choice % 9), value);
  check_parts(*url);
  check_stable(*url, base ? *base : *url, "a URL whose part was set reads as it was");
  if (text.size() + value.size() < 2000) through_values(text, value);
  return 0;
}
