// Parsing, the setters and the texts of URLs.
#include "http/whatwg_url.hpp"

#include <algorithm>

#include "http/text.hpp"
#include "http/whatwg_parser.hpp"
#include "http/whatwg_percent.hpp"

namespace crema::http {
namespace {

using State = UrlParser::State;

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string userinfo_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) append_percent(out, c, PercentSet::userinfo);
  return out;
}

// Blanks at the end of an opaque path stand only before a query or fragment.
void strip_opaque_path(UrlRecord& url) {
  if (!url.opaque_path || url.query || url.fragment) return;
  while (url.path[0].ends_with(' ')) url.path[0].pop_back();
}

// The setter works on a copy: what fails changes nothing.
void set_by_parser(UrlRecord& url, State from, std::string_view value) {
  UrlParser(url, nullptr, value).parse_part(from);
}

void set_query(UrlRecord& url, std::string_view value) {
  if (value.empty()) {
    url.query.reset();
    return strip_opaque_path(url);
  }
  if (value.starts_with('?')) value.remove_prefix(1);
  url.query = "";
  set_by_parser(url, State::query, value);
}

void set_fragment(UrlRecord& url, std::string_view value) {
  if (value.empty()) {
    url.fragment.reset();
    return strip_opaque_path(url);
  }
  if (value.starts_with('#')) value.remove_prefix(1);
  url.fragment = "";
  set_by_parser(url, State::fragment, value);
}

void set_port(UrlRecord& url, std::string_view value) {
  if (cannot_have_credentials(url)) return;
  if (value.empty()) url.port.reset();
  else set_by_parser(url, State::port, value);
}

std::string path_text(const UrlRecord& url) {
  if (url.opaque_path) return url.path[0];
  std::string out;
  for (const auto& segment : url.path) out.append("/").append(segment);
  return out;
}

std::string host_text(const UrlRecord& url) {
  std::string out = url.host.value_or("");
  if (url.port) out.append(":").append(std::to_string(*url.port));
  return out;
}

std::string prefixed(char prefix, const std::optional<std::string>& text) {
  return text && !text->empty() ? prefix + *text : std::string();
}

}  // namespace

std::optional<UrlRecord> parse_url(std::string_view input, const UrlRecord* base) {
  UrlRecord url;
  if (!UrlParser(url, base, trimmed(input)).parse()) return {};
  return url;
}

void set_url_part(UrlRecord& url, UrlPart part, std::string_view value) {
  switch (part) {
    case UrlPart::protocol:
      return set_by_parser(url, State::scheme_start, std::string(value) + ':');
    case UrlPart::username:
      if (!cannot_have_credentials(url)) url.username = userinfo_encoded(value);
      return;
    case UrlPart::password:
      if (!cannot_have_credentials(url)) url.password = userinfo_encoded(value);
      return;
    case UrlPart::host:
      if (!url.opaque_path) set_by_parser(url, State::host, value);
      return;
    case UrlPart::hostname:
      if (!url.opaque_path) set_by_parser(url, State::hostname, value);
      return;
    case UrlPart::port:
      return set_port(url, value);
    case UrlPart::pathname:
      if (url.opaque_path) return;
      url.path.clear();
      return set_by_parser(url, State::path_start, value);
    case UrlPart::search:
      return set_query(url, value);
    case UrlPart::hash:
      return set_fragment(url, value);
  }
}

std::string url_part(const UrlRecord& url, UrlPart part) {
  switch (part) {
    case UrlPart::protocol:
      return url.scheme + ':';
    case UrlPart::username:
      return url.username;
    case UrlPart::password:
      return url.password;
    case UrlPart::host:
      return host_text(url);
    case UrlPart::hostname:
      return url.host.value_or("");
    case UrlPart::port:
      return url.port ? std::to_string(*url.port) : std::string();
    case UrlPart::pathname:
      return path_text(url);
    case UrlPart::search:
      return prefixed('?', url.query);
    case UrlPart::hash:
      return prefixed('#', url.fragment);
  }
  return {};
}

std::string url_href(const UrlRecord& url) {
  std::string out = url.scheme + ':';
  if (url.host) {
    out += "//";
    if (!url.username.empty() || !url.password.empty()) {
      out += url.username;
      if (!url.password.empty()) out.append(":").append(url.password);
      out += '@';
    }
    out += host_text(url);
  } else if (!url.opaque_path && url.path.size() > 1 && url.path[0].empty()) {
    out += "/.";  // or the path would be read as a host
  }
  out += path_text(url);
  if (url.query) out.append("?").append(*url.query);
  if (url.fragment) out.append("#").append(*url.fragment);
  return out;
}

std::string url_origin(const UrlRecord& url) {
  if (url.scheme == "blob" && url.opaque_path) {
    const auto inner = parse_url(url.path[0]);
    if (inner && (inner->scheme == "http" || inner->scheme == "https")) return url_origin(*inner);
    return "null";
  }
  if (!is_special_scheme(url.scheme) || url.scheme == "file") return "null";
  return url.scheme + "://" + host_text(url);
}

// -- forms -------------------------------------------------------------------------------------------------------------------

std::vector<std::pair<std::string, std::string>> parse_form(std::string_view text) {
  const auto decoded = [](std::string_view raw) {
    std::string spaced(raw);
    std::replace(spaced.begin(), spaced.end(), '+', ' ');
    return percent_decoded(spaced);
  };
  std::vector<std::pair<std::string, std::string>> pairs;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('&', at), text.size());
    const std::string_view pair = text.substr(at, end - at);
    at = end + 1;
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = equals < pair.size() ? pair.substr(equals + 1) : std::string_view();
    pairs.emplace_back(decoded(pair.substr(0, equals)), decoded(value));
  }
  return pairs;
}

void append_form_encoded(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (is_alpha(c) || is_digit(c) || c == '*' || c == '-' || c == '.' || c == '_') out += c;
    else if (c == ' ') out += '+';
    else append_percent_byte(out, c);
  }
}

}  // namespace crema::http
