// core/settings.hpp — app.set(): what users set, and what requests read of it, worked out once.
#pragma once
#include <crema/value.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/setting_functions.hpp"

namespace crema::detail {

// What a request looks at: immutable, so threads may share it. A newer one replaces it as a whole.
struct SettingsSnapshot {
  std::uint64_t version = 0;
  EtagMode etag = EtagMode::weak;
  QueryMode query = QueryMode::simple;
  bool powered_by = true, json_escape = false, production = false, quiet = false;
  Value etag_function, query_function, json_replacer, jsonp_callback, subdomain_offset;
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
  // Sets it and what Express derives from it. Throws TypeError on a value that Express refuses; set it is all the same.
  void set(std::string_view name, const Value& value);
  // A mounted app reads what it has not set from its parent; "trust proxy" unless it was set here.
  void inherit(const Settings& parent);
  const SettingsSnapshot& snapshot() const;

  // app.settings, which is app.locals.settings, too: reads as get() does, and writes as write() does.
  const Value& object() const noexcept { return object_; }
  void write(std::string_view name, const Value& value);
  bool remove(std::string_view name);
  const Value& own() const noexcept { return own_; }

 private:
  void refresh() const;
  Value own_, object_;
  const Settings* parent_ = nullptr;
  bool trust_set_ = false;
  mutable std::atomic<const SettingsSnapshot*> current_{nullptr};
  mutable std::vector<std::unique_ptr<const SettingsSnapshot>> kept_;  // old ones too: a request may still read them
};

}  // namespace crema::detail
