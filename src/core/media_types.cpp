#include "core/media_types.hpp"

#include <string>
#include <unordered_map>

#include "core/exchange.hpp"
#include "core/field_text.hpp"
#include "http/mime.hpp"

namespace crema::detail {
namespace {

struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>()(text); }
};

// Bounded, so that types which come from clients cannot fill it; what does not fit lives in the exchange.
class Memory {
 public:
  template <class Make>
  std::string_view get(std::string_view key, Exchange& x, const Make& make) {
    if (const auto found = map_.find(key); found != map_.end()) return found->second;
    std::string made = make(key);
    if (map_.size() < most && key.size() < 128) return map_.emplace(std::string(key), std::move(made)).first->second;
    return x.arena.copy(made);
  }

 private:
  static constexpr std::size_t most = 128;
  std::unordered_map<std::string, std::string, Hash, std::equal_to<>> map_;
};

// Checked for what a field cannot hold before it is remembered.
std::string checked(std::string text, Exchange& x) { return std::string(wire_text(text, "Content-Type", x.arena)); }

}  // namespace

std::string_view media_type_of(std::string_view type, Exchange& x) {
  thread_local Memory memory;
  return memory.get(type, x, [&](std::string_view given) {
    if (given.find('/') == std::string_view::npos) {
      return http::mime_content_type(given).value_or("application/octet-stream");
    }
    return checked(http::mime_content_type(given).value_or(std::string(given)), x);
  });
}

std::string_view with_charset(std::string_view type, Exchange& x) {
  thread_local Memory memory;
  return memory.get(
      type, x, [&](std::string_view given) { return checked(http::mime_content_type(given).value_or("false"), x); });
}

}  // namespace crema::detail
