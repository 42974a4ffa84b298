// Packing and unpacking as Node does it: the same calls of the libraries, the same errors for what they say.
#include "node/packer.hpp"

#include <crema/zlib.hpp>

#include <zlib.h>

#include <algorithm>
#include <climits>
#include <new>
#if CREMA_HAS_BROTLI
#include <brotli/decode.h>
#include <brotli/encode.h>
#endif

#include "core/body_inflate.hpp"

namespace crema::detail {

Packed Packer::run(std::string_view in, int flush, std::size_t piece, std::size_t most) {
  Packed result;
  Call now{in.data(), in.size(), nullptr, 0};
  do {
    const auto before = result.out.size();
    result.out.resize(before + piece);
    now.next_out = result.out.data() + before;
    now.left_out = piece;
    result.failed = call(now, flush);
    result.out.resize(result.failed ? before : before + piece - now.left_out);
    result.more = !result.failed && now.left_out == 0;
  } while (result.more && result.out.size() < most);
  result.taken = in.size() - now.left_in;
  return result;
}

class ZlibPacker final : public Packer {
 public:
  explicit ZlibPacker(const PackSettings& s)
      : mode_(s.mode), dictionary_(s.dictionary), has_dictionary_(s.has_dictionary) {
    good_ = packs() ? start_packing(s) : start_unpacking(s);
  }
  ~ZlibPacker() override {
    if (good_) packs() ? deflateEnd(&stream_) : inflateEnd(&stream_);
  }
  bool good() const { return good_; }

 private:
  bool packs() const { return mode_ == ZlibMode::deflate || mode_ == ZlibMode::gzip || mode_ == ZlibMode::deflate_raw; }
  const Bytef* dictionary() const { return reinterpret_cast<const Bytef*>(dictionary_.data()); }
  uInt dictionary_size() const { return static_cast<uInt>(dictionary_.size()); }

  bool start_packing(const PackSettings& s) {
    // zlib takes no raw window of 8 bits.
    const int bits = mode_ == ZlibMode::gzip          ? s.window_bits + 16
                     : mode_ == ZlibMode::deflate_raw ? -std::max(s.window_bits, 9)
                                                      : s.window_bits;
    if (deflateInit2(&stream_, s.level, Z_DEFLATED, bits, s.mem_level, s.strategy) != Z_OK) return false;
    if (!has_dictionary_ || mode_ == ZlibMode::gzip ||
        deflateSetDictionary(&stream_, dictionary(), dictionary_size()) == Z_OK)
      return true;
    deflateEnd(&stream_);
    return false;
  }
  bool start_unpacking(const PackSettings& s) {
    const int bits = mode_ == ZlibMode::gunzip        ? s.window_bits + 16
                     : mode_ == ZlibMode::unzip       ? s.window_bits + 32
                     : mode_ == ZlibMode::inflate_raw ? -s.window_bits
                                                      : s.window_bits;
    if (inflateInit2(&stream_, bits) != Z_OK) return false;
    if (mode_ != ZlibMode::inflate_raw || !has_dictionary_ ||
        inflateSetDictionary(&stream_, dictionary(), dictionary_size()) == Z_OK)
      return true;
    inflateEnd(&stream_);
    return false;
  }

  std::optional<PackError> call(Call& c, int flush) override {
    const auto most = [](std::size_t n) { return static_cast<uInt>(std::min<std::size_t>(n, UINT_MAX)); };
    int status = Z_OK;
    // zlib counts in 32 bits.
    do {
      const auto in = most(c.left_in), out = most(c.left_out);
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(c.next_in));
      stream_.avail_in = in;
      stream_.next_out = reinterpret_cast<Bytef*>(c.next_out);
      stream_.avail_out = out;
      const int kind = in < c.left_in ? Z_NO_FLUSH : flush;
      status = packs() ? deflate(&stream_, kind) : unpack(kind);
      c.next_in += in - stream_.avail_in;
      c.left_in -= in - stream_.avail_in;
      c.next_out += out - stream_.avail_out;
      c.left_out -= out - stream_.avail_out;
    } while (status == Z_OK && c.left_in > 0 && c.left_out > 0 && stream_.avail_in == 0);
    return error_of(status, c, flush);
  }

  // gzip may have several members, and zeros behind them.
  int unpack(int flush) {
    if (mode_ == ZlibMode::unzip && !known_) {
      // The first byte decides whether more members may follow.
      if (stream_.avail_in > 0) {
        known_ = true;
        if (stream_.next_in[0] == 0x1f) members_ = true;
      }
    }
    int status = inflate(&stream_, flush);
    if (mode_ != ZlibMode::inflate_raw && status == Z_NEED_DICT && has_dictionary_) {
      status = inflateSetDictionary(&stream_, dictionary(), dictionary_size());
      if (status == Z_OK) status = inflate(&stream_, flush);
      else if (status == Z_DATA_ERROR) status = Z_NEED_DICT;  // another dictionary
    }
    const bool members = members_ || mode_ == ZlibMode::gunzip;
    while (members && status == Z_STREAM_END && stream_.avail_in > 0 && *stream_.next_in != 0) {
      inflateReset(&stream_);
      status = inflate(&stream_, flush);
    }
    return status;
  }

