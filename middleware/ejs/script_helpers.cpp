// The helpers, under a lock.
#include "script_helpers.hpp"

#include <atomic>
#include <mutex>
#include <vector>

namespace crema::scripts {
namespace {

struct Helpers {
  std::mutex lock;
  std::vector<Helper> all;
  std::atomic<std::size_t> count{0};  // asked at each render
};
Helpers& helpers() {
  static Helpers registered;
  return registered;
}

}  // namespace

void add_helper(const std::string& name, const Value& function) {
  auto& registered = helpers();
  const std::lock_guard lock(registered.lock);
  registered.all.push_back({name, function});
  registered.count.store(registered.all.size(), std::memory_order_release);
}

std::size_t helper_count() { return helpers().count.load(std::memory_order_acquire); }

Helper helper(std::size_t place) {
  auto& registered = helpers();
  const std::lock_guard lock(registered.lock);
  return registered.all.at(place);
}

Value helper_at(std::size_t place) { return place < helper_count() ? helper(place).function : Value(); }

}  // namespace crema::scripts
