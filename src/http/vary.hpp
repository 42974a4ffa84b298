// http/vary.hpp — adds field names to a Vary field: npm's vary.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace crema::http {

/// Adds `field` (a name or a comma-separated list) to the Vary field `header`, each name once; `*` absorbs all. False,
/// and `header` unchanged, if `field` is empty or holds something that is no field name.
bool append_vary(std::string& header, std::string_view field);
bool append_vary(std::string& header, std::span<const std::string_view> fields);

}  // namespace crema::http
