// connect-redis' commands, byte for byte: GET, SET … EX, EXPIRE, DEL, SCAN and MGET on keys of a prefix.
#include "redis_store.hpp"

#include <crema/date.hpp>
#include <crema/json_text.hpp>
#include <crema/object.hpp>

#include <cmath>
#include <memory>
#include <utility>

namespace crema {
namespace detail {
namespace {

using Request = RedisRequest;

// What SCAN goes through, step by step.
struct KeySearch {
  RedisScan scan;
  Set<> keys;  // SCAN may name a key twice
};

Task<> search(std::shared_ptr<KeySearch> found, Callback<Error, Value> done) {
  Error failed;
  try {
    for (;;) {
      const Value some = co_await found->scan.next();
      if (some == undefined) break;
      for (const Value key : some) found->keys.add(key);
    }
  } catch (...) {
    failed = error_of(std::current_exception());
  }
  if (failed) done(failed);
  else done(nullptr, found->keys.values());
}

// Its callbacks hold it: it may be dropped while Redis is asked.
class RedisSessions final : public SessionStore, public std::enable_shared_from_this<RedisSessions> {
 public:
  explicit RedisSessions(const RedisStoreOptions& options) : options_(options) {
    if (!options.client) throw TypeError("crema: RedisStore needs a client: RedisStore({.client = client})");
    if (options_.ttl.value() == undefined)
      options_.ttl = options_.ttl.function() ? options_.ttl : ValueOr<Value>(86400);
  }

  void get(Value sid, Callback<Error, Value> cb) override {
    client().call(Request::of("GET", key(sid)).repeatable(),
                  [this, keep = shared_from_this(), cb](const Error& err, const Value& text) {
                    if (err) return cb(err);
                    if (!text) return cb(nullptr, null);
                    parsed(text, cb);
                  });
  }
  void set(Value sid, Value session, Callback<Error> cb) override { write(sid, session, false, std::move(cb)); }
  // SET … XX: what another request has destroyed meanwhile does not come back.
  void replace(Value sid, Value session, Callback<Error> cb) override { write(sid, session, true, std::move(cb)); }
  void touch(Value sid, Value session, Callback<Error> cb) override {
    if (options_.disableTouch || options_.disableTTL) return cb();
    with_ttl(session, [this, keep = shared_from_this(), sid, cb](const Error& err, const Value& ttl) {
      if (err) return cb(err);
      send(Request::of("EXPIRE", key(sid), ttl), cb);
    });
  }
  void destroy(Value sid, Callback<Error> cb) override { send(Request::of("DEL", key(sid)), std::move(cb)); }

  void all(Callback<Error, Value> cb) override {
    keys([this, keep = shared_from_this(), cb](const Error& err, const Value& found) {
      if (err) return cb(err);
      if (found.length() == 0) return cb(nullptr, Array());
      auto read = Request("MGET").add_all(found);
      auto came = [this, keep = shared_from_this(), cb, found](const Error& failed, const Value& texts) {
        failed ? cb(failed) : cb(nullptr, sessions(found, texts));
      };
      client().call(std::move(read).cut_by(Request::Cut::list).repeatable(), std::move(came));
    });
  }
  void length(Callback<Error, Value> cb) override {
    keys([cb](const Error& err, const Value& found) { err ? cb(err) : cb(nullptr, Value(found.length())); });
  }
  void clear(Callback<Error> cb) override {
    keys([this, keep = shared_from_this(), cb](const Error& err, const Value& found) {
      if (err) return cb(err);
      if (found.length() == 0) return cb();
      auto remove = Request("DEL").add_all(found);
      send(std::move(remove).cut_by(Request::Cut::sum), cb);
    });
  }
  void ids(Callback<Error, Value> cb) {
    keys([this, keep = shared_from_this(), cb](const Error& err, const Value& found) {
      if (err) return cb(err);
      cb(nullptr, found.map([this](const Value& one) { return id(one); }));
    });
  }
  bool givesCopies() const override { return !options_.serializer.parse; }

 private:
  const RedisClient& client() const { return options_.client; }
  Value key(const Value& sid) const { return Value(options_.prefix + String(sid).str()); }
  Value id(const Value& of_key) const { return Value(of_key.str().substr(options_.prefix.size())); }

  void send(Request request, Callback<Error> cb) const {
    client().call(std::move(request).repeatable(), [cb = std::move(cb)](const Error& err) { cb(err); });
  }

  // A session that has expired is removed, as there.
  void write(const Value& sid, const Value& session, bool only_if_there, Callback<Error> cb) {
    std::string text;
    if (!options_.serializer.stringify) appendJson(text, session);  // it goes on changing: now
    with_ttl(session, [=, this, keep = shared_from_this()](const Error& err, const Value& ttl) {
      if (err) return cb(err);
      if (!(ttl > 0)) return destroy(sid, cb);
      if (!options_.serializer.stringify) return put(sid, Value(text), ttl, only_if_there, cb);
      auto printed = [=, this, keep = shared_from_this()](const Error& failed, const Value& made) {
        failed ? cb(failed) : put(sid, made, ttl, only_if_there, cb);
      };
      options_.serializer.stringify.get(std::move(printed), session);
    });
  }
  void put(const Value& sid, const Value& text, const Value& ttl, bool only_if_there, const Callback<Error>& cb) const {
    auto request = Request::of("SET", key(sid), text);
    if (!options_.disableTTL) request.add("EX").add(ttl);
    if (only_if_there) request.add("XX");
    send(std::move(request), cb);
  }

  void with_ttl(const Value& session, Callback<Error, Value> cb) const {
    if (options_.ttl.function()) return options_.ttl.function().get(std::move(cb), session);
    const Value expires = session.get("cookie").get("expires");
    if (!expires) return cb(nullptr, options_.ttl.value());
    const double until = typeof_(expires) == "string" ? Date.parse(expires).number() : expires.number();
    cb(nullptr, Value(std::ceil((until - Date.now().number()) / 1000)));
  }

  void parsed(const Value& text, const Callback<Error, Value>& cb) const {
    if (options_.serializer.parse) return options_.serializer.parse.get(cb, text);
    Error failed;
    Value session;
    try {
      session = parseJson(text.view());
    } catch (...) {
      failed = error_of(std::current_exception());
    }
    failed ? cb(failed) : cb(nullptr, session);
  }

  Value sessions(const Value& found, const Value& texts) const {
    Value made = Array();
    const int count = found.length();
    for (int i = 0; i < count; i++) {
      if (!texts[i]) continue;
      Value session = options_.serializer.parse ? options_.serializer.parse(texts[i]) : JSON.parse(texts[i]);
      session["id"] = id(found[i]);
      made.push(session);
    }
    return made;
  }

  void keys(Callback<Error, Value> cb) const {
    const std::string pattern = options_.prefix + "*";
    const auto scan = client().scanIterator({.MATCH = pattern, .COUNT = options_.scanCount});
    (void)search(std::make_shared<KeySearch>(KeySearch{scan, {}}), std::move(cb));
  }

  RedisStoreOptions options_;
};

}  // namespace
}  // namespace detail

RedisStore::RedisStore(const RedisStoreOptions& options)
    : StoreHandle(std::make_shared<detail::RedisSessions>(options)) {}

void RedisStore::ids(Callback<Error, Value> cb) const {
  static_cast<detail::RedisSessions&>(store()).ids(std::move(cb));
}

}  // namespace crema
