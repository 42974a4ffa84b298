// Unpacking with zlib and brotli, by pieces of 16 KB as Node does: so what a refusal tells as received is the same.
// ! The limit is looked at after each piece.
#include "core/body_inflate.hpp"

#include <zlib.h>

#include <algorithm>
#include <climits>
#include <cstddef>
#if CREMA_HAS_BROTLI
#include <brotli/decode.h>
#endif

namespace crema::detail {
namespace {

constexpr std::size_t piece_size = 16384;

Inflated broken(std::string message, std::string code, int number) {
  Inflated result;
  result.kind = Inflated::Kind::broken;
  result.message = std::move(message);
  result.code = std::move(code);
  result.number = number;
  return result;
}

Inflated ends_too_soon() { return broken("unexpected end of file", "Z_BUF_ERROR", Z_BUF_ERROR); }

// Where the unpacked bytes go.
class Output {
 public:
  Output(std::string& out, std::int64_t limit) : out_(out), limit_(limit) { out_.clear(); }

  // Room for a piece, which begins where the last one ended.
  char* piece() {
    out_.resize(size_ + piece_size);
    return out_.data() + size_;
  }
  // False when that is more than allowed.
  bool keep(std::size_t bytes) {
    size_ += bytes;
    return static_cast<std::int64_t>(size_) <= limit_;
  }
  Inflated result(Inflated::Kind kind) {
    Inflated done;
    done.kind = kind;
    done.received = static_cast<std::int64_t>(size_);
    out_.resize(kind == Inflated::Kind::complete ? size_ : 0);
    return done;
  }

 private:
  std::string& out_;
  std::int64_t limit_;
  std::size_t size_ = 0;
};

class Zlib {
 public:
  explicit Zlib(int window_bits) { good_ = inflateInit2(&stream_, window_bits) == Z_OK; }
  ~Zlib() {
    if (good_) inflateEnd(&stream_);
  }
  Zlib(const Zlib&) = delete;
  Zlib& operator=(const Zlib&) = delete;
  explicit operator bool() const noexcept { return good_; }
  z_stream* operator->() noexcept { return &stream_; }
  z_stream* get() noexcept { return &stream_; }

 private:
  z_stream stream_{};
  bool good_ = false;
};

Inflated failed(const z_stream& stream, int status) {
  switch (status) {
    case Z_NEED_DICT:
      return broken("Missing dictionary", "Z_NEED_DICT", status);
    case Z_MEM_ERROR:
      return broken("Zlib error", "Z_MEM_ERROR", status);
    default:
      return broken(stream.msg ? stream.msg : "Zlib error", "Z_DATA_ERROR", Z_DATA_ERROR);
  }
}

// gzip may have several members, and zeros behind them; behind a zlib stream anything may stand.
Inflated inflate_zlib(bool gzip, std::string_view packed, Output& out) {
  Zlib stream(gzip ? 15 + 16 : 15);
  if (!stream) return broken("Init error", "Z_MEM_ERROR", Z_MEM_ERROR);
  const char* next = packed.data();
  std::size_t left = packed.size();
  int status = Z_OK;
  while (true) {
    stream->next_out = reinterpret_cast<Bytef*>(out.piece());
    stream->avail_out = piece_size;
    do {
      const auto part = static_cast<uInt>(std::min<std::size_t>(left, UINT_MAX));
      stream->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(next));
      stream->avail_in = part;
      if (status == Z_STREAM_END) inflateReset(stream.get());
      status = inflate(stream.get(), Z_SYNC_FLUSH);
      next += part - stream->avail_in;
      left -= part - stream->avail_in;
    } while (left > 0 &&
             ((status == Z_STREAM_END && gzip && *next != '\0') || (status == Z_OK && stream->avail_out > 0)));
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) return failed(*stream.get(), status);
    if (!out.keep(piece_size - stream->avail_out)) return out.result(Inflated::Kind::too_large);
    if (status == Z_STREAM_END) return out.result(Inflated::Kind::complete);
    if (left == 0 && stream->avail_out > 0) return ends_too_soon();
  }
}

#if CREMA_HAS_BROTLI
struct Brotli {
  Brotli() : state(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)) {}
  ~Brotli() {
    if (state) BrotliDecoderDestroyInstance(state);
  }
  Brotli(const Brotli&) = delete;
  Brotli& operator=(const Brotli&) = delete;
  BrotliDecoderState* state;
};

// What stands behind the stream is passed over.
Inflated inflate_brotli(std::string_view packed, Output& out) {
  const Brotli decoder;
  if (!decoder.state) return broken("Could not initialize Brotli instance", "ERR_ZLIB_INITIALIZATION_FAILED", -1);
  const auto* next = reinterpret_cast<const std::uint8_t*>(packed.data());
  std::size_t left = packed.size();
  while (true) {
    auto* to = reinterpret_cast<std::uint8_t*>(out.piece());
    std::size_t room = piece_size;
    const auto status = BrotliDecoderDecompressStream(decoder.state, &left, &next, &room, &to, nullptr);
    if (status == BROTLI_DECODER_RESULT_ERROR) {
      const auto error = BrotliDecoderGetErrorCode(decoder.state);
      return broken("Decompression failed", brotli_error_code(error), static_cast<int>(error));
    }
    if (!out.keep(piece_size - room)) return out.result(Inflated::Kind::too_large);
    if (status == BROTLI_DECODER_RESULT_SUCCESS) return out.result(Inflated::Kind::complete);
    if (status == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT) return ends_too_soon();
  }
}
#endif

}  // namespace

// By a list in the library's header: its own text for an error is another one in each version.
std::string brotli_error_code([[maybe_unused]] int number) {
#if CREMA_HAS_BROTLI
  switch (number) {
#define CREMA_BROTLI_CASE(prefix, name, value)                                                                         \
  case value:                                                                                                          \
    return "ERR_" #prefix #name;
    BROTLI_DECODER_ERROR_CODES_LIST(CREMA_BROTLI_CASE, )
#undef CREMA_BROTLI_CASE
    default:
      break;
  }
#endif
  return "ERR_UNKNOWN";
}

std::optional<Coding> find_coding(std::string_view name) noexcept {
  if (name.empty() || name == "identity") return Coding::identity;
  if (name == "gzip") return Coding::gzip;
  if (name == "deflate") return Coding::deflate;
#if CREMA_HAS_BROTLI
  if (name == "br") return Coding::br;
#endif
  return std::nullopt;
}

Inflated inflate_body(Coding coding, std::string_view packed, std::int64_t limit, std::string& out) {
  Output output(out, limit);
  if (coding == Coding::br) {
#if CREMA_HAS_BROTLI
    return inflate_brotli(packed, output);
#endif
  }
  return inflate_zlib(coding == Coding::gzip, packed, output);
}

}  // namespace crema::detail
