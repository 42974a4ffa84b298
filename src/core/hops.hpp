// core/hops.hpp — work that runs before the loop goes back to waiting: JavaScript's microtasks and setImmediate of one.
#pragma once
#include <crema/callback.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace crema::detail {

// One step: a function and the object it works on; `keep` holds what must live until then.
struct Hop {
  void (*run)(Hop& self) = nullptr;
  void* object = nullptr;
  ClosurePtr keep;
};

// First in, first out; allocates nothing once it has grown.
class HopQueue {
 public:
  void push(Hop hop) { (pushing_).push_back(std::move(hop)); }
  bool empty() const noexcept { return pushing_.empty() && at_ == running_.size(); }
  // The next one, or false when there is none.
  bool pop(Hop& hop) {
    if (at_ == running_.size()) {
      running_.clear();
      at_ = 0;
      if (pushing_.empty()) return false;
      std::swap(running_, pushing_);
    }
    hop = std::move(running_[at_++]);
    return true;
  }

 private:
  std::vector<Hop> running_, pushing_;
  std::size_t at_ = 0;
};

}  // namespace crema::detail
