// DEBUG, as npm's debug reads it.
#include <doctest/doctest.h>

#include "core/debug_topics.hpp"

using crema::detail::DebugTopics;

TEST_CASE("DEBUG names topics, with stars and exclusions") {
  CHECK(DebugTopics("crema:session").enabled("crema:session"));
  CHECK(!DebugTopics("crema:session").enabled("crema:router"));
  CHECK(DebugTopics("*").enabled("anything"));
  CHECK(DebugTopics("crema:*").enabled("crema:router"));
  CHECK(!DebugTopics("crema:*").enabled("express:router"));
  CHECK(DebugTopics("a, crema:* b").enabled("crema:x"));
  CHECK(!DebugTopics("*,-crema:router").enabled("crema:router"));
  CHECK(DebugTopics("*,-crema:router").enabled("crema:session"));
  CHECK(!DebugTopics("-crema:router,*").enabled("crema:router"));
  CHECK(DebugTopics("*:b:*:d").enabled("a:b:b:c:d"));
  CHECK(!DebugTopics("*:b:*:d").enabled("a:b:d"));
  CHECK(!DebugTopics("").enabled("crema:session"));
  CHECK(!DebugTopics(" , ").enabled(""));
}
