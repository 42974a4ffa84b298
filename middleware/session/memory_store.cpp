// A list in the order of use and an index by id. Texts are printed and parsed outside of the lock; under it only bytes move.
#include "memory_store.hpp"

#include <crema/date.hpp>
#include <crema/hooks.hpp>
#include <crema/json_text.hpp>
#include <crema/object.hpp>
#include <crema/timers.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <new>
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

// What the thread prints a session into.
constexpr std::size_t most_kept = 65536;
std::string& print_buffer() {
  static thread_local std::string text;
  return text;
}

// When a cookie that is none of ours expires, as npm's MemoryStore judges it; NaN: never.
double end_of(const Value& cookie) {
  const Value expires = cookie.get("expires");
  if (!expires) return std::numeric_limits<double>::quiet_NaN();
  return typeof_(expires) == "string" ? Date.parse(expires).number() : expires.number();
}

// A session's JSON, appended; `cookie` is the JSON of a cookie that is apart, else empty.
void append_json(std::string& out, std::string_view json, std::string_view cookie) {
  if (cookie.empty()) {
    out += json;
    return;
  }
  out.append("{\"cookie\":").append(cookie);
  if (json.size() > 2) out.append(1, ',').append(json.substr(1));
  else out += '}';
}

// What append_json made with the cookie "0", without that. Changes the text.
std::string_view without_cookie(std::string& text) {
  constexpr std::size_t cookie = std::string_view("{\"cookie\":0").size();
  text[cookie] = '{';  // instead of the comma
  return text.size() > cookie + 1 ? std::string_view(text).substr(cookie) : std::string_view("{}");
}

// As JavaScript's ===.
bool same(const Value& a, const Value& b) { return typeof_(a) == typeof_(b) && a == b; }

bool same(const CookieState& a, const CookieState& b) {
  return a.dated == b.dated && same(a.expires, b.expires) && same(a.original_max_age, b.original_max_age) &&
         same(a.path, b.path) && same(a.http_only, b.http_only) && same(a.partitioned, b.partitioned) &&
         same(a.priority, b.priority) && same(a.secure, b.secure) && same(a.domain, b.domain) &&
         same(a.same_site, b.same_site);
}

constexpr std::size_t most_cookies = 8;
constexpr double tell_pause = 60000;  // ms between two lines about evictions

}  // namespace

bool is_memory_store(const StoreHandle& store) { return dynamic_cast<MemorySessions*>(&store.store()) != nullptr; }

MemorySessions::MemorySessions(const MemoryStoreOptions& options)
    : most_bytes_(options.maxBytes ? options.maxBytes : std::numeric_limits<std::size_t>::max()),
      most_sessions_(options.max ? options.max : std::numeric_limits<std::size_t>::max()) {
  index_.reserve(std::min<std::size_t>(options.max, 1u << 20));
}

MemorySessions::~MemorySessions() {
  for (Entry* entry : index_) free_entry(entry);
}

CookieState MemorySessions::Entry::whole_cookie() const {
  CookieState whole = *cookie;
  if (whole.dated) whole.expires_at = expires_at;
  if (!std::isnan(max_age)) whole.original_max_age = max_age;
  return whole;
}

void MemorySessions::Entry::append_to(std::string& out) const {
  std::string text;
  if (cookie) whole_cookie().append_json(text);
  append_json(out, json(), text);
}

// The text is printed into a buffer of the thread, which is taken out of its place, because printing may call functions of the user's.
MemorySessions::Kept::Kept(const Value& session) : json(std::move(print_buffer())) {
  json.clear();
  const Value held = session.get("cookie");
  cookie = host<SessionCookie>(held);
  if (cookie) {
    expires_at = cookie->state().end();
    appendJsonWithout(json, session, "cookie");
  } else {
    expires_at = end_of(held);
    appendJson(json, session);
  }
}

MemorySessions::Kept::~Kept() {
  if (json.capacity() <= most_kept) print_buffer() = std::move(json);
}

