// What all stores have: listeners, the optional functions, and a Value that holds one.
#include <crema/error.hpp>
#include <crema/hooks.hpp>
#include <crema/host_object.hpp>

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

#include "session_store.hpp"
#include "session_visit.hpp"

namespace crema {
namespace detail {

// Listeners in the order of their registration. Stores of one process may be shared by threads.
class StoreEvents {
 public:
  void on(std::string_view event, Callback<Value> cb) {
    const std::lock_guard lock(mutex_);
    listeners_.push_back({std::string(event), std::move(cb)});
  }
  void emit(std::string_view event, const Value& value) {
    std::vector<Callback<Value>> now;
    {
      const std::lock_guard lock(mutex_);
      for (const auto& listener : listeners_) {
        if (listener.event == event) now.push_back(listener.cb);
      }
    }
    for (const auto& cb : now) cb(value);
  }

 private:
  struct Listener {
    std::string event;
    Callback<Value> cb;
  };
  std::mutex mutex_;
  std::vector<Listener> listeners_;
};

namespace {

class StoreObject final : public HostObject {
 public:
  explicit StoreObject(const StoreHandle& handle) : store(handle) {}
  std::string_view class_name() const override { return "Store"; }
  const StoreHandle store;
};

}  // namespace
}  // namespace detail

SessionStore::SessionStore() : events_(std::make_shared<detail::StoreEvents>()) {}

void SessionStore::replace(Value sid, Value data, Callback<Error> cb) {
  set(std::move(sid), std::move(data), std::move(cb));
}
void SessionStore::touch(Value, Value, Callback<Error> cb) { cb(); }
void SessionStore::all(Callback<Error, Value>) { throw TypeError("store.all is not a function"); }
void SessionStore::length(Callback<Error, Value>) { throw TypeError("store.length is not a function"); }
void SessionStore::clear(Callback<Error>) { throw TypeError("store.clear is not a function"); }

void SessionStore::on(const Text& event, Callback<Value> cb) const { events_->on(event, std::move(cb)); }
void SessionStore::emit(const Text& event, const Value& value) const { events_->emit(event, value); }

Value SessionStore::createSession(const Request& req, const Value& data) const {
  Value made = detail::session_of(data, givesCopies());
  req.session = made;
  if (auto* visit = dynamic_cast<detail::SessionVisit*>(installedSession(req))) visit->adopted(req.sessionID);
  return made;
}

void SessionStore::regenerate(const Request& req, Callback<Error> cb) const {
  SessionSlot* visit = installedSession(req);
  if (!visit) throw TypeError("crema: this request has no session that could be regenerated");
  visit->regenerate(std::move(cb));
}

void SessionStore::load(Value sid, Callback<Error, Value> cb) {
  get(sid, [this, cb](const Error& err, const Value& data) {
    if (err) return cb(err);
    if (!data) return cb();
    Value made;
    try {
      made = detail::session_of(data, givesCopies());
    } catch (...) {
      return cb(detail::error_of(std::current_exception()));
    }
    cb(nullptr, made);
  });
}

StoreHandle::StoreHandle(const Value& v) {
  if (v == null) return;
  const auto* object = host<detail::StoreObject>(v);
  if (!object) throw TypeError("crema: this is not a session store");
  store_ = object->store.store_;
}

Value StoreHandle::value() const { return store_ ? make_host<detail::StoreObject>(*this) : Value(); }

SessionStore& StoreHandle::store() const {
  if (!store_) throw TypeError("crema: this StoreHandle is empty; make it of a store first");
  return *store_;
}

}  // namespace crema
