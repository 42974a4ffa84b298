// crema/debug_lines.hpp — the environment's DEBUG and the lines that it asks for: what Crema's own lines (hooks.hpp has debugLine)
// and those of npm's debug (the module debug) have in common.
#pragma once
#include <crema/value.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace crema {

/// What DEBUG names: "app:*,-app:db".
struct DebugNames {
  std::vector<std::string> names, skips;
};
DebugNames debugNames();
/// Names other topics from now on, in all threads. The environment stays as it is.
void nameDebugTopics(std::string_view list);

/// What the environment says of the lines, as it was when somebody asked first: DEBUG_COLORS=no, DEBUG_HIDE_DATE=yes and
/// DEBUG_DEPTH=4 are {colors: false, hideDate: true, depth: 4}.
Value debugOptions();
/// Whether lines are coloured: what DEBUG_COLORS says, else whether stderr is a terminal.
bool debugColors();
/// The colour of a topic, which is always the same one: 1 to 6.
int debugColor(std::string_view topic);

/// `text` behind the date and the topic; in colour each of its lines behind the topic.
std::string debugText(std::string_view topic, std::string_view text, bool colors, int color);
/// What stands at the end of a line in colour: "+5ms" since the one before.
std::string debugElapsed(double ms, int color);

}  // namespace crema
