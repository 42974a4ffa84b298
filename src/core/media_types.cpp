#include "core/media_types.hpp"

#include <array>
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
    for (const auto* known : recent_)
      if (known && known->first == key) return known->second;
    if (const auto found = map_.find(key); found != map_.end()) return remember(*found);
    std::string made = make(key);
    if (map_.size() == most || key.size() >= 128) return x.arena.copy(made);
    return remember(*map_.emplace(std::string(key), std::move(made)).first);
  }

 private:
  using Map = std::unordered_map<std::string, std::string, Hash, std::equal_to<>>;
  static constexpr std::size_t most = 128;

  std::string_view remember(const Map::value_type& known) {
    recent_[next_++ % recent_.size()] = &known;
    return known.second;
  }

  Map map_;
  // Most programs have few types. What the map holds stays where it is.
  std::array<const Map::value_type*, 4> recent_{};
  std::size_t next_ = 0;
};

// Checked for what a field cannot hold before it is remembered.
std::string checked(std::string text, Exchange& x) { return std::string(wire_text(text, "Content-Type", x)); }

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
