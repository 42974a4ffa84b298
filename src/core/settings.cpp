// Settings are kept as users set them, in one object; what requests need is worked out anew after each change, of whichever app,
// because a mounted app reads on through its parents.
#include "core/settings.hpp"

#include <crema/error.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>

#include "core/value_node.hpp"
#include "core/view.hpp"
#include "http/text.hpp"

namespace crema::detail {
namespace {

std::atomic<std::uint64_t> changes{1};
std::mutex changing;

bool is_function(const Value& v) { return typeof_(v) == "function"; }

EtagMode etag_mode(const Value& v) {
  if (is_function(v)) return EtagMode::function;
  if (v == true || v == "weak") return EtagMode::weak;
  if (v == "strong") return EtagMode::strong;
  return EtagMode::none;
}

QueryMode query_mode(const Value& v) {
  if (is_function(v)) return QueryMode::function;
  if (v == true || v == "simple") return QueryMode::simple;
  if (v == "extended") return QueryMode::extended;
  return QueryMode::none;
}

// "loopback, 10.0.0.0/8" or a list of such texts.
std::shared_ptr<const http::TrustedProxies> compile_proxies(const Value& v) {
  std::string list;
  if (Array.isArray(v)) {
    for (auto one : v) list += (list.empty() ? "" : ",") + one.str();
  } else {
    list = v.str();
  }
  std::string error;
  auto compiled = http::TrustedProxies::compile(std::string_view(list), error);
  if (!compiled) throw TypeError(error);
  return std::make_shared<const http::TrustedProxies>(std::move(*compiled));
}

TrustProxy compile_trust(const Value& v) {
  TrustProxy trust;
  if (is_function(v)) {
    trust.function = v;
  } else if (v == true) {
    trust.everything = true;
  } else if (typeof_(v) == "number") {
    trust.hops = static_cast<int>(std::clamp(v.number(), 0.0, 1e6));
  } else if (v) {
    trust.proxies = compile_proxies(v);
  }
  return trust;
}

// JSON.stringify's third argument: up to ten spaces, or the first ten letters of a text.
std::string json_indent(const Value& v) {
  constexpr double most = 10;
  if (typeof_(v) == "number") return std::string(static_cast<std::size_t>(std::clamp(v.number(), 0.0, most)), ' ');
  return typeof_(v) == "string" ? v.slice(0, most).str() : std::string();
}

}  // namespace

bool TrustProxy::trusts(std::string_view address, int hop) const {
  if (everything) return true;
  if (function) return static_cast<bool>(function(make_text(address), hop));
  return proxies ? proxies->trusts(address) : hop < hops;
}

Settings::Settings() : object_(Object()) {
  const char* env = std::getenv("NODE_ENV");
  const std::string name = env && *env ? env : "development";
  set_member(object_, "x-powered-by", true);
  set_member(object_, "etag", "weak");
  set_member(object_, "env", name);
  set_member(object_, "query parser", "simple");
  set_member(object_, "subdomain offset", 2);
  set_member(object_, "trust proxy", false);
  set_member(object_, "view", default_view_class());
  std::error_code failed;
  const auto here = std::filesystem::current_path(failed);
  set_member(object_, "views", failed ? std::string("views") : (here / "views").string());
  set_member(object_, "jsonp callback name", "callback");
  if (name == "production") set_member(object_, "view cache", true);
}

Value Settings::get(std::string_view name) const {
  const Settings* at = this;
  for (; at; at = at->parent_)
    if (const Value* found = find_member(at->object_, name)) return *found;
  return {};
}

void Settings::check(std::string_view name, const Value& value) const {
  if (name == "etag") {
    if (etag_mode(value) == EtagMode::none && !(value == false)) {
      throw TypeError("unknown value for etag function: " + value.str());
    }
  } else if (name == "query parser") {
    if (query_mode(value) == QueryMode::none && !(value == false)) {
      throw TypeError("unknown value for query parser function: " + value.str());
    }
  } else if (name == "trust proxy") {
    compile_trust(value);
  }
}

void Settings::set(std::string_view name, const Value& value) {
  check(name, value);
  const std::lock_guard lock(changing);
  set_member(object_, name, value);
  if (name == "trust proxy") trust_set_ = true;
  changes.fetch_add(1, std::memory_order_acq_rel);
}

void Settings::inherit(const Settings& parent) {
  const std::lock_guard lock(changing);
  parent_ = &parent;
  if (!trust_set_) delete_(object_["trust proxy"]);
  changes.fetch_add(1, std::memory_order_acq_rel);
}

const SettingsSnapshot& Settings::snapshot() const {
  const auto* now = current_.load(std::memory_order_acquire);
  if (now && now->version == changes.load(std::memory_order_acquire)) return *now;
  refresh();
  return *current_.load(std::memory_order_acquire);
}

void Settings::refresh() const {
  auto fresh = std::make_unique<SettingsSnapshot>();
  fresh->version = changes.load(std::memory_order_acquire);
  const Value etag = get("etag"), query = get("query parser"), env = get("env");
  fresh->etag = etag_mode(etag);
  if (fresh->etag == EtagMode::function) fresh->etag_function = etag;
  fresh->query = query_mode(query);
  if (fresh->query == QueryMode::function) fresh->query_function = query;
  fresh->powered_by = static_cast<bool>(get("x-powered-by"));
  fresh->json_escape = static_cast<bool>(get("json escape"));
  fresh->json_replacer = get("json replacer");
  fresh->json_indent = json_indent(get("json spaces"));
  fresh->jsonp_callback = get("jsonp callback name");
  fresh->production = env == "production";
  fresh->quiet = env == "test";
  const Value offset = get("subdomain offset");
  fresh->subdomain_offset = typeof_(offset) == "number" ? static_cast<int>(std::clamp(offset.number(), 0.0, 1e6)) : 0;
  fresh->trust = compile_trust(get("trust proxy"));
  const std::lock_guard lock(changing);
  current_.store(fresh.get(), std::memory_order_release);
  kept_.push_back(std::move(fresh));
}

}  // namespace crema::detail
