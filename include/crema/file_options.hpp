// crema/file_options.hpp — options of express.static_(), res.sendFile() and res.download().
#pragma once
#include <crema/callback.hpp>
#include <crema/duration.hpp>
#include <crema/fs.hpp>
#include <crema/value.hpp>

namespace crema {

class Response;

/// Called for each file with the response, its path, and what is known of it.
using SetHeaders = Callback<Response&, Value, Stats>;

/// Options of express.static_(). Express: https://expressjs.com/en/5x/api.html#express.static
struct StaticOptions {
  Value dotfiles = "ignore";   // Names that begin with a dot: "allow", "deny" (403), "ignore" (404). Default: "ignore".
  bool etag = true;            // Whether an ETag is sent. Default: true.
  Value extensions = false;    // Tried where a name without extension is missing: {"html", "htm"}. Default: false.
  bool fallthrough = true;     // Client errors go to next(); false: to the error handlers. Default: true.
  bool immutable = false;      // Adds "immutable" to Cache-Control. Default: false.
  Value index = "index.html";  // File of a folder; a list is tried in order, false is none. Default: "index.html".
  Duration maxAge = 0;         // Of Cache-Control: milliseconds, 24h * 30 or "1d"; a year at most. Default: 0.
  bool lastModified = true;    // Whether Last-Modified is sent. Default: true.
  bool redirect = true;        // A folder without its slash is sent there; false: it is not found. Default: true.
  SetHeaders setHeaders = {};  // Called with (res, path, stat) before the head is made. Default: none.
  bool cacheControl = true;    // Whether Cache-Control is sent. Default: true.
  bool acceptRanges = true;    // Whether parts may be asked for. Default: true.
  Value start = {};            // First byte that is sent. Default: 0.
  Value end = {};              // Last byte that is sent. Default: the file's last.
};

/// Options of res.sendFile() and res.download(). Express: https://expressjs.com/en/5x/api.html#res.sendFile
struct SendFileOptions {
  Value root = {};             // Folder that relative paths belong to, and which they cannot leave. Default: none.
  Value dotfiles = "ignore";   // Names that begin with a dot: "allow", "deny" (403), "ignore" (404). Default: "ignore".
  bool etag = true;            // Of no effect, as in Express: app.set("etag", …) decides.
  Value extensions = false;    // Tried where a name without extension is missing. Default: false.
  bool immutable = false;      // Adds "immutable" to Cache-Control. Default: false.
  Value index = "index.html";  // File of a folder that is named with its slash; false is none. Default: "index.html".
  Duration maxAge = 0;         // Of Cache-Control: milliseconds, 4h or "1d"; a year at most. Default: 0.
  bool lastModified = true;    // Whether Last-Modified is sent. Default: true.
  Value headers = {};          // Fields to be set with the file, not with an error. Default: none.
  bool cacheControl = true;    // Whether Cache-Control is sent. Default: true.
  bool acceptRanges = true;    // Whether parts may be asked for. Default: true.
  Value start = {};            // First byte that is sent. Default: 0.
  Value end = {};              // Last byte that is sent. Default: the file's last.
};

}  // namespace crema
