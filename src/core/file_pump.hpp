// core/file_pump.hpp — a file through the filters of an answer: read piece by piece, as the client takes them.
#pragma once
#include "core/exchange.hpp"

namespace crema::detail {

// Sends head, file and end. The answer is streaming meanwhile.
void pump_file(Exchange& x, FileRange&& file);

}  // namespace crema::detail
