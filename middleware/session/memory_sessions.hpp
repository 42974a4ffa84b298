// The sessions of a MemoryStore: as JSON texts, so that what get() gives is a copy, but for the cookie, which need not be printed
// and parsed at each request. Invariant: bytes_ is what all entries take, and
// stays within the limit; whoever adds one looks at two others, so that expired ones go however few requests come.
#pragma once
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "memory_store.hpp"
#include "session_cookie.hpp"

namespace crema::detail {

class MemorySessions final : public SessionStore {
 public:
  explicit MemorySessions(const MemoryStoreOptions& options);

  void get(Value sid, Callback<Error, Value> cb) override;
  void set(Value sid, Value session, Callback<Error> cb) override;
  void replace(Value sid, Value session, Callback<Error> cb) override;
  void destroy(Value sid, Callback<Error> cb) override;
  void touch(Value sid, Value session, Callback<Error> cb) override;
  void all(Callback<Error, Value> cb) override;
  void length(Callback<Error, Value> cb) override;
  void clear(Callback<Error> cb) override;
  bool givesCopies() const override { return true; }
  void load(Value sid, Callback<Error, Value> cb) override;

  // What the entries take now; for tests.
  std::size_t bytes() const;
  std::size_t count() const;

 private:
  // What set() was given.
  struct Kept {
    std::string json;  // the session; without its cookie, if that is apart
    CookieState cookie;
    bool apart = false;     // the cookie is in `cookie`
    double expires_at = 0;  // ms since 1970; NaN: never

    // The whole session's JSON, appended; with `cookie` in the place of a cookie that is apart.
    void append_to(std::string& out, std::string_view cookie_json) const;
    void append_to(std::string& out) const;
  };
  struct Entry {
    std::string id;
    Kept kept;
    std::uint64_t number;  // grows with each new one: the order of all()
    std::size_t bytes() const noexcept { return id.size() + kept.json.size() + overhead; }
  };
  using Entries = std::list<Entry>;             // the least recently used first
  static constexpr std::size_t overhead = 400;  // of an entry beside its texts

  static Kept keep(const Value& session);
  // Puts it under this id; false: there is none, and it is not to be made.
  bool put(std::string_view id, const Kept& kept, bool make);

  Entry* find(std::string_view id, double now);
  Entry& use(Entries::iterator at);
  void erase(Entries::iterator at);
  void look_at_two(double now);
  void make_room();

  mutable std::mutex mutex_;
  Entries entries_;
  std::unordered_map<std::string_view, Entries::iterator> by_id_;
  Entries::iterator hand_ = entries_.end();  // where look_at_two goes on
  std::size_t bytes_ = 0, most_bytes_, most_sessions_;
  std::uint64_t next_number_ = 0;
};

// Whether the store is a MemoryStore.
bool is_memory_store(const StoreHandle& store);

}  // namespace crema::detail
