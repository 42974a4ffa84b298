// core/events.hpp — listeners of `on(event, callback)`.
#pragma once
#include <crema/callback.hpp>
#include <crema/value.hpp>

#include <algorithm>
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
