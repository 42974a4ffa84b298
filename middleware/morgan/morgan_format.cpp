#include "morgan_format.hpp"

#include <crema/error.hpp>
#include <crema/globals.hpp>
#include <crema/object.hpp>
#include <crema/response.hpp>

#include <array>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace crema::detail {
namespace {

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// Bytes of a token that begins at a colon: ":name" with two characters or more; 0 if none does.
std::size_t name_size(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && is_name_char(text[size])) size++;
  return size >= 3 ? size : 0;
}

// Bytes of "[argument]"; 0 without one.
std::size_t argument_size(std::string_view text) {
  if (!text.starts_with('[')) return 0;
  const auto close = text.find(']');
  return close == text.npos || close == 1 ? 0 : close + 1;
}

// npm makes JavaScript of its formats, in which quotes and backslashes of an argument are escaped once more than in the text.
Value argument_of(std::string_view text) {
  const auto json = JSON.stringify(Value(text)).str();
  return json.substr(1, json.size() - 2);
}

constexpr std::string_view common_format =
    ":remote-addr - :remote-user [:date[clf]] \":method :url HTTP/:http-version\" :status :res[content-length]";

// "dev": the status in the colour of its class.
class DevFormat {
 public:
  DevFormat() {
    for (const int color : {0, 32, 36, 33, 31}) {
      texts_.emplace_back("\x1b[0m:method :url \x1b[" + std::to_string(color) +
                          "m:status\x1b[0m :response-time ms - :res[content-length]\x1b[0m");
    }
  }
  Value line(const Request& req, const Response& res) const {
    const double status = res.headersSent() ? res.statusCode.number() : 0;
    const std::size_t at = status >= 500 ? 4 : status >= 400 ? 3 : status >= 300 ? 2 : status >= 200 ? 1 : 0;
    return texts_[at].line(req, res);
  }

 private:
  std::vector<MorganText> texts_;
};

class Formats {
 public:
  Formats() {
    const std::string common(common_format);
    define("common", MorganFormat(MorganText(common)));
    define("combined", MorganFormat(MorganText(common + " \":referrer\" \":user-agent\"")));
    define("default",
           MorganFormat(MorganText(":remote-addr - :remote-user [:date] \":method :url HTTP/:http-version\" :status "
                                   ":res[content-length] \":referrer\" \":user-agent\"")));
    define("short", MorganFormat(MorganText(
                        ":remote-addr :remote-user :method :url HTTP/:http-version :status :res[content-length] - "
                        ":response-time ms")));
    define("tiny", MorganFormat(MorganText(":method :url :status :res[content-length] - :response-time ms")));
    // https://no-color.org
    if (process.env["NO_COLOR"]) {
      define("dev", MorganFormat(MorganText(":method :url :status :response-time ms - :res[content-length]")));
      return;
    }
    define("dev",
           MorganFormat(MorganFunction([dev = DevFormat()](const MorganTokens&, const Request& req,
                                                           const Response& res) { return dev.line(req, res); })));
  }

  void define(std::string_view name, MorganFormat made) {
    const std::lock_guard lock(guard_);
    all_.insert_or_assign(std::string(name), std::move(made));
  }
  std::optional<MorganFormat> find(std::string_view name) {
    const std::lock_guard lock(guard_);
    const auto at = all_.find(name);
    return at == all_.end() ? std::nullopt : std::optional(at->second);
  }

 private:
  std::mutex guard_;
  std::map<std::string, MorganFormat, std::less<>> all_;
};

Formats& formats() {
  static Formats all;
  return all;
}

}  // namespace

MorganText::MorganText(std::string_view text) {
  Piece piece;
  while (!text.empty()) {
    const auto size = text.front() == ':' ? name_size(text) : 0;
    if (size == 0) {
      piece.before += text.front();
      text.remove_prefix(1);
      continue;
    }
    piece.token = &morgan_entry(text.substr(1, size - 1));
    text.remove_prefix(size);
    if (const auto bytes = argument_size(text)) {
      piece.argument = argument_of(text.substr(1, bytes - 2));
      text.remove_prefix(bytes);
    }
    pieces_.push_back(std::exchange(piece, {}));
  }
  if (!piece.before.empty()) pieces_.push_back(std::move(piece));
}

std::string MorganText::line(const Request& req, const Response& res) const {
  std::string made;
  for (const auto& piece : pieces_) {
    made += piece.before;
    if (!piece.token) continue;
    const Value said = (*piece.token)(req, res, piece.argument);
    if (!said) made += '-';
    else if (typeof_(said) == "string") made += said.view();
    else made += said.str();
  }
  return made;
}

Value MorganFormat::line(Request& req, Response& res) const {
  if (text_) return text_->line(req, res);
  MorganTokens tokens;
  return function_(tokens, req, res);
}

MorganFormat format_named(const Value& layout) {
  const Value name = layout || "default";
  if (typeof_(name) == "string")
    if (auto known = formats().find(name.view())) return *known;
  return MorganFormat(format_text(name));
}

MorganText format_text(const Value& text) {
  if (typeof_(text) != "string") throw TypeError("argument format must be a string");
  return MorganText(text.view());
}

void define_format(std::string_view name, MorganFormat made) { formats().define(name, std::move(made)); }

}  // namespace crema::detail
