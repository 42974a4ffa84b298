// AbortController. ! A signal that follows others (AbortSignal.any) is held by them only while somebody listens to it: a signal that
// lives as long as the program must not keep what was made of it for each request.
#include <crema/abort_controller.hpp>

#include <crema/function.hpp>
#include <crema/host_object.hpp>
#include <crema/object.hpp>
#include <crema/process.hpp>
#include <crema/timers.hpp>

#include <algorithm>
#include <exception>
#include <string_view>

#include "core/arguments.hpp"
#include "core/uncaught.hpp"

namespace crema {
namespace detail {

namespace {

// What a browser's DOMException is: a number as code.
Error dom_exception(const char* name, const char* message, int code) {
  Error err(message);
  err.name = name;
  err.code = code;
  return err;
}

}  // namespace

struct SignalState : std::enable_shared_from_this<SignalState> {
  void abort(const Value& why) {
    if (std::exchange(aborted, true)) return;
    reason = why;
    const auto keep = shared_from_this();
    const Value event = {{"type", "abort"}};
    for (const auto& listener : std::exchange(listeners, {})) tell(listener, event);
    if (onabort) tell(std::exchange(onabort, {}), event);
    hold(false);
    for (const auto& one : std::exchange(followers, {}))
      if (const auto follower = one.lock()) follower->abort(reason);
  }

  void follow(const std::shared_ptr<SignalState>& source) {
    std::erase_if(source->followers, [](const auto& one) { return one.expired(); });
    source->followers.push_back(weak_from_this());
    sources.push_back(source);
  }

  // Whether those that it follows hold it.
  void hold(bool on) {
    const auto self = shared_from_this();
    for (const auto& one : sources) {
      const auto source = one.lock();
      if (!source) continue;
      std::erase(source->held, self);
      if (on) source->held.push_back(self);
    }
  }
  void listened() { hold(!aborted && (!listeners.empty() || onabort)); }

  // The others are told whatever one of them throws.
  static void tell(const Callback<Value>& listener, const Value& event) {
    try {
      listener(event);
    } catch (...) {
      report_uncaught(std::current_exception(), Uncaught::exception);
    }
  }

  bool aborted = false;
  Value reason;
  std::vector<Callback<Value>> listeners;
  Callback<Value> onabort;
  std::vector<std::weak_ptr<SignalState>> followers, sources;
  std::vector<std::shared_ptr<SignalState>> held;
};

namespace {

class SignalObject final : public HostObject {
 public:
  explicit SignalObject(AbortSignalHandle signal) : signal_(std::move(signal)) {}
  std::string_view class_name() const override { return "AbortSignal"; }
  Value get(std::string_view key) const override {
    if (key == "aborted") return signal_.aborted();
    if (key == "reason") return signal_.reason();
    if (key == "throwIfAborted") return Function([signal = signal_] { signal.throwIfAborted(); });
    if (key == "addEventListener") {
      return Function([signal = signal_](Value type, Value listener) {
        signal.addEventListener(type, [listener](auto& event) { listener(event); });
      });
    }
    return undefined;
  }
  Value to_json(std::string_view) const override { return Object(); }
  Value keys() const override { return Array("aborted"); }
  const AbortSignalHandle& signal() const { return signal_; }

 private:
  AbortSignalHandle signal_;
};

const AbortSignalHandle& signal_in(const Value& v) {
  const auto* found = host<SignalObject>(v);
  if (!found) throw_invalid_type("The \"options.signal\" property", "an instance of AbortSignal", v);
  return found->signal();
}

Value reason_or_default(const Value& reason) {
  if (typeof_(reason) != "undefined") return reason;
  return dom_exception("AbortError", "This operation was aborted", 20);
}

AbortSignalHandle new_signal() { return AbortSignalHandle(std::make_shared<SignalState>()); }

}  // namespace

void AbortListener::set(Callback<Value> listener) const {
  of_.onabort = of_.aborted ? Callback<Value>() : std::move(listener);
  of_.listened();
}

AbortSignalHandle AbortSignals::abort(const Value& reason) const {
  const auto signal = new_signal();
  signal.state_->abort(reason_or_default(reason));
  return signal;
}

AbortSignalHandle AbortSignals::timeout(const Duration& ms) const {
  const auto signal = new_signal();
  const auto state = signal.state_;
  setTimeout([state] { state->abort(dom_exception("TimeoutError", "The operation was aborted due to timeout", 23)); },
             ms)
      .unref();
  return signal;
}

AbortSignalHandle AbortSignals::any(std::initializer_list<AbortSignalHandle> signals) const {
  std::vector<std::shared_ptr<SignalState>> sources;
  for (const auto& one : signals) sources.push_back(one.state_);
  return any_of(sources);
}

AbortSignalHandle AbortSignals::any_of(const std::vector<std::shared_ptr<SignalState>>& sources) {
  const auto signal = new_signal();
  const auto done = std::find_if(sources.begin(), sources.end(), [](const auto& source) { return source->aborted; });
  if (done != sources.end()) signal.state_->abort((*done)->reason);
  else
    for (const auto& source : sources) signal.state_->follow(source);
  return signal;
}

Callback<> when_aborted(const Value& signal, Callback<Error> call_off) {
  if (typeof_(signal) == "undefined") return [] {};
  const AbortSignalHandle of = signal_in(signal);
  const auto error_now = [of] {
    Error err("The operation was aborted", {{"cause", of.reason()}});
    err.name = "AbortError";
    err.code = "ABORT_ERR";
    return err;
  };
  if (of.aborted()) {
    process.nextTick([call_off, err = error_now()] { call_off(err); });
    return [] {};
  }
  const Callback<Value> listener([call_off, error_now] { call_off(error_now()); });
  of.addEventListener("abort", listener);
  return [of, listener] { of.removeEventListener("abort", listener); };
}

}  // namespace detail

AbortSignalHandle::AbortSignalHandle(std::shared_ptr<detail::SignalState> state)
    : onabort(*state), state_(std::move(state)) {}
AbortSignalHandle::AbortSignalHandle(const Value& signal) : AbortSignalHandle(detail::signal_in(signal)) {}
AbortSignalHandle::operator Value() const { return make_host<detail::SignalObject>(*this); }

bool AbortSignalHandle::aborted() const { return state_->aborted; }
Value AbortSignalHandle::reason() const { return state_->reason; }
void AbortSignalHandle::throwIfAborted() const {
  if (state_->aborted) std::rethrow_exception(Error::thrown(state_->reason).exception());
}

void AbortSignalHandle::addEventListener(const Text& type, Callback<Value> listener) const {
  auto& all = state_->listeners;
  if (type.view() != "abort" || !listener || state_->aborted) return;
  if (std::any_of(all.begin(), all.end(), [&](const auto& one) { return one == listener; })) return;
  all.push_back(std::move(listener));
  state_->listened();
}

void AbortSignalHandle::removeEventListener(const Text& type, const Callback<Value>& listener) const {
  if (type.view() != "abort") return;
  std::erase_if(state_->listeners, [&](const auto& one) { return one == listener; });
  state_->listened();
}

AbortController::AbortController() : signal(detail::new_signal()) {}
void AbortController::abort(const Value& reason) const { signal.state_->abort(detail::reason_or_default(reason)); }

}  // namespace crema
