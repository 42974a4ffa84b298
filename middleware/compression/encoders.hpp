// What compresses: zlib and brotli as filters. Those of zlib are used again and again, since making one costs more than a small
// body; brotli's have no way to be.
#pragma once
#include <crema/body_hooks.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>

#include "compression.hpp"

namespace crema::detail {

struct ZlibSettings {
  int level = -1, mem_level = 8, strategy = 0, window_bits = 15;
};

// The zlib streams of one compression(), for gzip or for deflate: those that nobody uses now.
class ZlibPool;
std::shared_ptr<ZlibPool> make_zlib_pool(const ZlibSettings& settings, bool gzip);

std::unique_ptr<SlowFilter> make_zlib_filter(std::shared_ptr<ZlibPool> pool);

// Whether Crema was built with brotli.
bool has_brotli() noexcept;
// `expected` bytes of body; -1: not known.
std::unique_ptr<SlowFilter> make_brotli_filter(const BrotliOptions& options, std::int64_t expected);

}  // namespace crema::detail
