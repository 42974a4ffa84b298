// EventEmitter. ! An event goes to those that listen when it begins: the list is copied, so a listener may add and remove others.
#include <crema/events.hpp>

#include <crema/abort_controller.hpp>
#include <crema/error.hpp>
#include <crema/process.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/arguments.hpp"
#include "core/inspect.hpp"
#include "core/value_node.hpp"

namespace crema {
namespace detail {
namespace {

struct Held {
  KeptListener listener;
  std::shared_ptr<bool> called;  // of one that is called once; null: of others
};

struct Event {
  Value name;
  std::vector<Held> listeners;
  bool warned = false;
};

struct EmitterState final : Closure {
  Event* find(const Value& name) {
    const auto at = std::find_if(events.begin(), events.end(), [&](const Event& e) { return same_key(e.name, name); });
    return at == events.end() ? nullptr : &*at;
  }
  Event& event(const Value& name) {
    if (Event* found = find(name)) return *found;
    events.push_back({name, {}});
    return events.back();
  }
  void drop_empty() {
    std::erase_if(events, [](const Event& e) { return e.listeners.empty(); });
  }

  std::vector<Event> events;  // in the order in which they were first listened to
  double most = 10;
};

EmitterState& state_of(const EventEmitter& emitter) { return *static_cast<EmitterState*>(emitter.state().get()); }

void need(const Listener& listener) {
  if (!listener) throw_invalid_type("The \"listener\" argument", "of type function", undefined);
}

void call(const Listener& listener, const Value* what, std::size_t count) {
  const auto argument = [&](std::size_t i) { return i < count ? what[i] : Value(); };
  listener(EventArgument(argument(0)), argument(1), argument(2), argument(3), argument(4));
}

[[noreturn]] void throw_unhandled(const Value& what) {
  if (kind_of(what) == Kind::host && instanceof <Error>(Error(what))) std::rethrow_exception(Error(what).exception());
  Error error("Unhandled error. (" + (kind_of(what) == Kind::text ? quoted(what.view()) : inspect(what)) + ")");
  error.code = "ERR_UNHANDLED_ERROR";
  error["context"] = what;
  throw error;
}

void warn(const Event& event) {
  Error warning("Possible EventEmitter memory leak detected. " + std::to_string(event.listeners.size()) + " " +
                event.name.str() +
                " listeners added to [EventEmitter]. Use emitter.setMaxListeners() to increase limit");
  warning.name = "MaxListenersExceededWarning";
  process.emitWarning(warning.operator Value());
}

}  // namespace

KeptListener listener_of(const Listener& listener) { return {listener}; }

KeptListener listener_of(const Value& function) {
  if (kind_of(function) != Kind::function)
    throw_invalid_type("The \"listener\" argument", "of type function", function);
  return {Listener([function](auto a, auto b, auto c, auto d, auto e) { function(a, b, c, d, e); }),
          Access::node(function)};
}

Task<Value> Events::once(crema::EventEmitter emitter, Value event, Value options) const {
  return Promise([=](auto resolve, auto reject) {
    // Each takes the other away, which would otherwise wait for ever; both are found by the token. They do not own the emitter, which
    // owns them and is there when it calls one. A signal may outlive it: then the token has gone with its listeners.
    const auto token = std::make_shared<char>();
    Closure* const state = emitter.state().get();
    const auto forget = [state, event](const void* which) {
      const crema::EventEmitter self{ClosurePtr(state)};
      self.remove(event, {{}, which}).remove("error", {{}, which});
    };
    const Callback<> signalled =
        when_aborted(options.get("signal"), [forget, reject, held = std::weak_ptr(token)](auto& err) {
          if (const auto there = held.lock()) forget(there.get());
          reject(err);
        });
    const auto leave = [forget, token, signalled] {
      forget(token.get());
      signalled();
    };
    Listener happened = [=](auto a, auto b, auto c, auto d, auto e) {
      leave();
      Value all = Array(a, b, c, d, e);
      while (all.length() > 0 && all.at(-1) == undefined) all.pop();
      resolve(all);
    };
    Listener failed = [=](auto error) {
      leave();
      reject(Error(error));
    };
    emitter.add(event, {happened, token.get()}, true, false);
    if (event != "error") emitter.add("error", {failed, token.get()}, true, false);
  });
}

}  // namespace detail

using namespace detail;

EventArgument::EventArgument(const Value& what) : Value(what) {
  if (kind_of(what) != Kind::host) return;
  message = what.get("message");
  name = what.get("name");
  code = what.get("code");
  stack = what.get("stack");
}

EventEmitter::EventEmitter() : state_(new EmitterState) {}

const EventEmitter& EventEmitter::add(const Value& event, KeptListener listener, bool once, bool first) const {
  need(listener.call);
  EmitterState& state = state_of(*this);
  if (state.find("newListener")) emit("newListener", event);
  Event& to = state.event(event);
  to.listeners.insert(first ? to.listeners.begin() : to.listeners.end(),
                      {std::move(listener), once ? std::make_shared<bool>(false) : nullptr});
  if (state.most > 0 && static_cast<double>(to.listeners.size()) > state.most && !std::exchange(to.warned, true))
    warn(to);
  return *this;
}

const EventEmitter& EventEmitter::remove(const Value& event, const KeptListener& listener) const {
  EmitterState& state = state_of(*this);
  Event* from = state.find(event);
  if (!from) return *this;
  auto& list = from->listeners;
  const auto is_it = [&](const Held& e) {
    return e.listener.call == listener.call || (listener.identity && e.listener.identity == listener.identity);
  };
  const auto found = std::find_if(list.rbegin(), list.rend(), is_it);
  if (found == list.rend()) return *this;
  list.erase(std::next(found).base());
  state.drop_empty();
  if (state.find("removeListener")) emit("removeListener", event);
  return *this;
}

const EventEmitter& EventEmitter::removeAllListeners(const Value& event) const {
  EmitterState& state = state_of(*this);
  if (kind_of(event) == Kind::undefined) return state.events.clear(), *this;
  if (Event* found = state.find(event)) found->listeners.clear();
  state.drop_empty();
  return *this;
}

bool EventEmitter::emit(const Value& event, const Value& a, const Value& b, const Value& c, const Value& d,
                        const Value& e) const {
  Value all[5];
  std::size_t count = 0;
  for (const Value* what : {&a, &b, &c, &d, &e}) {
    if (what == &no_value) break;
    all[count++] = *what;
  }
  return emit_list(event, all, count);
}

bool EventEmitter::emit_list(const Value& event, const Value* what, std::size_t count) const {
  const ClosurePtr keep = state_;
  EmitterState& state = state_of(*this);
  const Event* found = state.find(event);
  if (!found && event == "error") throw_unhandled(count > 0 ? what[0] : Value());
  if (!found) return false;
  const std::vector<Held> now = found->listeners;
  for (const Held& entry : now) {
    if (entry.called) {
      if (std::exchange(*entry.called, true)) continue;  // an event inside this one has called it
      if (Event* still = state.find(event)) {
        std::erase_if(still->listeners, [&](const Held& e) { return e.called == entry.called; });
        state.drop_empty();
      }
    }
    call(entry.listener.call, what, count);
  }
  return true;
}

int EventEmitter::listenerCount(const Value& event) const {
  const Event* found = state_of(*this).find(event);
  return found ? static_cast<int>(found->listeners.size()) : 0;
}

Value EventEmitter::eventNames() const {
  Value names = Array();
  for (const Event& event : state_of(*this).events) names.push(event.name);
  return names;
}

const EventEmitter& EventEmitter::setMaxListeners(const Value& n) const {
  if (kind_of(n) != Kind::number) throw_invalid_type("The \"setMaxListeners\" argument", "of type number", n);
  if (!(n.number() >= 0)) throw_out_of_range("setMaxListeners", ">= 0", n);
  state_of(*this).most = n.number();
  return *this;
}

Value EventEmitter::getMaxListeners() const { return state_of(*this).most; }

}  // namespace crema