void MemorySessions::get(Value sid, Callback<Error, Value> cb) {
  const Text id(sid);
  std::string& text = parse_buffer();
  {
    const double now = now_ms();
    const std::lock_guard lock(mutex_);
    if (const Entry* entry = find(id, now)) entry->append_to(text);
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
      if (entry->cookie) cookie = new SessionCookie(entry->whole_cookie(), entry->cookie);
      append_json(text, entry->json(), cookie ? "0" : "");
    }
  }
  Value found, printed;
  try {
    const Value held = cookie ? Value::host(cookie) : Value();
    if (!text.empty()) found = parseJson(text);
    if (cookie) {
      found["cookie"] = held;
      if (!drop_reserved(found)) printed = without_cookie(text);
    } else if (found) {
      found = session_of(found, true);
    }
  } catch (...) {
    return queueMicrotask([cb = std::move(cb), failed = error_of(std::current_exception())] { cb(failed); });
  }
  queueMicrotask(
      [cb = std::move(cb), found = std::move(found), printed = std::move(printed)] { cb(nullptr, found, printed); });
}

bool MemorySessions::put(std::string_view id, const Kept& kept, bool make) {
  const double now = now_ms();
  std::size_t evicted = 0;
  {
    const std::lock_guard lock(mutex_);
    if (Entry* entry = find(id, now)) {
      rewrite(entry, kept);
    } else if (make) {
      entry = make_entry(id, kept, next_number_++);
      index_.insert(entry);
      link_last(*entry);
      look_at_two(now);
    } else {
      return false;
    }
    evicted = make_room(now);
  }
  if (evicted) {
    debugLine(session_topic,
              "MemoryStore is full: " + std::to_string(evicted) +
                  " sessions in use the longest ago were removed for others; give .max and .maxBytes more, or "
                  "another store");
  }
  return true;
}

void MemorySessions::set(Value sid, Value session, Callback<Error> cb) {
  put(Text(sid), Kept(session), true);
  if (cb) queueMicrotask([cb = std::move(cb)] { cb(); });
}

void MemorySessions::replace(Value sid, Value session, Callback<Error> cb) {
  put(Text(sid), Kept(session), false);
  if (cb) queueMicrotask([cb = std::move(cb)] { cb(); });
}

void MemorySessions::touch(Value sid, Value session, Callback<Error> cb) {
  const Text id(sid);
  const Value cookie = session.get("cookie");
  const auto* own = host<SessionCookie>(cookie);
  std::string& text = parse_buffer();
  {
    const double now = now_ms();
    const std::lock_guard lock(mutex_);
    if (Entry* entry = find(id, now)) {
      if (own && entry->cookie) set_cookie(*entry, *own);
      else entry->append_to(text);
    }
  }
  if (!text.empty()) {  // a cookie that is not ours is in the text
    Value changed = parseJson(text);
    changed["cookie"] = cookie;
    put(id, Kept(changed), false);
  }
  if (cb) queueMicrotask([cb = std::move(cb)] { cb(); });
}

void MemorySessions::destroy(Value sid, Callback<Error> cb) {
  const Text id(sid);
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = index_.find(id.view()); found != index_.end()) erase(*found);
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
    for (const Entry* entry = first_; entry; entry = entry->behind) {
      if (entry->expires_at <= now) continue;
      found.push_back({entry->number, std::string(entry->id()), {}});
      entry->append_to(found.back().text);
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
    for (const Entry* entry = first_; entry; entry = entry->behind) {
      if (!(entry->expires_at <= now)) ++count;
    }
  }
  queueMicrotask([cb = std::move(cb), count] { cb(nullptr, count); });
}

void MemorySessions::clear(Callback<Error> cb) {
  Index old;
  {
    const std::lock_guard lock(mutex_);
    old.swap(index_);
    first_ = last_ = hand_ = nullptr;
    bytes_ = 0;
  }
  for (Entry* entry : old) free_entry(entry);
  if (cb) queueMicrotask([cb = std::move(cb)] { cb(); });
}

std::size_t MemorySessions::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::size_t MemorySessions::count() const {
  const std::lock_guard lock(mutex_);
  return index_.size();
}

std::size_t MemorySessions::evicted() const {
  const std::lock_guard lock(mutex_);
  return evicted_;
}

// ---- under the lock

