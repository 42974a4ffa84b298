// crema/serve_favicon.hpp — the icon of a site, from memory.                                        npm: serve-favicon 2.5
#pragma once
#include <crema/duration.hpp>
#include <crema/handler.hpp>
#include <crema/value.hpp>

namespace crema {

/// Options of favicon().
struct FaviconOptions {
  Duration maxAge = {};  // Of Cache-Control: milliseconds, 24h or "1d"; a year at most. Default: a year.
};

/// Middleware that answers GET and HEAD of /favicon.ico with this icon: a path, or a Buffer of the bytes. The file is read at
/// the first request and kept. TypeError for what is neither; Error where nothing is at the path (ENOENT), or a folder (EISDIR).
/// npm: https://github.com/expressjs/serve-favicon#api
Handler favicon(const Value& icon, FaviconOptions options = {});

}  // namespace crema
