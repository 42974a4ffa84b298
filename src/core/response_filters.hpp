// core/response_filters.hpp — the filters that the bytes of an answer's body pass on their way to the stream.
#pragma once
#include <cstdint>
#include <string_view>

#include "core/exchange.hpp"

namespace crema::detail {

inline bool filtered(const Exchange& x) { return x.has_hooks && x.extras && !x.extras->filters.empty(); }

enum class Push : std::uint8_t { bytes, flush, end };

// Pushes bytes through the filters; the last push also flushes or ends each of them in turn.
void through_filters(Exchange& x, std::string_view bytes, Push push);

}  // namespace crema::detail
