// The usual origin-form target needs no scratch; what does is copied into the arena.
#include "core/request_url.hpp"

#include <string>

#include "core/value_node.hpp"
#include "http/url.hpp"

namespace crema::detail {
namespace {

// Calls `use` with the parsed target, whose views live in the Value or in the arena.
http::Target parse(const Value& url, Arena& arena) {
  if (!is_text(url)) return {};
  thread_local std::string scratch;
  scratch.clear();
  auto target = http::parse_target(text_of(url), scratch);
  if (!scratch.empty()) {
    target.path = arena.copy(target.path);
    target.query = arena.copy(target.query);
  }
  return target;
}

}  // namespace

std::optional<std::string_view> pathname(const Value& url, Arena& arena) {
  const auto target = parse(url, arena);
  if (!target.has_path) return std::nullopt;
  return target.path;
}

std::optional<std::string_view> query_of(const Value& url, Arena& arena) {
  const auto target = parse(url, arena);
  return target.has_query ? std::optional(target.query) : std::nullopt;
}

}  // namespace crema::detail
