// The sessions of a MemoryStore, made for a million of them: each is one block of memory with its id and its JSON text, so that what
// get() gives is a copy. The cookie is apart, because it need not be printed and parsed at each request; what most cookies
// have in common is kept once. Invariant: bytes_ is what all entries take, and stays within the limit; whoever adds
// one looks at two others, so that expired ones go however few requests come, and nobody ever looks at all of them.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "memory_store.hpp"
#include "session_cookie.hpp"

namespace crema::detail {

class MemorySessions final : public SessionStore {
 public:
  explicit MemorySessions(const MemoryStoreOptions& options);
  ~MemorySessions() override;

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

  // What the entries take now, by estimate; for tests.
  std::size_t bytes() const;
  std::size_t count() const;
  // How many have been evicted for others, though they had not expired.
  std::size_t evicted() const;

 private:
  // What set() was given.
  class Kept {
   public:
    explicit Kept(const Value& session);
    Kept(const Kept&) = delete;
    Kept& operator=(const Kept&) = delete;
    ~Kept();

    std::string json;                       // the session; without its cookie, if that is apart
    const SessionCookie* cookie = nullptr;  // the session's, if it is apart
    double expires_at = 0;                  // ms since 1970; NaN: never
  };
  // One session: followed in memory by its id and its JSON.
  struct Entry {
    Entry *before, *behind;  // in the order of use
    std::uint64_t number;    // grows with each new one: the order of all()
    double expires_at;
    double max_age;                             // the cookie's originalMaxAge; NaN: as in `cookie`
    std::shared_ptr<const CookieState> cookie;  // without what stands here; null: it is in the text
    std::uint32_t id_size, json_size;

    std::string_view id() const noexcept { return {reinterpret_cast<const char*>(this + 1), id_size}; }
    std::string_view json() const noexcept { return {id().data() + id_size, json_size}; }
    std::size_t bytes() const noexcept { return sizeof(Entry) + id_size + json_size + overhead; }
    CookieState whole_cookie() const;
    // The whole session's JSON.
    void append_to(std::string& out) const;
  };
  static constexpr std::size_t overhead = 64;  // of an entry in the index and in the allocator
  struct ById {
    using is_transparent = void;
    static std::string_view id(std::string_view text) noexcept { return text; }
    static std::string_view id(const Entry* entry) noexcept { return entry->id(); }
    // Not noexcept: so the index keeps the hashes, and need not look at neighbours that are not asked for.
    template <class A>
    std::size_t operator()(const A& a) const {
      return std::hash<std::string_view>()(id(a));
    }
    template <class A, class B>
    bool operator()(const A& a, const B& b) const noexcept {
      return id(a) == id(b);
    }
  };
  using Index = std::unordered_set<Entry*, ById, ById>;

  // Puts it under this id; false: there is none, and it is not to be made.
  bool put(std::string_view id, const Kept& kept, bool make);
  Entry* make_entry(std::string_view id, const Kept& kept, std::uint64_t number);
  void set_cookie(Entry& entry, const SessionCookie& cookie);
  void rewrite(Entry* entry, const Kept& kept);
  // `counted`: originalMaxAge is kept apart.
  std::shared_ptr<const CookieState> common(const CookieState& cookie, bool counted);

  Entry* find(std::string_view id, double now);
  void link_last(Entry& entry) noexcept;
  void unlink(Entry& entry) noexcept;
  void erase(Entry* entry);
  static void free_entry(Entry* entry) noexcept;
  void look_at_two(double now);
  // How many have been evicted since that was last told, if it is to be told now.
  std::size_t make_room(double now);

  mutable std::mutex mutex_;
  Index index_;
  Entry* first_ = nullptr;  // the least recently used
  Entry* last_ = nullptr;
  Entry* hand_ = nullptr;                                    // where look_at_two goes on
  std::size_t hand_left_ = 0;                                // entries before it begins anew
  std::vector<std::shared_ptr<const CookieState>> cookies_;  // those that were seen last
  std::size_t next_cookie_ = 0;
  std::size_t bytes_ = 0, most_bytes_, most_sessions_;
  std::size_t evicted_ = 0, told_evicted_ = 0;
  double told_at_ = 0;  // ms since 1970
  std::uint64_t next_number_ = 0;
};

// Whether the store is a MemoryStore.
bool is_memory_store(const StoreHandle& store);

}  // namespace crema::detail
