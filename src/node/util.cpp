// util: the texts of console, given instead of printed.
#include <crema/util.hpp>

#include <algorithm>

#include "core/inspect.hpp"
#include "node/deep_equal.hpp"
#include "node/log_format.hpp"

namespace crema::detail {

Value UtilLibrary::format_list(const Value* what, std::size_t count) const { return log_text(what, count); }

Value UtilLibrary::inspect(const Value& v, const InspectionOptions& options) const {
  InspectOptions asked;
  asked.depth = options.depth == null ? every_level : std::max(0, static_cast<int>(options.depth));
  asked.hidden = options.showHidden;
  asked.elements = static_cast<std::size_t>(std::max(0, options.maxArrayLength));
  asked.line_width = static_cast<std::size_t>(std::max(0, options.breakLength));
  return detail::inspect(v, asked);
}

bool UtilLibrary::isDeepStrictEqual(const Value& a, const Value& b) const { return deep_strict_equal(a, b); }
bool UtilLibrary::isArray(const Value& v) const { return Array.isArray(v); }

}  // namespace crema::detail