MemorySessions::Entry* MemorySessions::make_entry(std::string_view id, const Kept& kept, std::uint64_t number) {
  void* block = ::operator new(sizeof(Entry) + id.size() + kept.json.size());
  auto* entry = new (block) Entry{};
  entry->number = number;
  entry->id_size = static_cast<std::uint32_t>(id.size());
  entry->json_size = static_cast<std::uint32_t>(kept.json.size());
  char* text = reinterpret_cast<char*>(entry + 1);
  std::memcpy(text, id.data(), id.size());
  std::memcpy(text + id.size(), kept.json.data(), kept.json.size());
  if (kept.cookie) set_cookie(*entry, *kept.cookie);
  else entry->expires_at = kept.expires_at;
  return entry;
}

void MemorySessions::free_entry(Entry* entry) noexcept {
  entry->~Entry();
  ::operator delete(entry);
}

void MemorySessions::rewrite(Entry* entry, const Kept& kept) {
  if (entry->json_size == kept.json.size() && kept.cookie) {
    std::memcpy(reinterpret_cast<char*>(entry + 1) + entry->id_size, kept.json.data(), kept.json.size());
    return set_cookie(*entry, *kept.cookie);
  }
  Entry* fresh = make_entry(entry->id(), kept, entry->number);
  auto node = index_.extract(entry);
  node.value() = fresh;
  unlink(*entry);
  free_entry(entry);
  index_.insert(std::move(node));
  link_last(*fresh);
}

void MemorySessions::set_cookie(Entry& entry, const SessionCookie& own) {
  const CookieState& cookie = own.state();
  entry.expires_at = cookie.end();
  const bool counted = typeof_(cookie.original_max_age) == "number";
  entry.max_age = counted ? cookie.original_max_age.number() : std::numeric_limits<double>::quiet_NaN();
  if (!entry.cookie || entry.cookie != own.origin())
    entry.cookie = common(cookie, counted && !std::isnan(entry.max_age));
}

std::shared_ptr<const CookieState> MemorySessions::common(const CookieState& cookie, bool counted) {
  CookieState wanted = cookie;
  wanted.expires_at = 0;
  if (counted) wanted.original_max_age = null;
  for (const auto& known : cookies_)
    if (same(*known, wanted)) return known;
  auto made = std::make_shared<const CookieState>(std::move(wanted));
  if (cookies_.size() < most_cookies) cookies_.push_back(made);
  else cookies_[next_cookie_++ % most_cookies] = made;
  return made;
}

MemorySessions::Entry* MemorySessions::find(std::string_view id, double now) {
  const auto found = index_.find(id);
  if (found == index_.end()) return nullptr;
  Entry* entry = *found;
  if (entry->expires_at <= now) return erase(entry), nullptr;
  if (entry == last_) return entry;
  unlink(*entry);
  link_last(*entry);
  return entry;
}

void MemorySessions::link_last(Entry& entry) noexcept {
  entry.before = last_;
  entry.behind = nullptr;
  (last_ ? last_->behind : first_) = &entry;
  last_ = &entry;
  bytes_ += entry.bytes();
}

void MemorySessions::unlink(Entry& entry) noexcept {
  if (hand_ == &entry) hand_ = entry.behind;
  (entry.before ? entry.before->behind : first_) = entry.behind;
  (entry.behind ? entry.behind->before : last_) = entry.before;
  bytes_ -= entry.bytes();
}

void MemorySessions::erase(Entry* entry) {
  index_.erase(entry);
  unlink(*entry);
  free_entry(entry);
}

// From the first on, as many as there were then: what is in use all the time moves to the end before the hand gets there, which
// would never come round. Whatever nobody uses only moves forward, and is seen.
void MemorySessions::look_at_two(double now) {
  for (int i = 0; i < 2; ++i) {
    if (!hand_ || hand_left_ == 0) {
      hand_ = first_;
      hand_left_ = index_.size();
    }
    if (!hand_) return;
    hand_left_--;
    Entry* entry = hand_;
    hand_ = entry->behind;
    if (entry->expires_at <= now) erase(entry);
  }
}

std::size_t MemorySessions::make_room(double now) {
  while (index_.size() > 1 && (bytes_ > most_bytes_ || index_.size() > most_sessions_)) {
    if (!(first_->expires_at <= now)) ++evicted_;
    erase(first_);
  }
  if (evicted_ == told_evicted_ || std::abs(now - told_at_) < tell_pause) return 0;
  told_at_ = now;
  return evicted_ - std::exchange(told_evicted_, evicted_);
}

}  // namespace detail
}  // namespace crema
