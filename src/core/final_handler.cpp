// npm's finalhandler: in production the reason phrase, else the error's text; headers of the error where its status is used; and
// the automatic answer to OPTIONS.
#include "core/final_handler.hpp"

#include <crema/error.hpp>
#include <crema/html_text.hpp>

#include <optional>
#include <string>
#include <utility>

#include "core/application.hpp"
#include "core/exchange.hpp"
#include "core/field_text.hpp"
#include "core/inspect.hpp"
#include "core/kept_error.hpp"
#include "core/request_url.hpp"
#include "core/response_end.hpp"
#include "core/stdio.hpp"
#include "core/value_node.hpp"
#include "http/percent.hpp"
#include "http/status.hpp"

namespace crema::detail {
namespace {

std::optional<double> error_status(const Value& v) {
  if (!is_number(v)) return std::nullopt;
  const double n = Access::number(v);
  if (!(n >= 400 && n < 600)) return std::nullopt;
  return n;
}

// What a page says of a status that nobody has named: Express's own words.
std::string_view phrase(double status) {
  const auto whole = static_cast<int>(status);
  const auto reason = whole == status ? http::reason(whole) : std::string_view();
  return reason.empty() ? "undefined" : reason;
}

// What is shown of an error outside production; "" when it has nothing to show.
std::string error_text(const Error& error) {
  if (error.is_thrown_value()) return error.str();
  if (is_text(error.stack) && !text_of(error.stack).empty()) return std::string(text_of(error.stack));
  return error.str();
}

std::string page(std::string_view message) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
         "charset=\"utf-8\">\n<title>Error</title>\n</head>\n<body>\n<pre>" +
         escapeHtmlBlock(message) + "</pre>\n</body>\n</html>\n";
}

// As console.error(err).
void log_error(const SettingsSnapshot& settings, const Value& error) {
  if (settings.quiet) return;
  write_all(2, (is_text(error) ? std::string(text_of(error)) : inspect(error)) + "\n");
}

void write_page(Exchange& x, int status, const Value& headers, std::string_view message) {
  const auto body = page(message);
  x.cells.status_code = status;
  x.cells.status_message = make_text(http::reason(status));
  for (const auto* name : {"Content-Encoding", "Content-Language", "Content-Range", "Trailer"}) x.fields.remove(name);
  if (kind_of(headers) != Kind::undefined) {
    for (auto [name, value] : Object.entries(headers)) x.res.setHeader(name, value);
  }
  set_field(x, "Content-Security-Policy", "default-src 'none'", FieldId::other);
  set_field(x, "X-Content-Type-Options", "nosniff", FieldId::other);
  set_field(x, "Content-Type", "text/html; charset=utf-8", FieldId::content_type);
  set_length(x, body.size());
  x.text_first = true;
  end_response(x, x.head_only ? std::string_view() : std::string_view(body));
}

// A hook or a field of the error's own failed while its page was made: nothing is left to say but that.
void give_up(Exchange& x) {
  const auto failed = Error::from_exception(std::current_exception());
  write_all(2, error_text(failed) + "\n");
  break_off(x);
}

// A page that waits until the code that runs now has ended.
struct WaitingPage : Closure {
  explicit WaitingPage(Exchange& exchange, int s, const Value& h, std::string_view m)
      : x(exchange), status(s), headers(h), message(m) {
    x.retain();
  }
  ~WaitingPage() override { x.release(); }
  static void run(Hop& hop) {
    const auto& page = *static_cast<WaitingPage*>(hop.object);
    if (!page.x.on_stream() || page.x.state != ResponseState::open) return;
    try {
      write_page(page.x, page.status, page.headers, page.message);
    } catch (...) {
      give_up(page.x);
    }
  }
  Exchange& x;
  int status;
  Value headers;
  std::string message;
};

// npm's finalhandler answers when the request has been read, and sees to it that it is. That comes after the code behind the
// next() of a middleware, which may still set fields.
void send_page(Exchange& x, int status, const Value& headers, std::string_view message) {
  if (x.body_ended) {
    x.request_closed = true;
    return write_page(x, status, headers, message);
  }
  if (x.body_state != BodyState::complete && x.body_state != BodyState::none) x.stream->discard_body();
  else x.request_closed = true;
  Hop hop;
  hop.run = WaitingPage::run;
  hop.keep = ClosurePtr(new WaitingPage(x, status, headers, message));
  hop.object = hop.keep.get();
  x.loop->hop(std::move(hop));
}

void answer(Exchange& x, Error* error, const AppState& app) {
  const auto& settings = app.settings.snapshot();
  if (!error) {
    if (x.state != ResponseState::open) return;
    const auto path = pathname(x.cells.original_url, x.arena);
    return send_page(x, 404, undefined,
                     "Cannot " + x.cells.method.str() + " " + http::encode_url(path.value_or("null")));
  }
  const Value as_value = *error;
  auto own = error_status(as_value.get("status"));
  if (!own) own = error_status(as_value.get("statusCode"));
  const auto status = own ? *own : error_status(x.cells.status_code).value_or(500);
  log_error(settings, as_value);
  if (!x.on_stream()) return;
  if (x.state != ResponseState::open) return break_off(x);
  const auto message = settings.production ? std::string() : error_text(*error);
  const Value headers = own ? as_value.get("headers") : Value();
  send_page(x, static_cast<int>(status), headers && typeof_(headers) == "object" ? headers : Value(),
            message.empty() ? phrase(status) : std::string_view(message));
}

}  // namespace

void final_handler(Exchange& x, Error* error, const AppState& app) {
  if (!x.on_stream() && !error) return;
  try {
    answer(x, error, app);
  } catch (...) {
    give_up(x);
  }
}

void answer_options(Exchange& x, std::string_view allow) {
  require_open(x, "set");
  set_field(x, "Allow", x.arena.copy(allow), FieldId::other);
  set_length(x, allow.size());
  set_field(x, "Content-Type", "text/plain", FieldId::content_type);
  set_field(x, "X-Content-Type-Options", "nosniff", FieldId::other);
  x.text_first = true;
  end_response(x, allow);
}

}  // namespace crema::detail
