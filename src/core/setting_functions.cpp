#include "core/setting_functions.hpp"

#include <crema/error.hpp>

#include <string>
#include <utility>
#include <vector>

#include "core/query_value.hpp"
#include "core/value_node.hpp"
#include "http/etag.hpp"

namespace crema::detail {
namespace {

class EtagFunction final : public FunctionNode {
 public:
  explicit EtagFunction(bool weak) : is_weak(weak) {}
  Value call(const Caller&, const Value* args, std::size_t count) override {
    const auto body = count > 0 ? text_view(args[0]) : std::nullopt;
    if (!body) throw TypeError("argument entity must be a string or a Buffer");
    return make_text(http::entity_tag(*body, is_weak).view());
  }
  const bool is_weak;
};

class QueryFunction final : public FunctionNode {
 public:
  explicit QueryFunction(bool extended) : is_extended(extended) {}
  Value call(const Caller&, const Value* args, std::size_t count) override {
    const auto query = count > 0 ? text_view(args[0]) : std::nullopt;
    return is_extended ? parse_extended(query.value_or("")) : parse_simple(query.value_or(""));
  }
  const bool is_extended;
};

class TrustFunction final : public FunctionNode {
 public:
  explicit TrustFunction(TrustProxy to) : trust(std::move(to)) {}
  Value call(const Caller&, const Value* args, std::size_t count) override {
    const std::string address = count > 0 ? args[0].str() : std::string();
    return trust.trusts(address, count > 1 ? static_cast<int>(args[1]) : 0);
  }
  const TrustProxy trust;
};

bool is_function(const Value& v) { return kind_of(v) == Kind::function; }

template <class F>
const F* made_here(const Value& v) {
  return is_function(v) ? dynamic_cast<const F*>(static_cast<FunctionNode*>(Access::node(v))) : nullptr;
}

// Like proxy-addr: each entry of a list is one address.
std::shared_ptr<const http::TrustedProxies> compile_proxies(const Value& v) {
  std::string error;
  std::optional<http::TrustedProxies> compiled;
  if (is_text(v)) {
    compiled = http::TrustedProxies::compile(text_of(v), error);
  } else if (is_array(v)) {
    std::vector<std::string> texts;
    for (const Value& entry : v) texts.push_back(entry.str());
    const std::vector<std::string_view> entries(texts.begin(), texts.end());
    compiled = http::TrustedProxies::compile(entries, error);
  } else {
    error = "unsupported trust argument";
  }
  if (!compiled) throw TypeError(error);
  return std::make_shared<const http::TrustedProxies>(std::move(*compiled));
}

}  // namespace

bool TrustProxy::trusts(std::string_view address, int hop) const {
  if (everything) return true;
  if (function) return static_cast<bool>(function(make_text(address), hop));
  return proxies ? proxies->trusts(address) : hop < hops;
}

Value etag_function(const Value& setting) {
  static const Value weak = keep_function(new EtagFunction(true)), strong = keep_function(new EtagFunction(false));
  if (is_function(setting)) return setting;
  if (setting == true || setting == "weak") return weak;
  if (setting == "strong") return strong;
  if (setting == false) return {};
  throw TypeError("unknown value for etag function: " + setting.str());
}

Value query_function(const Value& setting) {
  static const Value simple = keep_function(new QueryFunction(false)),
                     extended = keep_function(new QueryFunction(true));
  if (is_function(setting)) return setting;
  if (setting == true || setting == "simple") return simple;
  if (setting == "extended") return extended;
  if (setting == false) return {};
  throw TypeError("unknown value for query parser function: " + setting.str());
}

Value trust_function(const Value& setting) {
  if (is_function(setting)) return setting;
  TrustProxy trust;
  if (setting == true) trust.everything = true;
  else if (kind_of(setting) == Kind::number) trust.hops = setting.number();
  else if (setting || is_text(setting)) trust.proxies = compile_proxies(setting);
  return keep_function(new TrustFunction(std::move(trust)));
}

EtagMode etag_mode(const Value& function) {
  if (const auto* known = made_here<EtagFunction>(function)) return known->is_weak ? EtagMode::weak : EtagMode::strong;
  return is_function(function) ? EtagMode::function : EtagMode::none;
}

QueryMode query_mode(const Value& function) {
  if (const auto* known = made_here<QueryFunction>(function)) {
    return known->is_extended ? QueryMode::extended : QueryMode::simple;
  }
  return is_function(function) ? QueryMode::function : QueryMode::none;
}

TrustProxy trust_proxy(const Value& function) {
  if (const auto* known = made_here<TrustFunction>(function)) return known->trust;
  TrustProxy trust;
  trust.function = function;
  return trust;
}

}  // namespace crema::detail
