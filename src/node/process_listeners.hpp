// node/process_listeners.hpp — who listens to the process. May be used on any thread; listeners are called outside the lock.
#pragma once
#include <crema/process.hpp>

#include <algorithm>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crema::detail {

class ProcessListeners {
 public:
  // Lives until the very end, as the process does.
  static ProcessListeners& all() {
    static ProcessListeners& one = *new ProcessListeners;
    return one;
  }

  void add(std::string_view event, Callback<ProcessEvent, Value> callback, bool once) {
    const std::lock_guard lock(mutex_);
    listeners_.push_back({std::string(event), std::move(callback), once});
  }
  void remove(std::string_view event) {
    std::vector<Listener> dropped;  // their closures may run anything when they go: not under the lock
    const std::lock_guard lock(mutex_);
    take(event, dropped, false);
  }
  bool has(std::string_view event) {
    const std::lock_guard lock(mutex_);
    return std::any_of(listeners_.begin(), listeners_.end(), [&](const Listener& l) { return l.event == event; });
  }
  int count(std::string_view event) {
    const std::lock_guard lock(mutex_);
    return static_cast<int>(
        std::count_if(listeners_.begin(), listeners_.end(), [&](const Listener& l) { return l.event == event; }));
  }
  // Those that listen now, in order; who listened for once only is not asked again.
  std::vector<Callback<ProcessEvent, Value>> take(std::string_view event) {
    std::vector<Callback<ProcessEvent, Value>> now;
    std::vector<Listener> dropped;
    const std::lock_guard lock(mutex_);
    for (const auto& listener : listeners_) {
      if (listener.event == event) now.push_back(listener.callback);
    }
    take(event, dropped, true);
    return now;
  }
  // Calls those that listen now; false if there is none.
  bool emit(std::string_view event, const Value& what, const Value& more = {}) {
    const auto now = take(event);
    for (const auto& listener : now) listener(ProcessEvent(what), more);
    return !now.empty();
  }

 private:
  struct Listener {
    std::string event;
    Callback<ProcessEvent, Value> callback;
    bool once;
  };
  void take(std::string_view event, std::vector<Listener>& out, bool only_once) {
    const auto rest = std::stable_partition(listeners_.begin(), listeners_.end(), [&](const Listener& l) {
      return l.event != event || (only_once && !l.once);
    });
    out.assign(std::make_move_iterator(rest), std::make_move_iterator(listeners_.end()));
    listeners_.erase(rest, listeners_.end());
  }

  std::mutex mutex_;
  std::vector<Listener> listeners_;
};

}  // namespace crema::detail
