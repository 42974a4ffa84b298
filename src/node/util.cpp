// util: the texts of console, given instead of printed.
#include <crema/util.hpp>

#include <algorithm>
#include <vector>

#include "core/inspect.hpp"
#include "node/deep_equal.hpp"
#include "node/log_format.hpp"

namespace crema::detail {

namespace {

// Not a number: all levels, as in Node, where no level is beyond it.
int levels(const Value& depth) {
  const double asked = depth == null ? every_level : depth.number();
  return asked < every_level ? std::max(0, static_cast<int>(asked)) : every_level;
}

InspectOptions asked_for(const InspectionOptions& options) {
  InspectOptions asked;
  asked.depth = levels(options.depth);
  asked.hidden = options.showHidden;
  asked.elements = static_cast<std::size_t>(std::max(0, options.maxArrayLength));
  asked.line_width = static_cast<std::size_t>(std::max(0, options.breakLength));
  asked.colors = options.colors;
  return asked;
}

}  // namespace

Value UtilLibrary::format_list(const Value* what, std::size_t count, const InspectionOptions& options) const {
  return log_text(what, count, asked_for(options));
}

Value UtilLibrary::formatList(const InspectionOptions& options, const Value& list) const {
  std::vector<Value> all;
  for (auto one : list) all.push_back(one);
  return format_list(all.data(), all.size(), options);
}

Value UtilLibrary::inspect(const Value& v, const InspectionOptions& options) const {
  return detail::inspect(v, asked_for(options));
}

bool UtilLibrary::isDeepStrictEqual(const Value& a, const Value& b) const { return deep_strict_equal(a, b); }
bool UtilLibrary::isArray(const Value& v) const { return Array.isArray(v); }

}  // namespace crema::detail
