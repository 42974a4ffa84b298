// compression(): whether an answer is compressed is decided when its head leaves, in npm's order; then a filter does it.
#include "compression.hpp"

#include <crema/body_hooks.hpp>
#include <crema/byte_size.hpp>
#include <crema/content_coding.hpp>
#include <crema/error.hpp>
#include <crema/format.hpp>
#include <crema/globals.hpp>
#include <crema/hooks.hpp>
#include <crema/http_text.hpp>
#include <crema/received.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "encoders.hpp"

namespace crema::detail {
namespace {

constexpr std::string_view topic = "crema:compression";

// The first is there only where Crema was built with brotli.
constexpr std::array<std::string_view, 4> all_codings = {"br", "gzip", "deflate", "identity"};
std::span<const std::string_view> codings() { return std::span(all_codings).subspan(has_brotli() ? 0 : 1); }
std::span<const std::string_view> preferred() {
  return has_brotli() ? std::span(all_codings).first(2) : std::span(all_codings).subspan(1, 1);
}

// A whole number of a range, or the default; RangeError and TypeError as Node's zlib says them.
int in_range(const Value& given, const char* name, int low, int high, int fallback) {
  const std::string type = typeof_(given).str();
  if (type == "undefined") return fallback;
  const std::string option = std::string("options.") + name;
  if (type != "number") {
    TypeError error("The \"" + option + "\" property must be of type number. Received " + receivedText(given));
    error.code = "ERR_INVALID_ARG_TYPE";
    throw error;
  }
  const double number = given.number();
  if (std::isnan(number)) return fallback;
  if (!std::isfinite(number) || number < low || number > high) {
    RangeError error(format("The value of \"{}\" is out of range. It must be >= {} and <= {}. Received {}", option, low,
                            high, given));
    error.code = "ERR_OUT_OF_RANGE";
    throw error;
  }
  return static_cast<int>(number);
}

ZlibSettings zlib_settings(const CompressionOptions& options) {
  ZlibSettings settings;
  settings.level = in_range(options.level, "level", -1, 9, -1);
  settings.mem_level = in_range(options.memLevel, "memLevel", 1, 9, 8);
  settings.strategy = in_range(options.strategy, "strategy", 0, 4, 0);
  settings.window_bits = in_range(options.windowBits, "windowBits", 9, 15, 15);
  return settings;
}

BrotliOptions brotli_settings(const BrotliOptions& options) {
  in_range(options.quality, "brotli.quality", 0, 11, 4);
  in_range(options.lgwin, "brotli.lgwin", 10, 24, 22);
  in_range(options.sizeHint, "brotli.sizeHint", 0, 1 << 30, 0);
  return options;
}

// Whether a Cache-Control field forbids to change the body (RFC 9111 §5.2.2.6).
bool forbids_transform(const Value& cache_control) {
  if (!cache_control) return false;
  const auto text = cache_control.str();
  for (std::string_view rest = text; !rest.empty();) {
    const auto item = rest.substr(0, rest.find(','));
    if (equalInAnyCase(trimBlanks(item), "no-transform")) return true;
    rest.remove_prefix(std::min(rest.size(), item.size() + 1));
  }
  return false;
}

// A compression(), shared by all requests and threads.
class Compressor {
 public:
  explicit Compressor(const CompressionOptions& options)
      : filter_(options.filter),
        threshold_(byteSize(options.threshold).value_or(1024)),
        enforced_(options.enforceEncoding),
        brotli_(brotli_settings(options.brotli)) {
    const auto settings = zlib_settings(options);
    gzip_ = make_zlib_pool(settings, true);
    deflate_ = make_zlib_pool(settings, false);
  }

  void before_head(Response& res) const {
    if (const char* reason = keep_as_it_is(res)) {
      if (debugEnabled(topic)) debugLine(topic, std::string("no compression: ") + reason);
    }
  }

 private:
  // Why there is nothing to do; null once the filter is in its place.
  const char* keep_as_it_is(Response& res) const {
    auto& req = const_cast<Request&>(res.req);  // the exchange's own
    if (filter_ ? !filter_(req, res) : !Compression().filter(req, res)) return "filtered";
    if (forbids_transform(res.get("Cache-Control"))) return "no transform";
    res.vary("Accept-Encoding");
    const auto length = body_length(res);
    if (length < threshold_) return "size below threshold";
    const Value coding = res.get("Content-Encoding");
    if (coding && coding != "identity") return "already encoded";
    if (req.method == "HEAD") return "HEAD request";
    const auto chosen = coding_for(req);
    if (chosen.empty() || chosen == "identity") return "not acceptable";
    res.filter(filter_for(chosen, length));
    res.setHeader("Content-Encoding", chosen);
    return nullptr;
  }

  // NaN where it is not known, which is below nothing.
  static double body_length(const Response& res) {
    const Value declared = res.get("Content-Length");
    if (declared) return declared.number();
    const auto ending = endingLength(res);
    return ending >= 0 ? static_cast<double>(ending) : std::nan("");
  }

  std::string_view coding_for(const Request& req) const {
    if (!headerText(req, "accept-encoding").empty()) return bestEncoding(req, codings(), preferred());
    for (const auto coding : codings())
      if (coding == enforced_) return coding;
    return {};
  }

  std::unique_ptr<Filter> filter_for(std::string_view coding, double length) const {
    if (coding == "br") return make_brotli_filter(brotli_, length > 0 ? static_cast<std::int64_t>(length) : -1);
    return make_zlib_filter(coding == "gzip" ? gzip_ : deflate_);
  }

  Callback<Value(Request&, Response&)> filter_;
  double threshold_;
  std::string enforced_;
  BrotliOptions brotli_;
  std::shared_ptr<ZlibPool> gzip_, deflate_;
};

}  // namespace

bool Compression::filter(const Request&, const Response& res) const {
  const Value type = res.get("Content-Type");
  return typeof_(type) == "string" && isCompressible(type.view());
}

Handler Compression::operator()(const CompressionOptions& options) const {
  return [self = std::make_shared<const Compressor>(options)](Request&, Response& res, const Next& next) {
    // An answer that has begun stays as it is.
    if (!res.headersSent()) res.beforeHead([self](Response& answer) { self->before_head(answer); });
    next();
  };
}

}  // namespace crema::detail
