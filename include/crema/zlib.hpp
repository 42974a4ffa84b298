// crema/zlib.hpp — Node's zlib: gzip, deflate and brotli, as streams, with callbacks, to be awaited, and at once (…Sync).
#pragma once
#include <crema/callback.hpp>
#include <crema/error.hpp>
#include <crema/task.hpp>
#include <crema/transform.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <memory>
#include <utility>

namespace crema {

/// What zlib.createGzip and the like give: a Transform. Node: https://nodejs.org/api/zlib.html#class-zlibzlibbase
class ZlibStream : public Transform {
 public:
  /// Lets all that was written so far come out, in as many bytes more: `gzip.flush()`, or with one of the constants.
  void flush(Callback<> cb = {}) const;
  void flush(const Value& kind, Callback<> cb = {}) const;
  /// Bytes that went in.
  Value bytesWritten() const;
  /// Ends it before its end.
  void close(Callback<> cb = {}) const;

  explicit ZlibStream(std::shared_ptr<detail::TransformState> state) : Transform(std::move(state)) {}
};

namespace detail {

enum class ZlibMode : unsigned char { deflate, inflate, gzip, gunzip, deflate_raw, inflate_raw, unzip, br, un_br };

/// Options of all of them, in a Value: level (-1 to 9), windowBits (9 to 15), memLevel (1 to 9), strategy, dictionary,
/// chunkSize (16 KB), flush, finishFlush, maxOutputLength (256 MB; of the functions that are no streams), params (of brotli: an
/// object, or pairs, by the constants). Throws RangeError ERR_OUT_OF_RANGE and TypeError ERR_INVALID_ARG_TYPE for others.
struct ZlibCreate {
  ZlibStream operator()(const Value& options = {}) const;
  ZlibMode mode;
};

struct ZlibSync {
  /// A buffer of a text or a buffer. Throws what Node does: code "Z_DATA_ERROR", "incorrect header check"; "Z_BUF_ERROR",
  /// "unexpected end of file"; ERR_BUFFER_TOO_LARGE beyond maxOutputLength.
  Value operator()(const Value& data, const Value& options = {}) const;
  ZlibMode mode;
};

struct ZlibLater {
  /// The same on another thread: called back, or to be awaited.
  template <class F>
    requires(Callable<F> && !std::derived_from<F, Value>)
  void operator()(const Value& data, F cb) const { start(data, Value(), Callback<Error, Value>(std::move(cb))); }
  template <class F>
    requires(Callable<F> && !std::derived_from<F, Value>)
  void operator()(const Value& data, const Value& options, F cb) const {
    start(data, options, Callback<Error, Value>(std::move(cb)));
  }
  Task<Value> operator()(const Value& data, const Value& options = {}) const;
  ZlibMode mode;

 private:
  void start(const Value& data, const Value& options, Callback<Error, Value> cb) const;
};

/// zlib.constants: those that have no macro of zlib's in their way are members, all are looked up by name:
/// constants["Z_FINISH"].
struct ZlibConstants {
#ifndef Z_NO_FLUSH
  static constexpr int Z_NO_FLUSH = 0, Z_PARTIAL_FLUSH = 1, Z_SYNC_FLUSH = 2, Z_FULL_FLUSH = 3, Z_FINISH = 4,
                       Z_BLOCK = 5;
  static constexpr int Z_OK = 0, Z_STREAM_END = 1, Z_NEED_DICT = 2, Z_ERRNO = -1, Z_STREAM_ERROR = -2,
                       Z_DATA_ERROR = -3, Z_MEM_ERROR = -4, Z_BUF_ERROR = -5, Z_VERSION_ERROR = -6;
  static constexpr int Z_NO_COMPRESSION = 0, Z_BEST_SPEED = 1, Z_BEST_COMPRESSION = 9, Z_DEFAULT_COMPRESSION = -1;
  static constexpr int Z_FILTERED = 1, Z_HUFFMAN_ONLY = 2, Z_RLE = 3, Z_FIXED = 4, Z_DEFAULT_STRATEGY = 0;
#endif
  static constexpr int Z_MIN_WINDOWBITS = 8, Z_MAX_WINDOWBITS = 15, Z_DEFAULT_WINDOWBITS = 15, Z_MIN_CHUNK = 64,
                       Z_DEFAULT_CHUNK = 16384, Z_MIN_MEMLEVEL = 1, Z_MAX_MEMLEVEL = 9, Z_DEFAULT_MEMLEVEL = 8,
                       Z_MIN_LEVEL = -1, Z_MAX_LEVEL = 9, Z_DEFAULT_LEVEL = -1;
  static constexpr int BROTLI_OPERATION_PROCESS = 0, BROTLI_OPERATION_FLUSH = 1, BROTLI_OPERATION_FINISH = 2;
  static constexpr int BROTLI_PARAM_MODE = 0, BROTLI_PARAM_QUALITY = 1, BROTLI_PARAM_LGWIN = 2,
                       BROTLI_PARAM_LGBLOCK = 3, BROTLI_PARAM_DISABLE_LITERAL_CONTEXT_MODELING = 4,
                       BROTLI_PARAM_SIZE_HINT = 5, BROTLI_PARAM_LARGE_WINDOW = 6, BROTLI_PARAM_NPOSTFIX = 7,
                       BROTLI_PARAM_NDIRECT = 8;
  static constexpr int BROTLI_MODE_GENERIC = 0, BROTLI_MODE_TEXT = 1, BROTLI_MODE_FONT = 2;
  static constexpr int BROTLI_DECODER_PARAM_DISABLE_RING_BUFFER_REALLOCATION = 0, BROTLI_DECODER_PARAM_LARGE_WINDOW = 1;
  /// A number by its name; undefined for others.
  Value operator[](const Text& name) const;
};

struct ZlibLibrary : ZlibConstants {
  ZlibCreate createGzip{ZlibMode::gzip}, createGunzip{ZlibMode::gunzip}, createDeflate{ZlibMode::deflate},
      createInflate{ZlibMode::inflate}, createDeflateRaw{ZlibMode::deflate_raw},
      createInflateRaw{ZlibMode::inflate_raw}, createUnzip{ZlibMode::unzip};
  ZlibSync gzipSync{ZlibMode::gzip}, gunzipSync{ZlibMode::gunzip}, deflateSync{ZlibMode::deflate},
      inflateSync{ZlibMode::inflate}, deflateRawSync{ZlibMode::deflate_raw}, inflateRawSync{ZlibMode::inflate_raw},
      unzipSync{ZlibMode::unzip};
  ZlibLater gzip{ZlibMode::gzip}, gunzip{ZlibMode::gunzip}, deflate{ZlibMode::deflate}, inflate{ZlibMode::inflate},
      deflateRaw{ZlibMode::deflate_raw}, inflateRaw{ZlibMode::inflate_raw}, unzip{ZlibMode::unzip};
  /// Error ERR_FEATURE_UNAVAILABLE_ON_PLATFORM where Crema was built without brotli.
  ZlibCreate createBrotliCompress{ZlibMode::br}, createBrotliDecompress{ZlibMode::un_br};
  ZlibSync brotliCompressSync{ZlibMode::br}, brotliDecompressSync{ZlibMode::un_br};
  ZlibLater brotliCompress{ZlibMode::br}, brotliDecompress{ZlibMode::un_br};
  /// The checksum of a text or a buffer; going on from `value`.
  Value crc32(const Value& data, const Value& value = 0) const;
  ZlibConstants constants = {};
};

}  // namespace detail

/// Node: https://nodejs.org/api/zlib.html
inline constexpr detail::ZlibLibrary zlib{};

}  // namespace crema
