// crema/serve_index.hpp — what is in a folder.                                                       npm: serve-index 1.9
#pragma once
#include <crema/callback.hpp>
#include <crema/handler.hpp>
#include <crema/value.hpp>

#include <string>

namespace crema {

/// Options of serveIndex().
/// npm: https://github.com/expressjs/serve-index#options
struct ServeIndexOptions {
  /// Which names are listed: a function of (name, index, list, folder). Default: all.
  Callback<Value(Value, Value, Value, Value)> filter = {};
  bool hidden = false;          // Whether names that begin with a dot are listed. Default: false.
  bool icons = false;           // Whether the page has icons. Default: false.
  std::string stylesheet = {};  // File of CSS instead of ours. Default: ours.
  /// The page: a file of HTML with {directory}, {files}, {linked-path} and {style}, or a function of (locals, callback) that says
  /// callback(null, html); locals are {directory, displayIcons, fileList: [{name, stat}], path, style, viewName}. Default: ours.
  ValueOr<Value, Callback<Error, Value>> template_ = {};
  std::string view = "tiles";  // "tiles" or "details": with sizes and dates. Default: "tiles".
};

/// Middleware that answers GET and HEAD of a folder below `root` with what is in it, as HTML, JSON or text by Accept; what is no
/// folder is next(). 403 for a path that leads out of `root`, 405 for other methods. TypeError without a root.
/// npm: https://github.com/expressjs/serve-index#api
Handler serveIndex(const Value& root, ServeIndexOptions options = {});

}  // namespace crema
