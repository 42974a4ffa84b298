// The environment's DEBUG, read once, and lines as npm's debug prints them: in colour and with the time since the last line of
// the topic on a terminal, with the date elsewhere.
#include <crema/hooks.hpp>

#include <unistd.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "core/debug_topics.hpp"
#include "core/loop_context.hpp"
#include "core/stdio.hpp"
#include "http/dates.hpp"

namespace crema {
namespace {

// The unit that npm's ms chooses, rounded as it rounds.
std::string humanized(double ms) {
  struct Unit {
    double ms;
    char name;
  };
  for (const auto& unit : {Unit{86'400'000, 'd'}, Unit{3'600'000, 'h'}, Unit{60'000, 'm'}, Unit{1000, 's'}}) {
    if (ms >= unit.ms) return std::to_string(std::lround(ms / unit.ms)) + unit.name;
  }
  return std::to_string(std::lround(ms)) + "ms";
}

// Milliseconds since the last line of this topic.
double since_last(std::string_view topic, double now) {
  static std::mutex mutex;
  static std::map<std::string, double, std::less<>> last;
  const std::lock_guard lock(mutex);
  const auto found = last.find(topic);
  if (found == last.end()) return last.emplace(topic, now), 0;
  return now - std::exchange(found->second, now);
}

// A topic's colour on a terminal is always the same one.
std::string coloured(std::string_view topic, std::string_view style, std::string_view text) {
  constexpr char colours[] = "623451";
  std::uint32_t hash = 0;
  for (const char c : topic) hash = hash * 31 + static_cast<unsigned char>(c);
  const auto signed_hash = static_cast<std::int64_t>(static_cast<std::int32_t>(hash));
  const char colour = colours[static_cast<std::size_t>(signed_hash < 0 ? -signed_hash : signed_hash) % 6];
  std::string out = "\x1b[3";
  out.append(1, colour).append(style).append("m").append(text).append("\x1b[0m");
  return out;
}

}  // namespace

bool debugEnabled(std::string_view topic) {
  static const detail::DebugTopics topics([] {
    const char* list = std::getenv("DEBUG");
    return std::string_view(list ? list : "");
  }());
  return topics.enabled(topic);
}

void debugLine(std::string_view topic, std::string_view text) {
  if (!debugEnabled(topic)) return;
  const double now = detail::LoopContext::current().now_ms();
  std::string line;
  if (isatty(STDERR_FILENO)) {
    const std::string prefix = "  " + coloured(topic, ";1", std::string(topic) + " ");
    line = prefix;
    for (const char c : text) {
      line += c;
      if (c == '\n') line += prefix;
    }
    line.append(" ").append(coloured(topic, "", "+" + humanized(since_last(topic, now))));
  } else {
    http::append_iso_date(line, static_cast<std::int64_t>(now));
    line.append(" ").append(topic).append(" ").append(text);
  }
  line += '\n';
  detail::write_all(STDERR_FILENO, line);
}

}  // namespace crema
