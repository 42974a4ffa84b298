// http/status.hpp — the reason phrases that Node and Express send.
#pragma once

#include <string_view>

namespace crema::http {

/// The reason phrase of a status code ("Not Found"), or an empty view for a code that has none.
std::string_view reason(int status) noexcept;

}  // namespace crema::http
