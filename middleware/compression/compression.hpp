// crema/compression.hpp — answers in gzip, brotli or deflate.                                             npm: compression 1.8
#pragma once
#include <crema/callback.hpp>
#include <crema/handler.hpp>
#include <crema/value.hpp>

#include <string>

namespace crema {

/// Of brotli. Node: https://nodejs.org/api/zlib.html#compressor-options
struct BrotliOptions {
  int quality = 4;      // 0 (fast) to 11 (small). Default: 4, compression's.
  int lgwin = 22;       // The window: two to the power of this, 10 to 24. Default: 22.
  Value sizeHint = {};  // Bytes that are expected. Default: the length of the body, if it is known.
};

/// Options of compression().
/// npm: https://github.com/expressjs/compression#compressionoptions
struct CompressionOptions {
  Value threshold = 1024;                            // Smaller bodies stay as they are: bytes, or "1kb". Default: 1 KB.
  Callback<Value(Request&, Response&)> filter = {};  // Whether an answer is compressed. Default: compression.filter.
  Value level = {};  // Of gzip and deflate: 0 (none) to 9 (small), -1 for zlib's 6. Default: -1.
  std::string enforceEncoding = "identity";  // For clients without Accept-Encoding. Default: "identity".
  Value memLevel = {};                       // Memory for gzip and deflate, 1 to 9. Default: 8.
  Value strategy = {};                       // zlib's, 0 to 4. Default: 0.
  Value windowBits = {};                     // Of gzip and deflate, 9 to 15. Default: 15.
  BrotliOptions brotli = {};
};

namespace detail {

struct Compression {
  /// Middleware that compresses the answers of all that follows, in the coding that the client likes best (br, gzip, deflate).
  /// `res.flush()` sends what is held back. RangeError with Node's sentences for options that are out of range.
  Handler operator()(const CompressionOptions& options = {}) const;
  /// The filter that is used unless there is another: whether the Content-Type is one of those that become smaller.
  bool filter(const Request& req, const Response& res) const;
};

}  // namespace detail

/// `app.use(compression());`
inline constexpr detail::Compression compression{};

}  // namespace crema
