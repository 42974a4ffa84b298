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

namespace crema {

MemoryStore::MemoryStore(const MemoryStoreOptions& options)
    : StoreHandle(std::make_shared<detail::MemorySessions>(options)) {}

namespace detail {
namespace {

double now_ms() { return Date.now().number(); }

// What the caller's thread prints into; not used across a call that could come back here.
struct Buffers {
  std::string cookie, data, whole;
  static Buffers& of_thread() {
    static thread_local Buffers buffers;
    return buffers;
  }
};

// Prints session["cookie"], and tells when it expires: NaN for never.
double print_cookie(const Value& session, std::string& out) {
  constexpr double never = std::numeric_limits<double>::quiet_NaN();
  out.clear();
  const Value cookie = session.get("cookie");
  if (const auto* own = host<SessionCookie>(cookie)) {
    own->append_json(out);
    return own->expires_at();
  }
  appendJson(out, cookie);
  const Value expires = cookie.get("expires");
  if (!expires) return never;
  return typeof_(expires) == "string" ? Date.parse(expires).number() : expires.number();
}

}  // namespace

bool is_memory_store(const StoreHandle& store) { return dynamic_cast<MemorySessions*>(&store.store()) != nullptr; }

void MemorySessions::Entry::append_to(std::string& out) const {
  if (cookie.empty() || data.size() < 2) {
    out += data;
    return;
  }
  out.append("{\"cookie\":").append(cookie);
  if (data.size() > 2) out.append(1, ',').append(data, 1);
  else out += '}';
}

MemorySessions::MemorySessions(const MemoryStoreOptions& options)
    : most_bytes_(options.maxBytes ? options.maxBytes : std::numeric_limits<std::size_t>::max()),
      most_sessions_(options.max ? options.max : std::numeric_limits<std::size_t>::max()) {}

void MemorySessions::get(Value sid, Callback<Error, Value> cb) {
  const Text id(sid);
  std::string& text = Buffers::of_thread().whole;
  text.clear();
  {
    const double now = now_ms();
    const std::lock_guard lock(mutex_);
    if (const Entry* entry = find(id, now)) entry->append_to(text);
  }
  Value session = text.empty() ? Value() : parseJson(text);
  queueMicrotask([cb = std::move(cb), session = std::move(session)] { cb(nullptr, session); });
}

void MemorySessions::set(Value sid, Value session, Callback<Error> cb) {
  // Moved out, since printing may call functions of the user's.
  std::string cookie = std::move(Buffers::of_thread().cookie), data = std::move(Buffers::of_thread().data);
  const double expires_at = print_cookie(session, cookie);
  data.clear();
  appendJsonWithout(data, session, "cookie");
  const Text id(sid);
  {
    const double now = now_ms();
    const std::lock_guard lock(mutex_);
    if (const auto found = by_id_.find(id); found != by_id_.end()) {
      Entry& entry = use(found->second);
      bytes_ -= entry.bytes();
      entry.cookie = cookie;
      entry.data = data;
      entry.expires_at = expires_at;
      bytes_ += entry.bytes();
    } else {
      entries_.push_back({id.str(), cookie, data, expires_at, next_number_++});
      by_id_.emplace(entries_.back().id, std::prev(entries_.end()));
      bytes_ += entries_.back().bytes();
    }
    look_at_two(now);
    make_room();
  }
  Buffers::of_thread().cookie = std::move(cookie);
  Buffers::of_thread().data = std::move(data);
  if (cb) queueMicrotask([cb = std::move(cb)] { cb(); });
}

void MemorySessions::touch(Value sid, Value session, Callback<Error> cb) {
  const Text id(sid);
  std::string cookie = std::move(Buffers::of_thread().cookie);
  const double expires_at = print_cookie(session, cookie);
  {
    const double now = now_ms();
    const std::lock_guard lock(mutex_);
    if (Entry* entry = find(id, now)) {
      bytes_ -= entry->bytes();
      entry->cookie = cookie;
      entry->expires_at = expires_at;
      bytes_ += entry->bytes();
    }
  }
  Buffers::of_thread().cookie = std::move(cookie);
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
      if (entry.expires_at <= now) continue;
      found.push_back({entry.number, entry.id, {}});
      entry.append_to(found.back().text);
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
      if (!(entry.expires_at <= now)) ++count;
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
  if (found->second->expires_at <= now) {
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
    if (at->expires_at <= now) erase(at);
  }
}

void MemorySessions::make_room() {
  while (entries_.size() > 1 && (bytes_ > most_bytes_ || entries_.size() > most_sessions_)) erase(entries_.begin());
}

}  // namespace detail
}  // namespace crema
