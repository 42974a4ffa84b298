// Which topics DEBUG names, and lines as npm's debug prints them: in colour and with the time since the last line of the topic on a
// terminal, with the date elsewhere.
#include <crema/debug_lines.hpp>
#include <crema/globals.hpp>
#include <crema/hooks.hpp>

#include <unistd.h>

#include <atomic>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "core/debug_topics.hpp"
#include "core/loop_context.hpp"
#include "core/stdio.hpp"
#include "core/value_utf8.hpp"
#include "http/dates.hpp"
#include "http/text.hpp"

namespace crema {
namespace {

using detail::DebugTopics;

// Nobody is asked for anything, mostly: then no lock is taken.
class NamedTopics {
 public:
  NamedTopics() {
    const char* list = std::getenv("DEBUG");
    name(list ? list : "");
  }
  void name(std::string_view list) {
    const std::lock_guard lock(mutex_);
    topics_ = DebugTopics(list);
    any_.store(!topics_.named().empty(), std::memory_order_release);
  }
  bool enabled(std::string_view topic) {
    if (!any_.load(std::memory_order_acquire)) return false;
    const std::lock_guard lock(mutex_);
    return topics_.enabled(topic);
  }
  DebugNames names() {
    const std::lock_guard lock(mutex_);
    return {topics_.named(), topics_.skipped()};
  }

 private:
  std::mutex mutex_;
  DebugTopics topics_{""};
  std::atomic<bool> any_ = false;
};

NamedTopics& named_topics() {
  static NamedTopics topics;
  return topics;
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  const std::string lower = http::to_lower(text);
  for (const auto word : words)
    if (lower == word) return true;
  return false;
}

// "HIDE_DATE" is hideDate.
std::string camel_case(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); i++) {
    const bool next_is_letter = i + 1 < name.size() && std::isalpha(static_cast<unsigned char>(name[i + 1]));
    if (name[i] == '_' && next_is_letter) out += static_cast<char>(std::toupper(static_cast<unsigned char>(name[++i])));
    else out += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
  }
  return out;
}

Value option_value(std::string_view text) {
  if (is_one_of(text, {"yes", "on", "true", "enabled"})) return true;
  if (is_one_of(text, {"no", "off", "false", "disabled"})) return false;
  if (text == "null") return null;
  return Number(Value(text));
}

// The unit that npm's ms chooses, rounded as it rounds.
std::string humanized(double ms) {
  struct Unit {
    double ms;
    char name;
  };
  const auto rounded = [](double n) { return std::to_string(static_cast<std::int64_t>(std::floor(n + 0.5))); };
  for (const auto& unit : {Unit{86'400'000, 'd'}, Unit{3'600'000, 'h'}, Unit{60'000, 'm'}, Unit{1000, 's'}})
    if (std::abs(ms) >= unit.ms) return rounded(ms / unit.ms) + unit.name;
  return rounded(ms) + "ms";
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

// One of eight, or of 256.
std::string color_code(int color) { return std::string("\x1b[3") + (color < 8 ? "" : "8;5;") + std::to_string(color); }

}  // namespace

DebugNames debugNames() { return named_topics().names(); }
void nameDebugTopics(std::string_view list) { named_topics().name(list); }

namespace {

Value options_of_environment() {
  Value options = Object();
  constexpr std::string_view prefix = "debug_";
  for (char** entry = environ; entry && *entry; entry++) {
    const std::string_view text = *entry;
    const auto equals = text.find('=');
    if (equals == std::string_view::npos || http::to_lower(text.substr(0, prefix.size())) != prefix) continue;
    options[camel_case(text.substr(prefix.size(), equals - prefix.size()))] = option_value(text.substr(equals + 1));
  }
  return options;
}

}  // namespace

Value debugOptions() {
  static const Value options = options_of_environment();
  return options;
}

bool debugColors() {
  const Value said = debugOptions()["colors"];
  return typeof_(said) == "undefined" ? isatty(STDERR_FILENO) == 1 : !!said;
}

int debugColor(std::string_view topic) {
  constexpr int colors[] = {6, 2, 3, 4, 5, 1};
  std::uint32_t hash = 0;
  const auto add = [&](char32_t unit) { hash = hash * 31 + static_cast<std::uint32_t>(unit); };
  for (const char *p = topic.data(), *end = p + topic.size(); p < end;) {
    const char32_t c = detail::next_code_point(p, end);
    if (c < 0x10000) {
      add(c);
    } else {
      add(0xD800 + ((c - 0x10000) >> 10));
      add(0xDC00 + ((c - 0x10000) & 0x3FF));
    }
  }
  const auto signed_hash = static_cast<std::int64_t>(static_cast<std::int32_t>(hash));
  return colors[static_cast<std::size_t>(signed_hash < 0 ? -signed_hash : signed_hash) % 6];
}

std::string debugText(std::string_view topic, std::string_view text, bool colors, int color) {
  std::string line;
  if (!colors) {
    if (!debugOptions()["hideDate"]) {
      http::append_iso_date(line, static_cast<std::int64_t>(detail::LoopContext::current().now_ms()));
      line += ' ';
    }
    return line.append(topic).append(" ").append(text);
  }
  const std::string prefix = "  " + color_code(color) + ";1m" + std::string(topic) + " \x1b[0m";
  line = prefix;
  for (const char c : text) {
    line += c;
    if (c == '\n') line += prefix;
  }
  return line;
}

std::string debugElapsed(double ms, int color) { return color_code(color) + "m+" + humanized(ms) + "\x1b[0m"; }

bool debugEnabled(std::string_view topic) { return named_topics().enabled(topic); }

void debugLine(std::string_view topic, std::string_view text) {
  if (!debugEnabled(topic)) return;
  const bool colors = debugColors();
  const int color = debugColor(topic);
  std::string line = debugText(topic, text, colors, color);
  if (colors) line += " " + debugElapsed(since_last(topic, detail::LoopContext::current().now_ms()), color);
  line += '\n';
  detail::write_all(STDERR_FILENO, line);
}

}  // namespace crema
