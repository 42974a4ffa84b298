// core/settings.hpp — app.set(): what users set, and what requests read of it, worked out once.
#pragma once
#include <crema/value.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/proxy_address.hpp"

namespace crema::detail {

enum class EtagMode : std::uint8_t { none, weak, strong, function };
enum class QueryMode : std::uint8_t { none, simple, extended, function };

// Which addresses are trusted: "trust proxy" in its forms.
struct TrustProxy {
  bool everything = false;
  int hops = 0;
  std::shared_ptr<const http::TrustedProxies> proxies;
  Value function;
  bool trusts(std::string_view address, int hop) const;
};

// What a request looks at: immutable, so threads may share it. A newer one replaces it as a whole.
struct SettingsSnapshot {
  std::uint64_t version = 0;
  EtagMode etag = EtagMode::weak;
  QueryMode query = QueryMode::simple;
  bool powered_by = true, json_escape = false, production = false, quiet = false;
  int subdomain_offset = 2;
  Value etag_function, query_function, json_replacer, jsonp_callback;
  std::string json_indent;  // "json spaces" as JSON.stringify takes it
  TrustProxy trust;
};

class Settings {
 public:
  Settings();
  Settings(const Settings&) = delete;
  Settings& operator=(const Settings&) = delete;

  // The app's own value, else the parent's.
  Value get(std::string_view name) const;
  // Throws TypeError on a value that Express refuses.
  void set(std::string_view name, const Value& value);
  // A mounted app reads what it has not set from its parent; "trust proxy" unless it was set here.
  void inherit(const Settings& parent);
  const SettingsSnapshot& snapshot() const;

  // app.settings, which is app.locals.settings, too.
  const Value& object() const noexcept { return object_; }

 private:
  void refresh() const;
  void check(std::string_view name, const Value& value) const;
  Value object_;
  const Settings* parent_ = nullptr;
  bool trust_set_ = false;
  mutable std::atomic<const SettingsSnapshot*> current_{nullptr};
  mutable std::vector<std::unique_ptr<const SettingsSnapshot>> kept_;  // old ones too: a request may still read them
};

}  // namespace crema::detail