  std::optional<PackError> error_of(int status, const Call& c, int flush) const {
    switch (status) {
      case Z_OK:
      case Z_BUF_ERROR:
        if (c.left_out > 0 && flush == Z_FINISH) return PackError{"unexpected end of file", "Z_BUF_ERROR", Z_BUF_ERROR};
        return {};
      case Z_STREAM_END:
        return {};
      case Z_NEED_DICT:
        return PackError{has_dictionary_ ? "Bad dictionary" : "Missing dictionary", "Z_NEED_DICT", status};
      case Z_MEM_ERROR:
        return PackError{stream_.msg ? stream_.msg : "Zlib error", "Z_MEM_ERROR", status};
      case Z_STREAM_ERROR:
        return PackError{stream_.msg ? stream_.msg : "Zlib error", "Z_STREAM_ERROR", status};
      default:
        return PackError{stream_.msg ? stream_.msg : "Zlib error", "Z_DATA_ERROR", status};
    }
  }

  z_stream stream_{};
  ZlibMode mode_;
  std::string dictionary_;
  bool has_dictionary_, good_ = false, known_ = false, members_ = false;
};

#if CREMA_HAS_BROTLI
class BrotliEncoder final : public Packer {
 public:
  explicit BrotliEncoder(const PackSettings& s) : state_(BrotliEncoderCreateInstance(nullptr, nullptr, nullptr)) {
    if (!state_) throw std::bad_alloc();
    for (const auto& [key, value] : s.params)
      good_ = good_ && BrotliEncoderSetParameter(state_, static_cast<BrotliEncoderParameter>(key), value);
  }
  ~BrotliEncoder() override { BrotliEncoderDestroyInstance(state_); }
  bool good() const { return good_; }

 private:
  std::optional<PackError> call(Call& c, int flush) override {
    const auto* in = reinterpret_cast<const std::uint8_t*>(c.next_in);
    auto* out = reinterpret_cast<std::uint8_t*>(c.next_out);
    const bool done = BrotliEncoderCompressStream(state_, static_cast<BrotliEncoderOperation>(flush), &c.left_in, &in,
                                                  &c.left_out, &out, nullptr);
    c.next_in = reinterpret_cast<const char*>(in);
    c.next_out = reinterpret_cast<char*>(out);
    if (!done) return PackError{"Compression failed", "ERR_BROTLI_COMPRESSION_FAILED", -1};
    return {};
  }
  BrotliEncoderState* state_;
  bool good_ = true;
};

class BrotliDecoder final : public Packer {
 public:
  explicit BrotliDecoder(const PackSettings& s) : state_(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)) {
    if (!state_) throw std::bad_alloc();
    for (const auto& [key, value] : s.params)
      good_ = good_ && BrotliDecoderSetParameter(state_, static_cast<BrotliDecoderParameter>(key), value);
  }
  ~BrotliDecoder() override { BrotliDecoderDestroyInstance(state_); }
  bool good() const { return good_; }

 private:
  std::optional<PackError> call(Call& c, int flush) override {
    const auto* in = reinterpret_cast<const std::uint8_t*>(c.next_in);
    auto* out = reinterpret_cast<std::uint8_t*>(c.next_out);
    const auto status = BrotliDecoderDecompressStream(state_, &c.left_in, &in, &c.left_out, &out, nullptr);
    c.next_in = reinterpret_cast<const char*>(in);
    c.next_out = reinterpret_cast<char*>(out);
    if (status == BROTLI_DECODER_RESULT_ERROR) {
      const int number = static_cast<int>(BrotliDecoderGetErrorCode(state_));
      return PackError{"Decompression failed", brotli_error_code(number), number};
    }
    if (status == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT && flush == BROTLI_OPERATION_FINISH)
      return PackError{"unexpected end of file", "Z_BUF_ERROR", Z_BUF_ERROR};
    return {};
  }
  BrotliDecoderState* state_;
  bool good_ = true;
};
#endif

namespace {

template <class T>
std::shared_ptr<Packer> made(const PackSettings& settings) {
  auto packer = std::make_shared<T>(settings);
  if (!packer->good()) return nullptr;
  return packer;
}

}  // namespace

bool knows_brotli() noexcept {
#if CREMA_HAS_BROTLI
  return true;
#else
  return false;
#endif
}

std::shared_ptr<Packer> make_packer(const PackSettings& settings) {
#if CREMA_HAS_BROTLI
  if (settings.mode == ZlibMode::br) return made<BrotliEncoder>(settings);
  if (settings.mode == ZlibMode::un_br) return made<BrotliDecoder>(settings);
#endif
  return made<ZlibPacker>(settings);
}

std::uint32_t crc32_of(std::string_view bytes, std::uint32_t from) noexcept {
  uLong value = from;
  while (!bytes.empty()) {
    const auto part = bytes.substr(0, 1U << 30);
    value = crc32(value, reinterpret_cast<const Bytef*>(part.data()), static_cast<uInt>(part.size()));
    bytes.remove_prefix(part.size());
  }
  return static_cast<std::uint32_t>(value);
}

}  // namespace crema::detail
