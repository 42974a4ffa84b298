// A body has one slot, by its size and some of its bytes; who comes later takes it over.
#include "core/entity_tags.hpp"

#include <bit>
#include <cstdint>
#include <cstring>
#include <new>
#include <string>
#include <utility>

#include "core/arena.hpp"
#include "http/etag.hpp"

namespace crema::detail {
namespace {

std::uint64_t eight_bytes(const char* at) noexcept {
  std::uint64_t word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// Never 0. Of bodies that are alike in what it looks at, the later one is kept instead of the earlier.
std::uint64_t sample(std::string_view body) noexcept {
  constexpr std::uint64_t odd = 0x9E3779B97F4A7C15;
  std::uint64_t mixed = body.size();
  if (body.size() < sizeof mixed) {
    for (const char c : body) mixed = mixed << 8 | static_cast<unsigned char>(c);
  } else {
    const auto last = body.size() - sizeof mixed;
    for (const auto at : {std::size_t{0}, last / 2, last})
      mixed = std::rotl((mixed ^ eight_bytes(&body[at])) * odd, 29);
  }
  return (mixed * odd) | 1;
}

}  // namespace

struct EntityTags::Slot {
  std::uint64_t seen = 0;  // the sample of the body that came last
  bool weak = false;
  std::string body;  // empty: nothing is kept
  http::EntityTag tag;
};

EntityTags::EntityTags() = default;
EntityTags::~EntityTags() = default;

std::string_view EntityTags::of(std::string_view body, bool weak, Arena& arena) {
  // Made where it stays.
  void* const place = arena.allocate(sizeof(http::EntityTag), alignof(http::EntityTag));
  if (body.empty() || body.size() > longest_body)
    return (new (place) http::EntityTag(http::entity_tag(body, weak)))->view();
  if (!slots_) slots_ = std::make_unique<Slot[]>(slot_count);
  const auto looks = sample(body);
  auto& slot = slots_[looks >> 32 & (slot_count - 1)];
  if (slot.seen == looks && slot.weak == weak && slot.body == body)
    return (new (place) http::EntityTag(slot.tag))->view();
  const auto* tag = new (place) http::EntityTag(http::entity_tag(body, weak));
  if (std::exchange(slot.seen, looks) == looks) {
    slot.body = body;
    slot.tag = *tag;
    slot.weak = weak;
  }
  return tag->view();
}

}  // namespace crema::detail
