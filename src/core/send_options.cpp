// The options of sending files; the sentences are npm's where send has one.
#include <algorithm>
#include <cmath>

#include "core/send_file.hpp"
#include "core/value_node.hpp"

namespace crema::detail {

Dotfiles dotfiles_option(const Value& v) {
  if (v == undefined || v == "ignore") return Dotfiles::ignore;
  if (v == "allow") return Dotfiles::allow;
  if (v == "deny") return Dotfiles::deny;
  throw TypeError("dotfiles option must be \"allow\", \"deny\", or \"ignore\"");
}

std::vector<std::string> names_option(const Value& v, const char* name) {
  std::vector<std::string> names;
  if (!v) return names;
  const auto add = [&](const Value& one) {
    if (kind_of(one) != Kind::text) {
      throw TypeError(std::string(name) + " option must be array of strings or false");
    }
    names.push_back(one.str());
  };
  if (!Array.isArray(v)) return add(v), names;
  for (auto one : v) add(one);
  return names;
}

std::string cache_control_option(bool on, Duration max_age, bool immutable) {
  if (!on) return {};
  constexpr double year = 365.0 * 24 * 60 * 60;
  const double seconds = std::floor(max_age.ms() / 1000);
  const double told = seconds > 0 ? std::min(seconds, year) : 0;  // NaN is none, either
  auto text = "public, max-age=" + std::to_string(static_cast<std::int64_t>(told));
  if (immutable) text += ", immutable";
  return text;
}

std::optional<std::int64_t> position_option(const Value& v, const char* name) {
  if (v == null) return std::nullopt;
  constexpr double most = 9007199254740991;
  if (kind_of(v) != Kind::number || v.number() != std::floor(v.number()) || v.number() < 0 || v.number() > most) {
    throw RangeError(std::string(name) + " option must be the position of a byte, a whole number from 0 on");
  }
  return static_cast<std::int64_t>(v.number());
}

}  // namespace crema::detail
