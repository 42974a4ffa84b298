// What a Passport holds: strategies and the functions for users, which may be added at any time and are read by all threads.
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "passport_strategy.hpp"

namespace crema::detail {

// The member of the session that has the user: npm's `_key`.
inline constexpr const char* session_key = "passport";

using UserSteps = std::vector<UserStep>;

struct PassportRegistry {
  std::map<std::string, std::shared_ptr<Strategy>, std::less<>> strategies;
  UserSteps serializers, deserializers, transformers;
};

struct PassportState {
  PassportState();

  // A snapshot, which stays as it is.
  std::shared_ptr<const PassportRegistry> registry() const {
    const std::lock_guard lock(mutex_);
    return registry_;
  }
  template <class F>
  void change(F how) {
    const std::lock_guard lock(mutex_);
    auto changed = std::make_shared<PassportRegistry>(*registry_);
    how(*changed);
    registry_ = std::move(changed);
  }

  // `req` is the exchange's own, and `done` keeps it alive.
  void serialize(Request& req, const Value& user, const Done& done) const;
  void deserialize(Request& req, const Value& kept, const Done& done) const;
  void transform(Request& req, const Value& info, const Done& done) const;

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const PassportRegistry> registry_;
};

}  // namespace crema::detail
