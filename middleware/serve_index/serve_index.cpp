// serveIndex(): what a path means is found out before anything is touched; the system is asked on another thread.
#include "serve_index.hpp"

#include <crema/date.hpp>
#include <crema/error.hpp>
#include <crema/fs.hpp>
#include <crema/globals.hpp>
#include <crema/html_text.hpp>
#include <crema/object.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "listing.hpp"

namespace crema {
namespace {

using detail::ListedFile;

struct Index {
  std::string root;  // absolute, with a slash at its end
  ServeIndexOptions options;
};
using IndexPtr = std::shared_ptr<const Index>;

// A folder that was asked for.
struct Asked {
  std::string folder;     // on the disk
  std::string directory;  // as the client sees it
  bool below_root;
};

std::string with_slash(std::string path) {
  if (!path.ends_with('/')) path += '/';
  return path;
}

std::optional<std::string> decoded(std::string_view path) {
  try {
    return decodeURIComponent(path).str();
  } catch (const URIError&) {
    return std::nullopt;
  }
}

// The part of a target that is its path.
std::string_view path_in(std::string_view target) { return target.substr(0, target.find_first_of("?#")); }

void answer(const Response& res, const char* type, const std::string& body) {
  res.setHeader("X-Content-Type-Options", "nosniff");
  res.setHeader("Content-Type", std::string(type) + "; charset=utf-8");
  res.setHeader("Content-Length", body.size());
  res.end(body);
}

Value names_of(const std::vector<ListedFile>& files) {
  Value names = Array();
  for (const auto& file : files) names.push(file.name);
  return names;
}

Value told(const ListedFile& file) {
  if (!file.known) return Value{{"name", file.name}, {"stat", null}};
  const bool directory = file.directory;
  Value stat = {{"size", file.size},
                {"mode", file.mode},
                {"mtimeMs", file.mtime_ms},
                {"mtime", Date(file.mtime_ms)},
                {"isDirectory", Function([directory] { return Value(directory); })}};
  return Value{{"name", file.name}, {"stat", stat}};
}

Value told(const std::vector<ListedFile>& files) {
  Value list = Array();
  for (const auto& file : files) list.push(told(file));
  return list;
}

Task<std::string> text_of(std::string file) {
  auto read = fs.promises.readFile(file, "utf8");
  const Value text = co_await read;
  co_return text.str();
}

Task<> send_page(IndexPtr index, Asked asked, std::vector<ListedFile> files, Response res, Next next) {
  const auto& options = index->options;
  std::string style(detail::usual_style);
  if (!options.stylesheet.empty()) {
    auto read = text_of(options.stylesheet);
    style = co_await read;
  }
  if (options.template_.function()) {
    const Callback<Error, Value> done = [=](auto& err, auto& html) {
      err ? next(err) : answer(res, "text/html", String(html).str());
    };
    // It answers by its callback; what it returns is of no interest, what it throws is.
    const auto thrown = [next](auto& err) {
      if (err) next(err);
    };
    const Value locals = {{"directory", asked.directory},
                          {"displayIcons", options.icons},
                          {"fileList", told(files)},
                          {"path", asked.folder},
                          {"style", style},
                          {"viewName", options.view}};
    options.template_.function().get(thrown, locals, done);
    co_return;
  }
  std::string page(detail::usual_page);
  if (options.template_.value()) {
    auto read = text_of(options.template_.value().str());
    page = co_await read;
  }
  if (options.icons) style += detail::icon_style(files);
  answer(res, "text/html",
         detail::filled_in(page, {style, detail::files_html(files, asked.directory, options.icons, options.view),
                                  escapeHtml(asked.directory), detail::linked_path(asked.directory)}));
}

std::vector<std::string> chosen(const Index& index, const Value& all, const std::string& folder) {
  const Value list = index.options.hidden ? all : all.filter([](auto name) { return !name.startsWith("."); });
  std::vector<std::string> names;
  int number = 0;
  for (const auto& name : list) {
    if (!index.options.filter || index.options.filter(name, number, list, folder)) names.push_back(name.str());
    number++;
  }
  return names;
}

// Whether this is a folder. What the system refuses is thrown, with the status of the answer.
Task<bool> is_folder(std::string folder) {
  Error failed;
  try {
    auto look = fs.promises.stat(folder);
    const auto stats = co_await look;
    co_return stats.isDirectory();
  } catch (const Error& error) {
    failed = error;
  }
  if (failed.code == "ENOENT") co_return false;
  failed.status = failed.code == "ENAMETOOLONG" ? 414 : 500;
  throw failed;
}

Task<> list(IndexPtr index, Asked asked, Request req, Response res, Next next) {
  auto look = is_folder(asked.folder);
  if (!co_await look) {
    next();
    co_return;
  }
  auto read = fs.promises.readdir(asked.folder);
  const Value all = co_await read;
  auto names = chosen(*index, all, asked.folder);
  const Value type = req.accepts("text/html", "text/plain", "application/json");
  if (!type) {
    next(createError(406));
    co_return;
  }
  if (type == "text/html" && asked.below_root) names.insert(names.begin(), "..");
  const auto work = [folder = asked.folder, names] {
    auto found = detail::look_at(folder, names);
    detail::sort_files(found);
    return found;
  };
  auto looked = offload(work);
  auto files = co_await looked;
  if (type == "application/json") answer(res, "application/json", JSON.stringify(names_of(files)).str());
  else if (type == "text/plain") answer(res, "text/plain", names_of(files).join("\n").str() + "\n");
  else {
    auto page = send_page(index, asked, files, res, next);
    co_await page;
  }
}

}  // namespace

Handler serveIndex(const Value& root, ServeIndexOptions options) {
  if (!root) throw TypeError("serveIndex() root path required");
  if (options.view.empty()) options.view = "tiles";
  const auto absolute = std::filesystem::absolute(root.str()).lexically_normal().string();
  const IndexPtr index = std::make_shared<const Index>(Index{with_slash(absolute), std::move(options)});
  return [index](Request& req, Response& res, const Next& next) -> Task<> {
    if (req.method != "GET" && req.method != "HEAD") {
      res.statusCode = req.method == "OPTIONS" ? 200 : 405;
      res.setHeader("Allow", "GET, HEAD, OPTIONS");
      res.setHeader("Content-Length", "0");
      res.end();
      co_return;
    }
    const auto folder = decoded(req.path().str()), directory = decoded(path_in(req.originalUrl.view()));
    if (!folder || !directory || folder->find('\0') != std::string::npos) {
      next(createError(400));
      co_return;
    }
    const auto whole = detail::normalized(index->root + *folder);
    if (!with_slash(whole).starts_with(index->root)) {
      next(createError(403));
      co_return;
    }
    auto listed = list(index, {whole, *directory, with_slash(whole) != index->root}, req, res, next);
    co_await listed;
  };
}

}  // namespace crema
