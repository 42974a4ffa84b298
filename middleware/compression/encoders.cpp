#include "encoders.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <new>
#include <string_view>
#include <utility>
#include <vector>
#if CREMA_HAS_BROTLI
#include <brotli/encode.h>
#endif

namespace crema::detail {
namespace {

// From here on a piece takes so long that the loop should not wait: 0.5 ms at zlib's usual level.
constexpr std::size_t slow_from = 32768;
constexpr std::size_t buffer_size = 16384;

}  // namespace

// A stream, once made, with which nothing has been compressed yet.
class ZlibStream {
 public:
  ZlibStream(const ZlibSettings& s, bool gzip) {
    const int bits = s.window_bits + (gzip ? 16 : 0);
    if (deflateInit2(&stream_, s.level, Z_DEFLATED, bits, s.mem_level, s.strategy) != Z_OK) throw std::bad_alloc();
  }
  ~ZlibStream() { deflateEnd(&stream_); }
  ZlibStream(const ZlibStream&) = delete;
  ZlibStream& operator=(const ZlibStream&) = delete;

  void reset() { deflateReset(&stream_); }

  void run(std::string_view bytes, int mode, Filter::Sink& out) {
    std::array<unsigned char, buffer_size> buffer;
    // zlib counts in 32 bits.
    constexpr std::size_t most = 1 << 30;
    do {
      const auto piece = bytes.substr(0, most);
      bytes.remove_prefix(piece.size());
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
      stream_.avail_in = static_cast<uInt>(piece.size());
      do {
        stream_.next_out = buffer.data();
        stream_.avail_out = buffer_size;
        deflate(&stream_, bytes.empty() ? mode : Z_NO_FLUSH);
        const auto made = buffer_size - stream_.avail_out;
        if (made) out.write({reinterpret_cast<const char*>(buffer.data()), made});
      } while (stream_.avail_out == 0);
    } while (!bytes.empty());
  }

 private:
  z_stream stream_{};
};

class ZlibPool {
 public:
  ZlibPool(const ZlibSettings& settings, bool gzip) : settings_(settings), gzip_(gzip) {}

  std::unique_ptr<ZlibStream> take() {
    {
      const std::lock_guard lock(guard_);
      if (!free_.empty()) {
        auto stream = std::move(free_.back());
        free_.pop_back();
        return stream;
      }
    }
    return std::make_unique<ZlibStream>(settings_, gzip_);
  }

  void give_back(std::unique_ptr<ZlibStream> stream) {
    stream->reset();
    const std::lock_guard lock(guard_);
    if (free_.size() < most_kept) free_.push_back(std::move(stream));
  }

 private:
  static constexpr std::size_t most_kept = 16;  // 260 KB each at the usual settings

  ZlibSettings settings_;
  bool gzip_;
  std::mutex guard_;
  std::vector<std::unique_ptr<ZlibStream>> free_;
};

namespace {

class ZlibFilter final : public SlowFilter {
 public:
  explicit ZlibFilter(std::shared_ptr<ZlibPool> pool) : pool_(std::move(pool)), stream_(pool_->take()) {}
  ~ZlibFilter() override { pool_->give_back(std::move(stream_)); }
  ZlibFilter(const ZlibFilter&) = delete;
  ZlibFilter& operator=(const ZlibFilter&) = delete;

  bool isSlow(std::size_t bytes) const noexcept override { return bytes >= slow_from; }
  void write(std::string_view bytes, Sink& out) override { stream_->run(bytes, Z_NO_FLUSH, out); }
  void flush(Sink& out) override { stream_->run({}, Z_SYNC_FLUSH, out); }
  void end(Sink& out) override { stream_->run({}, Z_FINISH, out); }

 private:
  std::shared_ptr<ZlibPool> pool_;
  std::unique_ptr<ZlibStream> stream_;
};

#if CREMA_HAS_BROTLI

class BrotliFilter final : public SlowFilter {
 public:
  BrotliFilter(const BrotliOptions& options, std::int64_t expected)
      : encoder_(BrotliEncoderCreateInstance(nullptr, nullptr, nullptr)), quality_(options.quality) {
    if (!encoder_) throw std::bad_alloc();
    set(BROTLI_PARAM_QUALITY, options.quality);
    set(BROTLI_PARAM_LGWIN, options.lgwin);
    const double hint = options.sizeHint ? options.sizeHint.number() : static_cast<double>(expected);
    if (hint > 0) set(BROTLI_PARAM_SIZE_HINT, static_cast<int>(std::min(hint, double(1 << 30))));
  }
  ~BrotliFilter() override { BrotliEncoderDestroyInstance(encoder_); }
  BrotliFilter(const BrotliFilter&) = delete;
  BrotliFilter& operator=(const BrotliFilter&) = delete;

  // From quality 7 on brotli takes its time, and does most of the work at the end of a block.
  bool isSlow(std::size_t bytes) const noexcept override { return bytes >= slow_from || quality_ >= 7; }
  void write(std::string_view bytes, Sink& out) override { run(bytes, BROTLI_OPERATION_PROCESS, out); }
  void flush(Sink& out) override { run({}, BROTLI_OPERATION_FLUSH, out); }
  void end(Sink& out) override { run({}, BROTLI_OPERATION_FINISH, out); }

 private:
  void set(BrotliEncoderParameter parameter, int value) {
    BrotliEncoderSetParameter(encoder_, parameter, static_cast<std::uint32_t>(value));
  }

  void run(std::string_view bytes, BrotliEncoderOperation operation, Sink& out) {
    auto left = bytes.size();
    const auto* from = reinterpret_cast<const std::uint8_t*>(bytes.data());
    std::array<std::uint8_t, buffer_size> buffer;
    do {
      auto room = buffer.size();
      auto* to = buffer.data();
      if (!BrotliEncoderCompressStream(encoder_, operation, &left, &from, &room, &to, nullptr)) throw std::bad_alloc();
      if (room < buffer.size()) out.write({reinterpret_cast<const char*>(buffer.data()), buffer.size() - room});
    } while (left > 0 || BrotliEncoderHasMoreOutput(encoder_));
  }

  BrotliEncoderState* encoder_;
  int quality_;
};

#endif

}  // namespace

std::shared_ptr<ZlibPool> make_zlib_pool(const ZlibSettings& settings, bool gzip) {
  return std::make_shared<ZlibPool>(settings, gzip);
}

std::unique_ptr<SlowFilter> make_zlib_filter(std::shared_ptr<ZlibPool> pool) {
  return std::make_unique<ZlibFilter>(std::move(pool));
}

#if CREMA_HAS_BROTLI
bool has_brotli() noexcept { return true; }
std::unique_ptr<SlowFilter> make_brotli_filter(const BrotliOptions& options, std::int64_t expected) {
  return std::make_unique<BrotliFilter>(options, expected);
}
#else
bool has_brotli() noexcept { return false; }
std::unique_ptr<SlowFilter> make_brotli_filter(const BrotliOptions&, std::int64_t) { return nullptr; }
#endif

}  // namespace crema::detail
