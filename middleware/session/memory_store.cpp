// A list in the order of use and an index by id. Texts are printed and parsed outside of the lock; under it only bytes move.
#include "memory_store.hpp"

#include <crema/date.hpp>
#include <crema/json_text.hpp>
#include <crema/object.hpp>
#include <crema/timers.hpp>

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>
#include <vector>

#include "memory_sessions.hpp"
#include "session_cookie.hpp"
#include "session_visit.hpp"

namespace crema {

MemoryStore::MemoryStore(const MemoryStoreOptions& options)
    : StoreHandle(std::make_shared<detail::MemorySessions>(options)) {}

namespace detail {
namespace {

double now_ms() { return Date.now().number(); }

// What the thread assembles a text in, to be parsed at once.
std::string& parse_buffer() {
  static thread_local std::string text;
  text.clear();
  return text;
}

// When a cookie that is none of ours expires, as npm's MemoryStore judges it; NaN: never.
double end_of(const Value& cookie) {
  const Value expires = cookie.get("expires");
  if (!expires) return std::numeric_limits<double>::quiet_NaN();
  return typeof_(expires) == "string" ? Date.parse(expires).number() : expires.number();
}

}  // namespace

bool is_memory_store(const StoreHandle& store) { return dynamic_cast<MemorySessions*>(&store.store()) != nullptr; }

void MemorySessions::Kept::append_to(std::string& out, std::string_view cookie_json) const {
  if (!apart) {
    out += json;
    return;
  }
  out.append("{\"cookie\":").append(cookie_json);
  if (json.size() > 2) out.append(1, ',').append(json, 1);
  else out += '}';
}

void MemorySessions::Kept::append_to(std::string& out) const {
  std::string text;
  if (apart) cookie.append_json(text);
  append_to(out, text);
}

MemorySessions::MemorySessions(const MemoryStoreOptions& options)
    : most_bytes_(options.maxBytes ? options.maxBytes : std::numeric_limits<std::size_t>::max()),
      most_sessions_(options.max ? options.max : std::numeric_limits<std::size_t>::max()) {}

MemorySessions::Kept MemorySessions::keep(const Value& session) {
  Kept kept;
  const Value cookie = session.get("cookie");
  if (const auto* own = host<SessionCookie>(cookie)) {
    kept.apart = true;
    kept.cookie = own->state();
    kept.expires_at = kept.cookie.end();
    appendJsonWithout(kept.json, session, "cookie");
  } else {
    kept.expires_at = end_of(cookie);
    appendJson(kept.json, session);
  }
  return kept;
}

void MemorySessions::get(Value sid, Callback<Error, Value> cb) {
  const Text id(sid);
  std::string& text = parse_buffer();
  {
    const double now = now_ms();
    const std::lock_guard lock(mutex_);
    if (const Entry* entry = find(id, now)) entry->kept.append_to(text);
  }
  Value found = text.empty() ? Value() : parseJson(text);
  queueMicrotask([cb = std::move(cb), found = std::move(found)] { cb(nullptr, found); });
}

void MemorySessions::load(Value sid, Callback<Error, Value> cb) {
  const Text id(sid);
  std::string& text = parse_buffer();
  SessionCookie* cookie = nullptr;
  {
    const double now = now_ms();
    const std::lock_guard lock(mutex_);
    if (const Entry* entry = find(id, now)) {
      entry->kept.append_to(text, "0");
      if (entry->kept.apart) cookie = new SessionCookie(entry->kept.cookie);
    }
  }
  Error failed;
  Value found;
  try {
    const Value held = cookie ? Value::host(cookie) : Value();
    if (!text.empty()) found = parseJson(text);
    if (cookie) {
      found["cookie"] = held;
      drop_reserved(found);
    } else if (found) {
      found = session_of(found, true);
    }
  } catch (...) {
    failed = error_of(std::current_exception());
  }
  queueMicrotask([cb = std::move(cb), failed, found = std::move(found)] { cb(failed, found); });
}

bool MemorySessions::put(std::string_view id, const Kept& kept, bool make) {
  const double now = now_ms();
  const std::lock_guard lock(mutex_);
  if (Entry* entry = find(id, now)) {
    bytes_ -= entry->bytes();
    entry->kept = kept;
    bytes_ += entry->bytes();
  } else if (make) {
    entries_.push_back({std::string(id), kept, next_number_++});
    by_id_.emplace(entries_.back().id, std::prev(entries_.end()));
    bytes_ += entries_.back().bytes();
  } else {
    return false;
  }
  look_at_two(now);
  make_room();
  return true;
}

void MemorySessions::set(Value sid, Value session, Callback<Error> cb) {
  put(Text(sid), keep(session), true);
  if (cb) queueMicrotask([cb = std::move(cb)] { cb(); });
}

void MemorySessions::replace(Value sid, Value session, Callback<Error> cb) {
  put(Text(sid), keep(session), false);
  if (cb) queueMicrotask([cb = std::move(cb)] { cb(); });
}

void MemorySessions::touch(Value sid, Value session, Callback<Error> cb) {
  const Text id(sid);
  const Value cookie = session.get("cookie");
  const auto* own = host<SessionCookie>(cookie);
  Kept kept;
  {
    const double now = now_ms();
    const std::lock_guard lock(mutex_);
    if (Entry* entry = find(id, now)) {
      if (own && entry->kept.apart) {
        entry->kept.cookie = own->state();
        entry->kept.expires_at = own->state().end();
      } else {
        kept = entry->kept;
      }
    }
  }
  if (!kept.json.empty()) {  // a cookie that is not ours is in the text
    std::string& text = parse_buffer();
    kept.append_to(text);
    Value changed = parseJson(text);
    changed["cookie"] = cookie;
    put(id, keep(changed), false);
  }
  if (cb) queueMicrotask([cb = std::move(cb)] { cb(); });
}

void MemorySessions::destroy(Value sid, Callback<Error> cb) {
  const Text id(sid);
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = by_id_.find(id); found != by_id_.end()) erase(found->second);
  }
  if (cb) queueMicrotask([cb = std::move(cb)] { cb(); });
}

