// core/events.hpp — listeners of `on(event, callback)`.
#pragma once
#include <crema/callback.hpp>
#include <crema/value.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crema::detail {

class EventListeners {
 public:
  void add(std::string_view event, Callback<Value> callback, bool once = false) {
    listeners_.push_back({std::string(event), std::move(callback), once});
  }
  bool has(std::string_view event) const noexcept {
    return std::any_of(listeners_.begin(), listeners_.end(), [&](const auto& l) { return l.event == event; });
  }
  // Calls those that listen now, in order; true if there was one.
  bool emit(std::string_view event, const Value& value = {}) {
    if (!has(event)) return false;
    std::vector<Callback<Value>> now;
    for (const auto& l : listeners_)
      if (l.event == event) now.push_back(l.callback);
    std::erase_if(listeners_, [&](const auto& l) { return l.once && l.event == event; });
    for (const auto& callback : now) callback(value);
    return true;
  }
  // The last one of this event that is `callback`, as Node's removeListener.
  void remove(std::string_view event, const Callback<Value>& callback) {
    for (auto at = listeners_.size(); at-- > 0;) {
      if (listeners_[at].event != event || !(listeners_[at].callback == callback)) continue;
      listeners_.erase(listeners_.begin() + static_cast<std::ptrdiff_t>(at));
      return;
    }
  }
  void remove_all(std::string_view event) {
    std::erase_if(listeners_, [&](const auto& l) { return l.event == event; });
  }
  int count(std::string_view event) const noexcept {
    return static_cast<int>(
        std::count_if(listeners_.begin(), listeners_.end(), [&](const auto& l) { return l.event == event; }));
  }
  void clear() noexcept { listeners_.clear(); }
  bool empty() const noexcept { return listeners_.empty(); }

 private:
  struct Listener {
    std::string event;
    Callback<Value> callback;
    bool once;
  };
  std::vector<Listener> listeners_;
};

}  // namespace crema::detail
