// Settings are kept as users set them, in one object; what requests need is worked out anew after each change, of whichever app,
// because a mounted app reads on through its parents.
#include "core/settings.hpp"

#include <crema/host_object.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>

#include "core/value_node.hpp"
#include "core/view.hpp"

namespace crema::detail {
namespace {

std::atomic<std::uint64_t> changes{1};
std::mutex changing;

// Those that a snapshot is made of. Any other may change with each request, and leaves no old snapshot behind.
bool is_watched(std::string_view name) {
  constexpr std::string_view watched[] = {"etag fn",          "query parser fn",    "trust proxy fn", "env",
                                          "x-powered-by",     "json escape",        "json replacer",  "json spaces",
                                          "subdomain offset", "jsonp callback name"};
  return std::ranges::find(watched, name) != std::end(watched);
}

// JSON.stringify's third argument: up to ten spaces, or the first ten letters of a text.
std::string json_indent(const Value& v) {
  constexpr double most = 10;
  if (kind_of(v) == Kind::text) return v.slice(0, most).str();
  const double spaces = kind_of(v) == Kind::number ? v.number() : 0;
  return std::string(spaces >= 1 ? static_cast<std::size_t>(std::min(spaces, most)) : 0, ' ');
}

// The settings as an object. Apps, and their settings with them, live until the program ends.
class SettingsObject final : public HostObject {
 public:
  explicit SettingsObject(Settings& of) : settings_(of) {}
  Value get(std::string_view key) const override { return settings_.get(key); }
  bool set(std::string_view key, const Value& value) override {
    settings_.write(key, value);
    return true;
  }
  bool remove(std::string_view key) override { return settings_.remove(key); }
  Value keys() const override {
    const std::lock_guard lock(changing);
    return Object.keys(settings_.own());
  }

 private:
  Settings& settings_;
};

std::string environment() {
  const char* env = std::getenv("NODE_ENV");
  return env && *env ? env : "development";
}

}  // namespace

Settings::Settings() : own_(Object()), object_(make_host<SettingsObject>(*this)) {
  set("x-powered-by", true);
  set("etag", "weak");
  set("env", environment());
  set("query parser", "simple");
  set("subdomain offset", 2);
  set("trust proxy", false);
  trust_set_ = false;
  set("view", default_view_class());
  std::error_code failed;
  const auto here = std::filesystem::current_path(failed);
  set("views", failed ? std::string("views") : (here / "views").string());
  set("jsonp callback name", "callback");
  if (environment() == "production") set("view cache", true);
}

// Under the lock, too: another thread may be at app.set().
Value Settings::get(std::string_view name) const {
  const std::lock_guard lock(changing);
  for (const Settings* at = this; at; at = at->parent_)
    if (const Value* found = find_member(at->own_, name)) return *found;
  return {};
}

void Settings::set(std::string_view name, const Value& value) {
  write(name, value);
  if (name == "etag") write("etag fn", etag_function(value));
  else if (name == "query parser") write("query parser fn", query_function(value));
  else if (name == "trust proxy") {
    write("trust proxy fn", trust_function(value));
    trust_set_ = true;
  }
}

void Settings::write(std::string_view name, const Value& value) {
  const std::lock_guard lock(changing);
  const Value* before = find_member(own_, name);
  if (before && same_bits(*before, value)) return;
  set_member(own_, name, value);
  if (is_watched(name)) changes.fetch_add(1, std::memory_order_acq_rel);
}

bool Settings::remove(std::string_view name) {
  const std::lock_guard lock(changing);
  changes.fetch_add(1, std::memory_order_acq_rel);
  return remove_member(own_, name);
}

void Settings::inherit(const Settings& parent) {
  if (!trust_set_ && kind_of(parent.get("trust proxy fn")) == Kind::function) {
    remove("trust proxy");
    remove("trust proxy fn");
  }
  const std::lock_guard lock(changing);
  parent_ = &parent;
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
  const Value env = get("env");
  fresh->etag_function = get("etag fn");
  fresh->etag = etag_mode(fresh->etag_function);
  fresh->query_function = get("query parser fn");
  fresh->query = query_mode(fresh->query_function);
  fresh->powered_by = static_cast<bool>(get("x-powered-by"));
  fresh->json_escape = static_cast<bool>(get("json escape"));
  fresh->json_replacer = get("json replacer");
  fresh->json_indent = json_indent(get("json spaces"));
  fresh->jsonp_callback = get("jsonp callback name");
  fresh->production = (env ? env : Value(environment())) == "production";  // as finalhandler, which asks again
  fresh->quiet = env == "test";
  fresh->subdomain_offset = get("subdomain offset");
  fresh->trust = trust_proxy(get("trust proxy fn"));
  const std::lock_guard lock(changing);
  current_.store(fresh.get(), std::memory_order_release);
  kept_.push_back(std::move(fresh));
}

}  // namespace crema::detail
