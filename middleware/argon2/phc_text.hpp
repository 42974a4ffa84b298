// Hashes as texts, as npm's @phc/format reads and writes them: $id$v=19$name=value,…$salt$hash
#pragma once
#include <crema/value.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crema::detail {

struct PhcText {
  std::string id;
  std::optional<double> version;
  bool has_parameters = false;
  std::vector<std::pair<std::string, std::string>> parameters;
  std::optional<std::string> salt, hash;  // their bytes

  /// The last value of this name; undefined where there is none.
  Value parameter(std::string_view name) const;
  std::string text() const;
};

/// Throws TypeError in the words of @phc/format.
PhcText parse_phc(const Value& text);

}  // namespace crema::detail
