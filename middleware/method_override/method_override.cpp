// methodOverride(): where a method is named depends on the getter; what may be done with it does not.
#include "method_override.hpp"

#include <crema/error.hpp>
#include <crema/globals.hpp>
#include <crema/hooks.hpp>
#include <crema/http_text.hpp>
#include <crema/object.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crema {
namespace {

constexpr std::string_view topic = "crema:method-override";

// A part of a query as Node's querystring reads it; nothing for one that is malformed, which names no method anyway.
std::optional<std::string> decoded(std::string_view part) {
  std::string text(part);
  std::replace(text.begin(), text.end(), '+', ' ');
  if (text.find('%') == text.npos) return text;
  try {
    return decodeURIComponent(text).str();
  } catch (const URIError&) {
    return std::nullopt;
  }
}

// The first value of a key in the query; empty without one. Node's querystring reads 1,000 pairs at most.
std::string in_query(std::string_view url, std::string_view key) {
  const auto mark = url.find('?');
  if (mark == url.npos) return {};
  auto rest = url.substr(mark + 1);
  rest = rest.substr(0, rest.find('#'));
  for (int pairs = 0; !rest.empty() && pairs < 1000;) {
    const auto pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    if (pair.empty()) continue;
    pairs++;
    const auto equals = std::min(pair.find('='), pair.size());
    const auto name = pair.substr(0, equals);
    const bool plain = name.find_first_of("%+") == name.npos;
    if (name != key && (plain || decoded(name) != key)) continue;
    return decoded(pair.substr(std::min(pair.size(), equals + 1))).value_or("");
  }
  return {};
}

struct MethodOverride {
  MethodOverride(ValueOr<Request&, Response&> getter, const MethodOverrideOptions& options)
      : function(getter.function()), methods(options.methods.list()), any(!options.methods.given()) {
    if (function) return;
    name = getter.value() ? getter.value().str() : "X-HTTP-Method-Override";
    field = lowerCase(name);
    in_field = field.starts_with("x-");
  }

  Callback<Value(Request&, Response&)> function;
  std::vector<std::string> methods;
  bool any, in_field = false;
  std::string name, field;

  bool replaces(std::string_view method) const {
    return any || std::find(methods.begin(), methods.end(), method) != methods.end();
  }

  // What is named, wherever the getter says.
  std::string named(const Request& req, const Response& res) const {
    if (!in_field) return in_query(req.url.view(), name);
    res.vary(name);
    const auto text = headerText(req, field);
    return std::string(trimBlanks(text.substr(0, text.find(','))));
  }
};

void replace(const Request& req, std::string_view method) {
  if (!isMethodName(method)) return;
  req.method = Value(method).toUpperCase();
  if (debugEnabled(topic)) debugLine(topic, "override " + req["originalMethod"].str() + " as " + req.method.str());
}

}  // namespace

Handler methodOverride(ValueOr<Request&, Response&> getter, MethodOverrideOptions options) {
  return [self = std::make_shared<const MethodOverride>(std::move(getter), options)](Request& req, Response& res,
                                                                                     const Next& next) {
    Value original = req["originalMethod"];
    if (!original) req["originalMethod"] = original = req.method;
    if (!self->replaces(original.str())) return next();
    if (!self->function) {
      replace(req, self->named(req, res));
      return next();
    }
    const auto go_on = [req, next](auto& err, auto& given) {
      if (err) return next(err);
      const Value first = Array.isArray(given) ? given.at(0) : given;
      if (typeof_(first) == "string") replace(req, first.view());
      next();
    };
    self->function.get(go_on, req, res);
  };
}

}  // namespace crema
