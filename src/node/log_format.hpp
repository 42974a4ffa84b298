// node/log_format.hpp — the line that console.log makes of its arguments (Node's util.format).
#pragma once
#include <crema/value.hpp>

#include <cstddef>
#include <string>

#include "core/inspect.hpp"

namespace crema::detail {

// A text that comes first may hold %s %d %i %f %j %o %O %c and %%; what is left over is appended, separated by blanks.
std::string log_text(const Value* arguments, std::size_t count, const InspectOptions& options = {});

}  // namespace crema::detail
