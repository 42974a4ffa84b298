// An answer as superagent shows it.
#include <crema/http_text.hpp>
#include <crema/object.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/body_inflate.hpp"
#include "core/query_value.hpp"
#include "core/value_node.hpp"
#include "http/parameters.hpp"
#include "http/percent.hpp"
#include "testing/test_state.hpp"

namespace crema::supertest {
namespace {

constexpr std::int64_t most_bytes = 200'000'000;

// Of these fields Node keeps the first; others are joined, and Set-Cookie is a list.
constexpr std::array<std::string_view, 19> single = {
    "age",           "authorization", "content-length", "content-type",        "etag",
    "expires",       "from",          "host",           "if-modified-since",   "if-unmodified-since",
    "last-modified", "location",      "max-forwards",   "proxy-authorization", "referer",
    "retry-after",   "server",        "user-agent",     "content-disposition"};

Value headers_of(const Answer& answer) {
  Value headers = Object();
  for (const auto& [written, value] : answer.fields) {
    const std::string name = lowerCase(written);
    const bool there = headers.hasOwnProperty(name);
    if (name == "set-cookie") {
      if (!there) headers[name] = Array();
      headers[name].push(value);
    } else if (!there) {
      headers[name] = value;
    } else if (std::ranges::find(single, name) == single.end()) {
      headers[name] = headers[name].str() + ", " + value;
    }
  }
  return headers;
}

// `<url>; rel="next", …` as {next: url}.
Value links_of(const Value& field) {
  Value links = Object();
  if (!field) return links;
  for (const auto one : field.split(",")) {
    const Value parts = one.split(";");
    const Value url = parts[0].trim();
    if (parts.length() < 2 || !url.startsWith("<")) continue;
    const Value rel = parts[1].split("=").at(1);
    if (rel != undefined) links[rel.trim().replaceAll("\"", "")] = url.slice(1, -1);
  }
  return links;
}

void set_status(TestResponse& res, int status) {
  const int type = status / 100;
  res.status = res.statusCode = status;
  res.statusType = type;
  res.info = type == 1;
  res.ok = type == 2;
  res.redirect = type == 3;
  res.clientError = type == 4;
  res.serverError = type == 5;
  res.created = status == 201;
  res.accepted = status == 202;
  res.noContent = status == 204;
  res.badRequest = status == 400;
  res.unauthorized = status == 401;
  res.forbidden = status == 403;
  res.notFound = status == 404;
  res.notAcceptable = status == 406;
  res.unprocessableEntity = status == 422;
}

std::string unpacked(const Answer& answer, const TestResponse& res) {
  const auto coding = detail::find_coding(lowerCase((res.get("Content-Encoding") || "").str()));
  if (!coding || *coding == detail::Coding::identity || answer.body.empty()) return answer.body;
  std::string out;
  const auto result = detail::inflate_body(*coding, answer.body, most_bytes, out);
  if (result.kind == detail::Inflated::Kind::too_large) throw Error("Maximum response size reached");
  if (result.kind == detail::Inflated::Kind::broken) throw Error(result.message);
  return out;
}

struct MediaType {
  explicit MediaType(const std::string& name) : all(name) {
    const auto slash = std::min(all.find('/'), all.size());
    type = all.substr(0, slash);
    subtype = slash < all.size() ? all.substr(slash + 1) : "";
  }
  bool is_json() const { return subtype == "json" || subtype.ends_with("+json"); }
  bool is_form() const { return all == "application/x-www-form-urlencoded"; }
  bool is_binary() const {
    return type == "image" || type == "audio" || type == "video" || type == "font" || subtype == "gzip" ||
           subtype == "gz" || all == "application/octet-stream" || all == "application/pdf";
  }
  std::string all, type, subtype;
};

void set_body(TestResponse& res, const std::string& bytes, const detail::TestState& test) {
  const MediaType type(res.type ? lowerCase(res.type.str()) : "text/plain");
  if (!test.buffered && !type.is_json()) return;
  if (test.binary || type.is_binary()) {
    res.body = make_buffer(bytes);
    return;
  }
  std::string text;
  http::append_utf8(text, bytes);
  res.text = text;
  if (type.is_form()) res.body = detail::parse_extended(text);
  if (!type.is_json()) return;
  std::string_view json = text;
  if (json.starts_with("\xEF\xBB\xBF")) json.remove_prefix(3);
  if (json.empty()) {
    res.body = "";
    return;
  }
  try {
    res.body = JSON.parse(json);
  } catch (Error& err) {
    err["rawResponse"] = res.text;
    err.status = err.statusCode = res.status;
    throw;
  }
}

}  // namespace

TestResponse make_response(const Answer& answer, const detail::TestState& test) {
  TestResponse res;
  set_status(res, answer.status);
  res.headers = res.header = headers_of(answer);
  res.redirects = test.redirects;
  res.links = links_of(res.get("Link"));
  res.body = Object();
  const Value field = res.get("Content-Type") || "";
  res.type = field.split(";")[0].trim();
  if (const Value found = field.match(Regex("charset=\"?([^;\"\\s]+)", "i"))) res.charset = found[1];
  if (test.method != "HEAD") set_body(res, unpacked(answer, res), test);
  if (answer.status >= 400 && answer.status < 600) {
    res.error = Error("cannot " + test.method + " " + test.at.target + " (" + res.status.str() + ")");
    res.error.status = res.status;
    res.error["text"] = res.text;
    res.error["method"] = test.method;
    res.error["path"] = test.at.target;
  }
  return res;
}

}  // namespace crema::supertest

namespace crema {

Value TestResponse::get(const Text& field) const {
  const std::string name = lowerCase(field);
  return headers.hasOwnProperty(name) ? Value(headers[name]) : Value();
}

}  // namespace crema
