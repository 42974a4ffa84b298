// vhost(): npm's expression for a host; a name without stars is compared without one.
#include "vhost.hpp"

#include <crema/error.hpp>
#include <crema/hooks.hpp>
#include <crema/http_text.hpp>
#include <crema/is_regex.hpp>
#include <crema/object.hpp>
#include <crema/regex.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace crema {
namespace {

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// A text with stars as an expression.
std::string pattern_of(std::string_view text) {
  std::string source;
  for (const char c : text) {
    if (c == '*') {
      source += "([^.]+)";
      continue;
    }
    if (std::string_view(".+?^=!:${}()|[]/\\").find(c) != std::string_view::npos) source += '\\';
    source += c;
  }
  return source;
}

// Whether an expression ends in a `$` that is not escaped.
bool is_anchored(std::string_view source) {
  if (!source.ends_with('$')) return false;
  const auto before = source.substr(0, source.size() - 1);
  const auto other = before.find_last_not_of('\\');
  const auto backslashes = before.size() - (other == before.npos ? 0 : other + 1);
  return backslashes % 2 == 0;
}

Regex expression_of(const Value& host) {
  std::string source = isRegex(host) ? host["source"].str() : pattern_of(host.str());
  if (!source.starts_with('^')) source = "^" + source;
  if (!is_anchored(source)) source += '$';
  return Regex(source, "i");
}

// Host without its port. An address of IPv6 stands in brackets.
std::string_view name_in(std::string_view host) {
  const auto close = host.starts_with('[') ? host.find(']') : host.npos;
  return host.substr(0, host.find(':', close == host.npos ? 0 : close + 1));
}

class VirtualHost {
 public:
  VirtualHost(const Value& host, Handler h) : handler(std::move(h)) {
    auto text = isRegex(host) ? std::string() : host.str();
    if (text.empty() || text.find('*') != text.npos || !is_ascii(text)) expression_.emplace(expression_of(host));
    else name_ = std::move(text);
  }

  // What req["vhost"] is to be; undefined when it is another host.
  Value match(std::string_view host) const {
    const auto name = name_in(host);
    if (name.empty()) return {};
    if (!expression_) return equalInAnyCase(name, name_) ? made(host, name, Value()) : Value();
    const Value found = expression_->exec(name);
    return found ? made(host, name, found) : Value();
  }

  Handler handler;

 private:
  static Value made(std::string_view host, std::string_view name, const Value& found) {
    const int count = found ? found.length() - 1 : 0;
    Value vhost = {{"host", host}, {"hostname", name}, {"length", count}};
    for (int i = 0; i < count; i++) vhost[i] = found[i + 1];
    return vhost;
  }

  std::string name_;  // unless there is
  std::optional<Regex> expression_;
};

}  // namespace

Handler vhost(const Value& host, Handler handler) {
  if (!host) throw TypeError("argument hostname is required");
  if (!handler) throw TypeError("argument handle is required");
  return [self = std::make_shared<const VirtualHost>(host, std::move(handler))](Request& req, Response& res,
                                                                                const Next& next) {
    const Value found = self->match(headerText(req, "host"));
    if (!found) return next();
    req["vhost"] = found;
    self->handler(req, res, next);
  };
}

}  // namespace crema
