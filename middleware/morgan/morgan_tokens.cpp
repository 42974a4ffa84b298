#include "morgan_tokens.hpp"

#include <crema/basic_credentials.hpp>
#include <crema/date.hpp>
#include <crema/error.hpp>
#include <crema/globals.hpp>
#include <crema/hooks.hpp>
#include <crema/http_text.hpp>
#include <crema/object.hpp>
#include <crema/response.hpp>

#include <array>
#include <cstddef>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>

namespace crema::detail {
namespace {

// Bytes of a character that no log should hold as it is, 0 for others: controls, line ends of Unicode, quote and backslash.
std::size_t awkward(std::string_view rest) {
  const auto byte = [&](std::size_t i) { return i < rest.size() ? static_cast<unsigned char>(rest[i]) : 0U; };
  if (byte(0) < 0x20 || byte(0) == 0x7f || byte(0) == '"' || byte(0) == '\\') return 1;
  if (byte(0) == 0xc2 && byte(1) >= 0x80 && byte(1) <= 0x9f) return 2;
  if (byte(0) == 0xe2 && byte(1) == 0x80 && (byte(2) == 0xa8 || byte(2) == 0xa9)) return 3;
  return 0;
}

void append_escaped(std::string& out, std::string_view character) {
  constexpr std::string_view plain = "\"\\\b\f\n\r\t", letters = "\"\\bfnrt", digits = "0123456789abcdef";
  const auto at = plain.find(character.front());
  if (at != plain.npos) {
    out += {'\\', letters[at]};
    return;
  }
  unsigned unit = static_cast<unsigned char>(character.back());
  if (character.size() == 3) unit = 0x2000 + (unit & 0x3f);  // U+2028, U+2029
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += digits[unit >> shift & 15];
}

Value escaped(const Value& text) {
  const auto view = text.view();
  std::size_t clean = 0;
  while (clean < view.size() && awkward(view.substr(clean)) == 0) clean++;
  if (clean == view.size()) return text;
  std::string made(view.substr(0, clean));
  for (auto rest = view.substr(clean); !rest.empty();) {
    const auto bytes = awkward(rest);
    if (bytes == 0) made += rest.front();
    else append_escaped(made, rest.substr(0, bytes));
    rest.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  return made;
}

// A field of the request: "" where it is empty, undefined where there is none.
Value field_of(const Request& req, const std::string& name) {
  const auto text = headerText(req, name);
  return text.empty() ? Value(req.headers[name]) : Value(text);
}

// -- npm's tokens ------------------------------------------------------------------------------------------------------------

Value url_token(const Request& req, const Response&, const Value&) { return req.originalUrl || req.url; }
Value method_token(const Request& req, const Response&, const Value&) { return req.method; }

Value status_token(const Request&, const Response& res, const Value&) {
  return res.headersSent() ? String(res.statusCode) : Value();
}

Value fixed(double ms, const Value& digits) { return Value(ms).toFixed(typeof_(digits) == "undefined" ? 3 : digits); }

Value response_time_token(const Request& req, const Response&, const Value& digits) {
  const auto* notes = findSlot<MorganNotes>(req);
  if (!notes || !notes->began || !notes->head) return {};
  return fixed(*notes->head - *notes->began, digits);
}

Value total_time_token(const Request& req, const Response&, const Value& digits) {
  const auto* notes = findSlot<MorganNotes>(req);
  if (!notes || !notes->began || !notes->head) return {};
  return fixed(morgan_clock() - *notes->began, digits);
}

// "Sun, 29 Nov 2026 15:08:26 GMT" as "29/Nov/2026:15:08:26 +0000".
std::string common_date(std::string_view utc) {
  std::string text(utc.substr(5, 20));
  text[2] = text[6] = '/';
  text[11] = ':';
  return text + " +0000";
}

Value date_token(const Request&, const Response&, const Value& form) {
  const auto now = Date();
  if (!form || form == "web") return now.toUTCString();
  if (form == "clf") return common_date(now.toUTCString().view());
  if (form == "iso") return now.toISOString();
  return {};
}

Value referrer_token(const Request& req, const Response&, const Value&) {
  const auto usual = headerText(req, "referer");
  return usual.empty() ? field_of(req, "referrer") : Value(usual);
}

Value remote_address_token(const Request& req, const Response&, const Value&) {
  const Value now = req.ip();
  if (now) return now;
  const auto* notes = findSlot<MorganNotes>(req);
  return notes ? notes->address : Value();
}

Value remote_user_token(const Request& req, const Response&, const Value&) {
  const auto credentials = basicCredentials(headerText(req, "authorization"));
  return credentials ? Value(credentials->name) : Value();
}

Value version_token(const Request& req, const Response&, const Value&) { return req.httpVersion; }
Value agent_token(const Request& req, const Response&, const Value&) { return field_of(req, "user-agent"); }
Value pid_token(const Request&, const Response&, const Value&) { return String(process.pid()); }

Value request_field_token(const Request& req, const Response&, const Value& field) {
  return field_of(req, lowerCase(field.str()));
}

Value response_field_token(const Request&, const Response& res, const Value& field) {
  if (!res.headersSent()) return {};
  const Value value = res.get(field);
  return Array.isArray(value) ? value.join(", ") : value;
}

// -- the table ---------------------------------------------------------------------------------------------------------------

class Table {
 public:
  Table() {
    constexpr std::pair<const char*, decltype(MorganEntry::own)> known[] = {
        {"url", url_token},
        {"method", method_token},
        {"status", status_token},
        {"response-time", response_time_token},
        {"total-time", total_time_token},
        {"date", date_token},
        {"referrer", referrer_token},
        {"remote-addr", remote_address_token},
        {"remote-user", remote_user_token},
        {"http-version", version_token},
        {"user-agent", agent_token},
        {"pid", pid_token},
        {"req", request_field_token},
        {"res", response_field_token},
    };
    for (const auto& [name, own] : known) entry(name).own = own;
  }

  MorganEntry& entry(std::string_view name) {
    {
      const std::shared_lock lock(guard_);
      if (const auto at = entries_.find(name); at != entries_.end()) return at->second;
    }
    const std::unique_lock lock(guard_);
    auto& made = entries_[std::string(name)];
    made.name = name;
    return made;
  }

  void define(std::string_view name, MorganDefinition function) {
    auto& place = entry(name);
    const std::unique_lock lock(guard_);
    place.kept.push_back(std::make_unique<MorganDefinition>(std::move(function)));
    place.defined = place.kept.back().get();
  }

 private:
  std::shared_mutex guard_;
  std::map<std::string, MorganEntry, std::less<>> entries_;
};

Table& table() {
  static Table all;
  return all;
}

}  // namespace

Value MorganEntry::operator()(const Request& req, const Response& res, const Value& argument) const {
  Value said;
  if (const auto* function = defined.load()) {
    said = (*function)(const_cast<Request&>(res.req), const_cast<Response&>(req.res), argument);
  } else if (own) {
    said = own(req, res, argument);
  } else {
    throw TypeError("tokens." + name + " is not a function");
  }
  return typeof_(said) == "string" ? escaped(said) : said;
}

MorganEntry& morgan_entry(std::string_view name) { return table().entry(name); }

void define_token(std::string_view name, MorganDefinition function) { table().define(name, std::move(function)); }

}  // namespace crema::detail

namespace crema {

Value MorganToken::operator()(const Request& req, const Response& res, const Value& argument) const {
  return (*entry_)(req, res, argument);
}

MorganToken MorganTokens::operator[](const Text& name) const { return MorganToken(detail::morgan_entry(name)); }

Value MorganTokens::method(const Request& req, const Response& res) const { return (*this)["method"](req, res); }
Value MorganTokens::url(const Request& req, const Response& res) const { return (*this)["url"](req, res); }
Value MorganTokens::status(const Request& req, const Response& res) const { return (*this)["status"](req, res); }
Value MorganTokens::date(const Request& req, const Response& res, const Value& form) const {
  return (*this)["date"](req, res, form);
}
Value MorganTokens::referrer(const Request& req, const Response& res) const { return (*this)["referrer"](req, res); }
Value MorganTokens::pid(const Request& req, const Response& res) const { return (*this)["pid"](req, res); }
Value MorganTokens::req(const Request& request, const Response& response, const Text& field) const {
  return (*this)["req"](request, response, field.value());
}
Value MorganTokens::res(const Request& request, const Response& response, const Text& field) const {
  return (*this)["res"](request, response, field.value());
}

}  // namespace crema
