// errorhandler(): npm's steps in npm's order. An error is looked at as a Value, since next() takes anything.
#include "errorhandler.hpp"

#include <crema/console.hpp>
#include <crema/globals.hpp>
#include <crema/object.hpp>
#include <crema/process.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>
#include <crema/timers.hpp>
#include <crema/util.hpp>

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "error_page.hpp"

namespace crema::detail {
namespace {

// The title of all pages.
struct Title {
  std::mutex guard;
  std::string text = "Connect";
};
Title& title() {
  static Title one;
  return one;
}

bool is_plain_object(const Value& error, std::string_view text) {
  return !error.get("stack") && text == "[object Object]";
}

// What is shown of an error: its stack, else what it is as a text.
std::string text_of(const Value& error) {
  const Value stack = error.get("stack");
  if (stack) return stack.str();
  const auto text = String(error).str();
  return text == "[object Object]" ? util.inspect(error).str() : text;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (;;) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == text.npos) return lines;
    text.remove_prefix(end + 1);
  }
}

std::string page_of(const Value& error, std::string_view text, const Value& status) {
  ErrorPage page{Value(errorhandler.title).str(), status.str(), "Error", {text}};
  if (!is_plain_object(error, String(error).view())) {
    page.stack = lines_of(text);
    if (!page.stack.front().empty()) page.error = page.stack.front();
    page.stack.erase(page.stack.begin());
  }
  return html_of(page);
}

// Its message, its stack and all that JavaScript's for…in finds; of an http-error also what it has of its class.
std::string json_of(const Value& error) {
  Value shown = {{"message", error.get("message")}, {"stack", error.get("stack")}};
  const Value all = typeof_(error) == "string" ? error.split("") : error;
  for (auto [key, value] : Object.entries(all)) shown[key] = value;
  if (typeof_(error) == "object" && !Array.isArray(error)) {
    for (const char* name : {"status", "statusCode", "expose"}) {
      const Value value = error.get(name);
      if (typeof_(value) != "undefined" && !shown.hasOwnProperty(name)) shown[name] = value;
    }
  }
  return JSON.stringify({{"error", shown}}, null, 2).str();
}

void set_status(const Value& error, const Response& res) {
  for (const char* name : {"statusCode", "status"})
    if (const Value status = error.get(name)) res.statusCode = status;
  if (res.statusCode < 400) res.statusCode = 500;
}

void answer(const Value& error, std::string_view text, const Request& req, const Response& res) {
  const Value type = req.accepts("html", "json", "text");
  res.setHeader("X-Content-Type-Options", "nosniff");
  if (type == "html") {
    res.setHeader("Content-Type", "text/html; charset=utf-8");
    res.end(page_of(error, text, res.statusCode));
  } else if (type == "json") {
    res.setHeader("Content-Type", "application/json; charset=utf-8");
    res.end(json_of(error));
  } else {
    res.setHeader("Content-Type", "text/plain; charset=utf-8");
    res.end(text);
  }
}

}  // namespace

const ErrorTitle& ErrorTitle::operator=(const Value& text) const {
  const std::lock_guard lock(title().guard);
  title().text = text.str();
  return *this;
}

ErrorTitle::operator Value() const {
  const std::lock_guard lock(title().guard);
  return title().text;
}

Handler Errorhandler::operator()(const ErrorhandlerOptions& options) const {
  const bool logs = options.log.on_or(process.env["NODE_ENV"] != "test");
  return [logs, log = options.log.function()](Error& err, Request& req, Response& res, const Next&) {
    const Value error = err;
    set_status(error, res);
    const auto text = text_of(error);
    if (logs) {
      setImmediate([=] {
        Value shown = text;
        Error logged = err;
        Request asked = req;
        Response answered = res;
        if (log) log(logged, shown, asked, answered);
        else console.error(shown);
      });
    }
    if (res.headersSent()) return req.socket().destroy();
    answer(error, text, req, res);
  };
}

}  // namespace crema::detail
