// favicon(): the bytes and their fields are made once and shared by all threads.
#include "serve_favicon.hpp"

#include <crema/buffer.hpp>
#include <crema/crypto.hpp>
#include <crema/error.hpp>
#include <crema/fs.hpp>
#include <crema/globals.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace crema {
namespace {

constexpr double year_ms = 365.0 * 24 * 60 * 60 * 1000;

// npm etag: the length in hex and 27 characters of the digest.
std::string etag_of(const Value& bytes) {
  const auto digest = crypto.createHash("sha1").update(bytes).digest("base64").str();
  return "\"" + Value(static_cast<int>(bytes.length())).toString(16).str() + "-" + digest.substr(0, 27) + "\"";
}

class Icon {
 public:
  Icon(const Value& of, const FaviconOptions& options) {
    const double age = std::clamp(options.maxAge.ms_or(year_ms), 0.0, year_ms);
    cache_control_ = "public, max-age=" + Value(std::floor(age / 1000)).str();
    if (Buffer.isBuffer(of)) keep(Buffer.from(of));
    else path_ = checked(of);
  }

  void answer(const Request& req, const Response& res, const Next& next) {
    if (const auto kept = find()) return send(*kept, req, res);
    fs.readFile(path_, [=, this](auto& err, auto& bytes) {
      if (err) return next(err);
      send(*keep(bytes), req, res);
    });
  }

 private:
  struct Kept {
    Value bytes, etag;
  };
  using KeptPtr = std::shared_ptr<const Kept>;

  static Value checked(const Value& of) {
    if (typeof_(of) != "string") throw TypeError("path to favicon.ico must be string or buffer");
    const Value file = std::filesystem::absolute(of.str()).lexically_normal().string();
    if (!fs.statSync(file).isDirectory()) return file;
    Error error("EISDIR, illegal operation on directory '" + file.str() + "'");
    error.code = "EISDIR";
    error["errno"] = 28;
    error["path"] = file;
    error["syscall"] = "open";
    throw error;
  }

  KeptPtr find() const {
    const std::lock_guard lock(mutex_);
    return kept_;
  }
  KeptPtr keep(const Value& bytes) {
    auto made = std::make_shared<const Kept>(Kept{bytes, etag_of(bytes)});
    const std::lock_guard lock(mutex_);
    return kept_ = std::move(made);
  }

  void send(const Kept& icon, const Request& req, const Response& res) const {
    res.setHeader("Cache-Control", cache_control_);
    res.setHeader("ETag", icon.etag);
    res.statusCode = 200;
    if (req.fresh()) {
      res.statusCode = 304;
      return res.end();
    }
    res.setHeader("Content-Length", icon.bytes.length());
    res.setHeader("Content-Type", "image/x-icon");
    res.end(icon.bytes);
  }

  std::string cache_control_;
  Value path_;
  mutable std::mutex mutex_;
  KeptPtr kept_;  // null until the file was read
};

bool is_for_icon(const Request& req) {
  constexpr std::string_view name = "/favicon.ico";
  return req.url.view().find(name) != std::string_view::npos && req.path() == name;
}

}  // namespace

Handler favicon(const Value& of, FaviconOptions options) {
  if (!of) throw TypeError("path to favicon.ico is required");
  return [icon = std::make_shared<Icon>(of, options)](Request& req, Response& res, const Next& next) {
    if (!is_for_icon(req)) return next();
    if (req.method == "GET" || req.method == "HEAD") return icon->answer(req, res, next);
    res.statusCode = req.method == "OPTIONS" ? 200 : 405;
    res.setHeader("Allow", "GET, HEAD, OPTIONS");
    res.setHeader("Content-Length", "0");
    res.end();
  };
}

}  // namespace crema
