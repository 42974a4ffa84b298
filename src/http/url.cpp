// Splitting a request target. Origin form is one scan for '?'; the odd forms go the way of Node's url.parse, which
// Express relies on for them: blanks trimmed, backslashes turned, scheme and authority set apart, unwise characters
// escaped.
#include "http/url.hpp"

#include <algorithm>
#include <optional>

#include "http/percent.hpp"
#include "http/text.hpp"

namespace crema::http {
namespace {

constexpr bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

constexpr bool is_scheme_char(char c) noexcept {
  return is_alpha(c) || is_digit(c) || c == '.' || c == '+' || c == '-';
}

// Schemes whose URLs have an authority only after "//", and a path of "/" if they have none.
bool is_slashed(std::string_view scheme) noexcept {
  for (const std::string_view known : {"http", "https", "ftp", "gopher", "file", "ws", "wss"}) {
    if (scheme == known) return true;
  }
  return false;
}

void split(std::string_view text, Target& target) noexcept {
  const std::size_t mark = text.find('?');
  target.path = text.substr(0, mark);
  target.has_path = !target.path.empty();
  target.has_query = mark != std::string_view::npos;
  target.query = target.has_query ? text.substr(mark + 1) : std::string_view();
}

// Trimmed of what is below '!', with '\' as '/' before the query.
std::string cleaned(std::string_view text) {
  const auto blank = [](char c) { return static_cast<unsigned char>(c) < 33; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  std::string out(text);
  const std::size_t end = std::min(out.find_first_of("?#"), out.size());
  std::replace(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(end), '\\', '/');
  return out;
}

// A path that needs no further look: one or two slashes in front, no blank.
bool is_simple(std::string_view text) noexcept {
  return text.starts_with('/') && !text.starts_with("///") && text.find('#') == std::string_view::npos &&
         text.substr(0, text.find('?')).find('@') == std::string_view::npos && std::ranges::none_of(text, is_space);
}

// "//user@host": an authority even without a scheme.
bool has_bare_authority(std::string_view rest) noexcept {
  if (!rest.starts_with("//")) return false;
  const std::size_t at = rest.find_first_of("@/", 2);
  return at != std::string_view::npos && at > 2 && rest[at] == '@' && at + 1 < rest.size() && rest[at + 1] != '@' &&
         rest[at + 1] != '/';
}

struct Authority {
  std::string host;  // as written, with its port
  std::string rest;
};

// The authority at the front of `text`; nothing if its user part is no percent-encoded UTF-8.
std::optional<Authority> take_authority(std::string_view text) {
  constexpr std::string_view never = " \"%';<>\\^`{|}";
  constexpr auto removed = [](char c) { return c == '\t' || c == '\n' || c == '\r'; };
  std::string rest(text);
  const std::size_t scanned = std::min(rest.find_first_of("/?#"), rest.size());
  const auto end = std::remove_if(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(scanned), removed);
  rest.erase(end, rest.begin() + static_cast<std::ptrdiff_t>(scanned));
  const std::size_t stop = std::min(rest.find_first_of("/?#"), rest.size());
  const std::size_t at = std::string_view(rest).substr(0, stop).rfind('@');
  const std::size_t start = at == std::string::npos ? 0 : at + 1;
  std::string ignored;
  if (start > 0 && !decode_uri_component(std::string_view(rest).substr(0, at), ignored)) return std::nullopt;
  const std::size_t host_end = std::min(stop, std::min(rest.find_first_of(never, start), rest.size()));
  return Authority{rest.substr(start, host_end - start), rest.substr(host_end)};
}

bool is_port(std::string_view text) noexcept { return std::ranges::all_of(text, is_digit); }

// Strips the port, and hands what cannot be a host name back to the path. False if the name is invalid.
bool take_host_name(Authority& authority, bool& named) {
  std::string_view name = authority.host;
  const std::size_t colon = name.rfind(':');
  if (colon != std::string_view::npos && is_port(name.substr(colon + 1))) name = name.substr(0, colon);
  const bool literal = name.size() > 1 && name.front() == '[' && name.back() == ']';
  if (!literal) {
    const std::size_t bad = name.find(':');
    if (bad != std::string_view::npos) {
      authority.rest.insert(0, "/" + std::string(name.substr(bad)));
      name = name.substr(0, bad);
    }
  }
  if (name.size() > 255) name = {};
  named = !name.empty();
  const std::string_view inner = literal && named ? name.substr(1, name.size() - 2) : name;
  if (inner.find_first_of(std::string_view("\0@", 2)) != std::string_view::npos) return false;
  if (!literal && inner.find_first_of("[]") != std::string_view::npos) return false;
  if (literal && !authority.rest.starts_with('/')) authority.rest.insert(0, 1, '/');
  return true;
}

void append_wisely(std::string& out, std::string_view rest) {
  constexpr std::string_view unwise = "\t\n\r \"'<>\\^`{|}";
  constexpr char hex[] = "0123456789ABCDEF";
  for (const char c : rest) {
    if (unwise.find(c) == std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += hex[static_cast<unsigned char>(c) >> 4];
      out += hex[static_cast<unsigned char>(c) & 15];
    }
  }
}

Target parse_odd(std::string_view text, std::string& scratch) {
  Target target;
  std::string rest = cleaned(text);
  if (is_simple(rest)) {
    scratch.swap(rest);
    split(scratch, target);
    return target;
  }
  std::size_t colon = 0;
  while (colon < rest.size() && is_scheme_char(rest[colon])) ++colon;
  const bool has_scheme = colon > 0 && colon < rest.size() && rest[colon] == ':';
  const std::string scheme = has_scheme ? to_lower(std::string_view(rest).substr(0, colon)) : std::string();
  const bool slashed = has_scheme && is_slashed(std::string_view(rest).substr(0, colon));
  if (has_scheme) rest.erase(0, colon + 1);
  const bool script = scheme == "javascript";  // neither host nor escapes
  const bool slashes = (has_scheme || has_bare_authority(rest)) && rest.starts_with("//");
  bool named = false;
  if (!script && (slashes || (has_scheme && !slashed))) {
    std::optional<Authority> authority = take_authority(std::string_view(rest).substr(slashes ? 2 : 0));
    if (!authority || !take_host_name(*authority, named)) return target;
    rest = std::move(authority->rest);
  }
  scratch.clear();
  if (script) {
    scratch = rest;
  } else {
    append_wisely(scratch, rest);
  }
  const std::size_t hash = scratch.find('#');
  if (hash != std::string::npos) scratch.resize(hash);
  split(scratch, target);
  if (!target.has_path && named && is_slashed(scheme)) {
    target.path = "/";
    target.has_path = true;
  }
  return target;
}

}  // namespace

Target parse_target(std::string_view text, std::string& scratch) {
  if (!text.starts_with('/')) return parse_odd(text, scratch);
  for (const char c : text) {
    if (c == '#' || c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r') return parse_odd(text, scratch);
  }
  Target target;
  split(text, target);
  return target;
}

std::string_view protohost(std::string_view url) noexcept {
  if (url.empty() || url.front() == '/') return {};
  const std::size_t scheme = url.substr(0, url.find('?')).find("://");
  if (scheme == std::string_view::npos) return {};
  const std::size_t slash = url.find('/', scheme + 3);
  return slash == std::string_view::npos ? std::string_view() : url.substr(0, slash);
}

}  // namespace crema::http
