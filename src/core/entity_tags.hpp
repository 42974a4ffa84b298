// core/entity_tags.hpp — the tags of small bodies that are sent again and again; one memory a loop. A body is known by all its bytes,
// so that the tag is what hashing it would have given.
#pragma once
#include <cstddef>
#include <memory>
#include <string_view>

namespace crema::detail {

class Arena;

class EntityTags {
 public:
  static constexpr std::size_t longest_body = 4096;
  static constexpr std::size_t slot_count = 64;  // a power of two

  EntityTags();
  ~EntityTags();
  EntityTags(const EntityTags&) = delete;
  EntityTags& operator=(const EntityTags&) = delete;

  // As http::entity_tag(), kept in the arena. A body is remembered when it comes for a second time, so that those that differ each
  // time cost no copy.
  std::string_view of(std::string_view body, bool weak, Arena& arena);

 private:
  struct Slot;
  std::unique_ptr<Slot[]> slots_;  // made at the first body
};

}  // namespace crema::detail