void MemorySessions::all(Callback<Error, Value> cb) {
  struct Found {
    std::uint64_t number;
    std::string id, text;
  };
  std::vector<Found> found;
  {
    const double now = now_ms();
    const std::lock_guard lock(mutex_);
    for (const Entry& entry : entries_) {
      if (entry.kept.expires_at <= now) continue;
      found.push_back({entry.number, entry.id, {}});
      entry.kept.append_to(found.back().text);
    }
  }
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.number < b.number; });
  Value sessions = Object();
  for (const Found& one : found) sessions[one.id] = parseJson(one.text);
  queueMicrotask([cb = std::move(cb), sessions] { cb(nullptr, sessions); });
}

void MemorySessions::length(Callback<Error, Value> cb) {
  std::size_t count = 0;
  {
    const double now = now_ms();
    const std::lock_guard lock(mutex_);
    for (const Entry& entry : entries_) {
      if (!(entry.kept.expires_at <= now)) ++count;
    }
  }
  queueMicrotask([cb = std::move(cb), count] { cb(nullptr, count); });
}

void MemorySessions::clear(Callback<Error> cb) {
  {
    const std::lock_guard lock(mutex_);
    by_id_.clear();
    entries_.clear();
    hand_ = entries_.end();
    bytes_ = 0;
  }
  if (cb) queueMicrotask([cb = std::move(cb)] { cb(); });
}

std::size_t MemorySessions::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::size_t MemorySessions::count() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

// ---- under the lock

MemorySessions::Entry* MemorySessions::find(std::string_view id, double now) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return nullptr;
  if (found->second->kept.expires_at <= now) {
    erase(found->second);
    return nullptr;
  }
  return &use(found->second);
}

MemorySessions::Entry& MemorySessions::use(Entries::iterator at) {
  if (hand_ == at) ++hand_;
  entries_.splice(entries_.end(), entries_, at);
  return *at;
}

void MemorySessions::erase(Entries::iterator at) {
  if (hand_ == at) ++hand_;
  bytes_ -= at->bytes();
  by_id_.erase(at->id);
  entries_.erase(at);
}

void MemorySessions::look_at_two(double now) {
  for (int i = 0; i < 2; ++i) {
    if (hand_ == entries_.end()) hand_ = entries_.begin();
    if (hand_ == entries_.end()) return;
    const auto at = hand_++;
    if (at->kept.expires_at <= now) erase(at);
  }
}

void MemorySessions::make_room() {
  while (entries_.size() > 1 && (bytes_ > most_bytes_ || entries_.size() > most_sessions_)) erase(entries_.begin());
}

}  // namespace detail
}  // namespace crema
