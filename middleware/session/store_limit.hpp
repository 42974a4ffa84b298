// The time that a store has: a store that never calls back must not let a request hang.
#pragma once
#include <crema/error.hpp>
#include <crema/timers.hpp>

#include <memory>
#include <string>
#include <utility>

namespace crema::detail {

inline Error store_is_late(const char* call, double ms) {
  Error error("session store: " + std::string(call) + " has not called back within " + Value(ms).str() +
              " ms (.storeTimeout of session())");
  error.code = "ETIMEDOUT";
  return error;
}

// `cb`, which is called once: by the store, or after `ms` with an error. What comes later is dropped. 0: for ever.
inline Callback<Error, Value> within(double ms, const char* call, Callback<Error, Value> cb) {
  if (!(ms > 0) || !cb) return cb;
  struct Wait {
    Callback<Error, Value> cb;
    Timer timer;
    Callback<Error, Value> take() {
      clearTimeout(timer);
      return std::exchange(cb, {});
    }
  };
  auto wait = std::make_shared<Wait>();
  wait->cb = std::move(cb);
  wait->timer = setTimeout([wait, call, ms] { wait->take()(store_is_late(call, ms)); }, ms);
  wait->timer.unref();
  return [wait](const Error& err, const Value& value, const Value& more) { wait->take()(err, value, more); };
}

}  // namespace crema::detail
