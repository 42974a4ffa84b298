// The methods of Node 20's http.METHODS, sorted, so that a set prints in order.
#include "core/methods.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "http/text.hpp"

namespace crema::detail {
namespace {

constexpr std::array<std::string_view, 35> names = {
    "ACL",    "BIND",     "CHECKOUT",  "CONNECT",    "COPY",       "DELETE", "GET",    "HEAD",       "LINK",
    "LOCK",   "M-SEARCH", "MERGE",     "MKACTIVITY", "MKCALENDAR", "MKCOL",  "MOVE",   "NOTIFY",     "OPTIONS",
    "PATCH",  "POST",     "PROPFIND",  "PROPPATCH",  "PURGE",      "PUT",    "QUERY",  "REBIND",     "REPORT",
    "SEARCH", "SOURCE",   "SUBSCRIBE", "TRACE",      "UNBIND",     "UNLINK", "UNLOCK", "UNSUBSCRIBE"};
static_assert(std::is_sorted(names.begin(), names.end()));

constexpr MethodId find_name(std::string_view name) {
  for (std::size_t i = 0; i < names.size(); i++)
    if (names[i] == name) return static_cast<MethodId>(i);
  return method_unknown;
}

}  // namespace

constexpr MethodId get_id = find_name("GET");
constexpr MethodId head_id = find_name("HEAD");
constexpr MethodId post_id = find_name("POST");
const MethodId method_get = get_id, method_head = head_id, method_options = find_name("OPTIONS");

MethodId method_id(std::string_view upper) noexcept {
  if (upper == "GET") return get_id;
  if (upper == "POST") return post_id;
  const auto at = std::lower_bound(names.begin(), names.end(), upper);
  return at != names.end() && *at == upper ? static_cast<MethodId>(at - names.begin()) : method_unknown;
}

std::string_view method_name(MethodId id) noexcept { return id < names.size() ? names[id] : std::string_view(); }

MethodSet known_methods() noexcept { return (MethodSet{1} << names.size()) - 1; }

std::string allow_text(MethodSet methods) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); i++) {
    if (!(methods >> i & 1)) continue;
    if (!text.empty()) text += ", ";
    text += names[i];
  }
  return text;
}

MethodId method_id_of_any_case(std::string_view name) noexcept {
  std::array<char, 16> upper{};
  if (name.size() > upper.size()) return method_unknown;
  std::transform(name.begin(), name.end(), upper.begin(), http::upper);
  return method_id({upper.data(), name.size()});
}

MethodSet registered_methods(std::string_view name) noexcept {
  if (name == "all") return any_method;
  if (!name.empty() && name.back() == '_') name.remove_suffix(1);
  const auto id = method_id_of_any_case(name);
  return id == method_unknown ? 0 : method_set(id);
}

}  // namespace crema::detail
