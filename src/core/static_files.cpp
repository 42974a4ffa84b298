// express.static: npm's serve-static. What is wrong with the path itself is known at once; looking for the file comes later.
#include <crema/error.hpp>
#include <crema/express.hpp>

#include <memory>
#include <string>
#include <utility>

#include "core/field_text.hpp"
#include "core/file_path.hpp"
#include "core/request_url.hpp"
#include "core/response_end.hpp"
#include "core/send_file.hpp"
#include "core/value_node.hpp"
#include "http/percent.hpp"
#include "http/text.hpp"
#include "http/url.hpp"

namespace crema {
namespace detail {
namespace {

struct StaticFolder {
  SendRules rules;
  bool fallthrough = true, redirect = true;
};

std::string redirect_page(std::string_view location) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
         "charset=\"utf-8\">\n<title>Redirecting</title>\n</head>\n<body>\n"
         "<pre>Redirecting to " +
         http::escape_html(location) + "</pre>\n</body>\n</html>\n";
}

// The url that was asked for, with a slash behind its path. Several slashes in front would name another host.
std::string with_slash(std::string_view url) {
  std::string scratch;
  auto target = http::parse_target(url, scratch);
  while (target.path.starts_with("//")) target.path.remove_prefix(1);
  auto location = http::to_lower(http::protohost(url));
  location.append(target.path).append("/");
  if (location.starts_with("//")) location.erase(0, 1);
  if (target.has_query) location.append("?").append(target.query);
  if (const auto hash = url.find('#'); hash != std::string_view::npos) location.append(url.substr(hash));
  return location;
}

void redirect_to_folder(Exchange& x) {
  require_open(x, "set");
  const auto location = http::encode_url(with_slash(text_of(x.cells.original_url)));
  const auto page = redirect_page(location);
  x.cells.status_code = 301;
  set_field(x, "Content-Type", "text/html; charset=UTF-8", FieldId::content_type);
  set_length(x, page.size());
  set_field(x, "Content-Security-Policy", "default-src 'none'", FieldId::other);
  set_field(x, "X-Content-Type-Options", "nosniff", FieldId::other);
  set_field(x, "Location", wire_text(location, "Location", x), FieldId::other);
  x.text_first = true;
  end_response(x, page);
}

void refuse_method(Exchange& x) {
  require_open(x, "set");
  x.cells.status_code = 405;
  set_field(x, "Allow", "GET, HEAD", FieldId::other);
  set_length(x, 0);
  end_response(x, std::string_view());
}

void pass_on(const StaticFolder& folder, const Next& next, const Error& error, bool file_chosen) {
  if (!folder.fallthrough || file_chosen || !(error.status < 500)) return next(error);
  next();
}

class LaterStatic final : public LaterSend {
 public:
  LaterStatic(Exchange& x, std::shared_ptr<const StaticFolder> folder, Next next, SendPath path)
      : LaterSend(x), folder_(std::move(folder)), next_(std::move(next)), path_(std::move(path)) {}

  void send() override {
    auto& x = *exchange;
    if (!x.on_stream()) return;
    SendResult result;
    try {
      result = send_file(x, path_, folder_->rules);
      if (result.kind == SendResult::Kind::directory) {
        if (folder_->redirect && !path_.trailing_slash) return redirect_to_folder(x);
        result.error = createError(404);
      }
    } catch (...) {
      return next_(Error::from_exception(std::current_exception()));
    }
    if (result.kind != SendResult::Kind::answered) pass_on(*folder_, next_, result.error, result.file_chosen);
  }

 private:
  std::shared_ptr<const StaticFolder> folder_;
  Next next_;
  SendPath path_;
};

void serve(const std::shared_ptr<const StaticFolder>& folder, Exchange& x, const Next& next) {
  const auto& method = x.cells.method;
  if (method != "GET" && method != "HEAD") return folder->fallthrough ? next() : refuse_method(x);
  auto path = pathname(x.cells.url, x.arena);
  if (!path) return next();
  // The folder itself, asked for without its slash: it is sent there first.
  if (*path == "/" && !pathname(x.cells.original_url, x.arena).value_or("").ends_with('/')) path = std::string_view();
  auto file = url_to_file(*path, folder->rules.root, folder->rules.dotfiles);
  if (file.refused != 0) return pass_on(*folder, next, refused_path(file), false);
  send_later(std::make_unique<LaterStatic>(x, folder, next, std::move(file)));
}

}  // namespace

Handler Express::static_(const Value& root, const StaticOptions& options) const {
  if (!root) throw TypeError("root path required");
  if (kind_of(root) != Kind::text) throw TypeError("root path must be a string");
  auto folder = std::make_shared<StaticFolder>();
  folder->rules = rules_of(options);
  folder->rules.root = resolved_path({root.view()});
  folder->rules.set_headers = options.setHeaders;
  folder->fallthrough = options.fallthrough;
  folder->redirect = options.redirect;
  return [folder = std::shared_ptr<const StaticFolder>(std::move(folder))](Request& req, Response&, Next next) {
    serve(folder, req.exchange(), next);
  };
}

}  // namespace detail
}  // namespace crema
