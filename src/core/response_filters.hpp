// core/response_filters.hpp — the filters that the bytes of an answer's body pass on their way to the stream.
#pragma once
#include <cstdint>
#include <string_view>

#include "core/exchange.hpp"

namespace crema::detail {

inline bool filtered(const Exchange& x) { return x.has_hooks && x.extras && !x.extras->filters.empty(); }

enum class Push : std::uint8_t { bytes, flush, end };

// Pushes bytes through the filters; the last push also flushes or ends each of them in turn. False where that waits for another
// thread (SlowFilter); of an end end_stream() follows then by itself.
bool through_filters(Exchange& x, std::string_view bytes, Push push);

// Whether another thread is at work on the body.
bool works_on_body(const Exchange& x);
// Whether so much waits for it that the handler should wait, too; "drain" comes when nothing does.
bool filters_lag(Exchange& x);
// The client has taken what was there for it, or has left: the other thread goes on.
void resume_filters(Exchange& x);

}  // namespace crema::detail
