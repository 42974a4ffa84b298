// http/whatwg_url.hpp — URLs as browsers and Node's URL read them: https://url.spec.whatwg.org. Pure; texts are well-formed UTF-8.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crema::http {

struct UrlRecord {
  std::string scheme, username, password;
  std::optional<std::string> host;  // as it is written
  std::optional<std::uint16_t> port;
  std::vector<std::string> path;  // one text if it is opaque
  bool opaque_path = false;
  std::optional<std::string> query, fragment;
};

/// Nothing for what is no URL.
std::optional<UrlRecord> parse_url(std::string_view input, const UrlRecord* base = nullptr);

/// The parts that may be set, href apart.
enum class UrlPart : std::uint8_t { protocol, username, password, host, hostname, port, pathname, search, hash };
/// The setters of URL's API: what does not fit changes nothing.
void set_url_part(UrlRecord& url, UrlPart part, std::string_view value);
/// What the getters give: "https:", "?a=1".
std::string url_part(const UrlRecord& url, UrlPart part);
std::string url_href(const UrlRecord& url);
std::string url_origin(const UrlRecord& url);

/// application/x-www-form-urlencoded; the texts may be malformed UTF-8.
std::vector<std::pair<std::string, std::string>> parse_form(std::string_view text);
void append_form_encoded(std::string& out, std::string_view text);

}  // namespace crema::http
