// core/body_reader.hpp — readBody of hooks.hpp, for parsers that keep the bytes.
#pragma once
#include <crema/hooks.hpp>

#include <string>

namespace crema::detail {

// Also tells what holds the bytes, so that they may be taken over where a copy would be dear; null if they came in one piece and lie
// in the loop's buffer.
void read_body(const Request& req, const ReadOptions& options, Callback<const ReadResult&, std::string*> done);

}  // namespace crema::detail
