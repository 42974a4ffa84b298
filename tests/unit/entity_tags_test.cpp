// The memory of entity tags: whatever came before, a body gets the tag of its own bytes.
#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "core/arena.hpp"
#include "core/entity_tags.hpp"
#include "http/etag.hpp"

using crema::detail::Arena;
using crema::detail::EntityTags;
using crema::http::entity_tag;

namespace {

void check_tag(EntityTags& tags, const std::string& body, bool weak) {
  Arena arena;
  CHECK(std::string(tags.of(body, weak, arena)) == std::string(entity_tag(body, weak)));
}

}  // namespace

TEST_CASE("a body that comes again gets the tag it had") {
  EntityTags tags;
  for (const std::string& body :
       {std::string(), std::string("a"), std::string("seven b"), std::string("eight by"),
        std::string(EntityTags::longest_body, 'x'), std::string(EntityTags::longest_body + 1, 'x')})
    for (int time = 0; time < 4; time++) check_tag(tags, body, true);
}

TEST_CASE("weak and strong tags of one body are not taken for one another") {
  EntityTags tags;
  for (const bool weak : {true, true, true, false, false, false, true, false}) check_tag(tags, "one body", weak);
}

TEST_CASE("bodies that differ in one byte anywhere have tags of their own") {
  EntityTags tags;
  const std::string body(200, '.');
  for (int time = 0; time < 3; time++)
    for (std::size_t at = 0; at < body.size(); at++) {
      auto other = body;
      other[at] = '!';
      check_tag(tags, other, true);
      check_tag(tags, body, true);
    }
}

TEST_CASE("more bodies than there are slots, in any order") {
  EntityTags tags;
  std::mt19937 random(1);
  std::vector<std::string> bodies(EntityTags::slot_count * 4);
  for (auto& body : bodies)
    for (auto left = random() % 300; left > 0; left--) body += static_cast<char>(random() % 4 + 'a');
  for (int time = 0; time < 5000; time++) check_tag(tags, bodies[random() % bodies.size()], random() % 8 != 0);
}
