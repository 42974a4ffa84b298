// core/debug_topics.hpp — which topics a list names: "crema:*,-crema:router", as npm's debug reads DEBUG.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crema::detail {

class DebugTopics {
 public:
  explicit DebugTopics(std::string_view list) {
    constexpr std::string_view separators = ", \t\r\n";
    while (!list.empty()) {
      const std::string_view item = list.substr(0, list.find_first_of(separators));
      list.remove_prefix(item.size() == list.size() ? item.size() : item.size() + 1);
      if (item.empty()) continue;
      if (item.front() == '-') {
        skipped_.emplace_back(item.substr(1));
      } else {
        named_.emplace_back(item);
      }
    }
  }

  const std::vector<std::string>& named() const noexcept { return named_; }
  const std::vector<std::string>& skipped() const noexcept { return skipped_; }

  bool enabled(std::string_view topic) const noexcept {
    if (named_.empty()) return false;
    for (const auto& pattern : skipped_) {
      if (matches(topic, pattern)) return false;
    }
    for (const auto& pattern : named_) {
      if (matches(topic, pattern)) return true;
    }
    return false;
  }

 private:
  // '*' stands for any text, also none. After a mismatch only the last star gives way: quadratic at worst, in two short texts.
  static bool matches(std::string_view topic, std::string_view pattern) noexcept {
    std::size_t at = 0, in = 0, star = std::string_view::npos, retry = 0;
    while (at < topic.size()) {
      if (in < pattern.size() && pattern[in] == '*') {
        star = in++;
        retry = at;
      } else if (in < pattern.size() && pattern[in] == topic[at]) {
        ++in;
        ++at;
      } else if (star != std::string_view::npos) {
        in = star + 1;
        at = ++retry;
      } else {
        return false;
      }
    }
    while (in < pattern.size() && pattern[in] == '*') ++in;
    return in == pattern.size();
  }

  std::vector<std::string> named_, skipped_;
};

}  // namespace crema::detail
