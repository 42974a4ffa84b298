// res.sendFile and res.download.
#include <crema/error.hpp>
#include <crema/response.hpp>

#include <memory>
#include <string>
#include <utility>

#include "core/application.hpp"
#include "core/dispatch.hpp"
#include "core/file_path.hpp"
#include "core/response_end.hpp"
#include "core/send_file.hpp"
#include "core/value_node.hpp"
#include "http/disposition.hpp"
#include "http/percent.hpp"
#include "http/text.hpp"

namespace crema {
namespace detail {
namespace {

Error coded(const char* message, const char* code) {
  Error error(message);
  error.code = code;
  return error;
}

// Whom it is told: the callback, once; without one the chain goes on, and a client that has left is nobody's error.
class SendReport {
 public:
  SendReport(Exchange& x, Callback<Error> done) : next_(NextSource{x.frame, nullptr}), done_(std::move(done)) {}

  void failed(const Error& error) const {
    if (done_) done_(error);
    else next_(error);
  }
  void is_folder() const {
    if (done_) done_(coded("EISDIR, read", "EISDIR"));
    else next_();
  }
  void aborted() const {
    if (done_) done_(coded("Request aborted", "ECONNABORTED"));
  }
  // It is on its way: what remains to be told is how it ended.
  void await_end(Exchange& x) const {
    if (!done_) return;
    if (!x.on_stream()) return aborted();
    auto told = std::make_shared<bool>(false);
    const auto tell = [told, done = done_](const Error& error) {
      if (!std::exchange(*told, true)) done(error);
    };
    x.has_hooks = true;
    // As in Node: a file that has been sent is told before "finish", an answer without one with it, a client that left when all
    // others have heard.
    x.more().response_events.add(
        "finish", [tell] { tell({}); }, true);
    x.more().written.push_back([tell, &x](auto& error) {
      if (error) soon(x, [tell] { tell(coded("Request aborted", "ECONNABORTED")); });
      else if (x.file_body && x.state == ResponseState::finished) tell({});
    });
  }

 private:
  Next next_;
  Callback<Error> done_;
};

class LaterSendFile final : public LaterSend {
 public:
  LaterSendFile(Exchange& x, SendReport report, SendRules rules, SendPath path)
      : LaterSend(x), report_(std::move(report)), rules_(std::move(rules)), path_(std::move(path)) {}

  void send() override {
    auto& x = *exchange;
    if (!x.on_stream()) return report_.aborted();
    SendResult result;
    try {
      result = send_file(x, path_, rules_);
    } catch (...) {
      return report_.failed(Error::from_exception(std::current_exception()));
    }
    switch (result.kind) {
      case SendResult::Kind::answered:
        return report_.await_end(x);
      case SendResult::Kind::directory:
        return report_.is_folder();
      case SendResult::Kind::failed:
        return report_.failed(result.error);
    }
  }

 private:
  SendReport report_;
  SendRules rules_;
  SendPath path_;
};

[[noreturn]] void throw_no_path(const char* message) {
  TypeError error(message);
  error.code = "ERR_INVALID_ARG_TYPE";
  throw error;
}

}  // namespace
}  // namespace detail

void Response::sendFile(const Value& path, const SendFileOptions& options, Callback<Error> done) const {
  auto& x = *exchange_;
  if (!path) throw TypeError("path argument is required to res.sendFile");
  if (kind_of(path) != Kind::text) throw TypeError("path must be a string to res.sendFile");
  const Value settled = path, root = options.root;
  const auto name = settled.view();
  if (root && kind_of(root) != Kind::text) {
    detail::throw_no_path("The \"root\" option of res.sendFile must be of type string");
  }
  if (!root && !name.starts_with('/')) throw TypeError("path must be absolute or specify root to res.sendFile");
  if (name.find('\xed') != std::string_view::npos && !http::encode_uri_component(name)) throw URIError("URI malformed");

  auto rules = detail::rules_of(options);
  if (root) rules.root = detail::resolved_path({root.view()});
  rules.etag = x.app_state->settings.snapshot().etag != detail::EtagMode::none;
  rules.headers = options.headers;
  detail::SendReport report(x, std::move(done));
  auto file = detail::path_to_file(name, rules.root, rules.dotfiles);
  if (file.refused != 0) return report.failed(detail::refused_path(file));
  detail::send_later(std::make_unique<detail::LaterSendFile>(x, std::move(report), std::move(rules), std::move(file)));
}

void Response::download(const Value& path, const Value& name, const SendFileOptions& options,
                        Callback<Error> done) const {
  const Value shown = name ? name : path;
  if (kind_of(path) != Kind::text || kind_of(shown) != Kind::text) {
    detail::throw_no_path(
        "The \"path\" argument must be of type string: res.download takes a path, and a name that is text");
  }
  SendFileOptions own = options;
  own.headers = Object();
  own.headers["Content-Disposition"] = http::content_disposition(detail::path_base(shown.view()));
  if (options.headers != null) {
    for (auto [field, value] : Object.entries(options.headers)) {
      if (!http::iequals(field.view(), "content-disposition")) own.headers[field] = value;
    }
  }
  sendFile(options.root ? path : Value(detail::resolved_path({path.view()})), own, std::move(done));
}

}  // namespace crema
