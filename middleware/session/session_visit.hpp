// What session() was asked for, and one request's way through it.
// Invariant: but for `.waitForStore = false` the answer leaves only after the store has called back, and nothing is written to the store after that.
#pragma once
#include <crema/cookie.hpp>
#include <crema/hooks.hpp>
#include <crema/next.hpp>
#include <crema/session.hpp>

#include <atomic>
#include <exception>
#include <memory>
#include <string>
#include <string_view>

namespace crema::detail {

class SessionCookie;

// The options, checked; shared by all requests and threads, and constant but for `ready`.
struct SessionConfig {
  explicit SessionConfig(const SessionOptions& options);

  CookieKeys keys;  // empty: req.secret decides
  std::string name;
  StoreHandle store;
  Value store_value;
  SessionCookieOptions cookie;
  std::string cookie_path;
  bool auto_secure, auto_same_site;
  Callback<Value(Request&)> genid;
  double store_ms;  // what the store may take; 0: for ever
  bool waits;       // the answer, for the store
  bool resave, save_uninitialized, rolling, unset_destroys, answer_on_error;
  enum class Proxy { as_the_app, trusted, ignored } proxy;
  std::shared_ptr<std::atomic<bool>> ready =
      std::make_shared<std::atomic<bool>>(true);  // the store is not "disconnect"ed
};

// "crema:session" in DEBUG.
inline constexpr std::string_view session_topic = "crema:session";

// One session() on one request. Lives in a slot of the request, and refers to the exchange's own req and res.
class SessionVisit final : public SessionSlot {
 public:
  SessionVisit(const Request& req, std::shared_ptr<const SessionConfig> config, CookieKeys keys);
  SessionVisit(const SessionVisit&) = delete;
  SessionVisit& operator=(const SessionVisit&) = delete;

  // Finds or makes the session, then goes on.
  void begin(const Next& next);
  // req.session has been made of stored data by somebody else: it has this id now.
  void adopted(const Value& id) {
    id_ = id;
    in_store_ = false;
  }

  void save(Callback<Error> cb) override;
  void reload(Callback<Error> cb) override;
  void regenerate(Callback<Error> cb) override;
  void destroy(Callback<Error> cb) override;
  void touch() override;
  Value id() override { return id_; }
  Value store() override { return config_->store_value; }
  Value isNew() override { return {}; }
  Value isChanged() override { return {}; }
  Value isPopulated() override { return {}; }

 private:
  Value id_from_cookie();
  Value verified(std::string_view signed_id);
  void generate();
  // `printed`: its JSON text without the cookie, if the store gave that.
  void inflate(const Value& loaded, const Value& printed);
  Value new_cookie() const;
  bool over_https() const;

  void commit(const Release& release);
  // Writes to the store; false if there is nothing to be written.
  bool finish(const Callback<Error>& done);
  Release answering(const Release& release) const;
  void write_head();
  void compare();
  void prepare_cookie();
  bool has_text_id() const;
  bool is_known() const { return cookie_id_ == req_.sessionID; }
  bool should_destroy() const;
  bool should_save() const;
  bool should_set_cookie(const SessionCookie& cookie) const;
  SessionCookie& cookie() const;
  void touch_once();

  // The store, for as long as it may take.
  Callback<Error, Value> limited(const char* call, Callback<Error, Value> cb);
  void load(const Value& id, Callback<Error, Value> cb);
  void store_session(Callback<Error> cb);
  void destroy_in_store(const Value& id, Callback<Error> cb);

  const Request& req_;
  const Response& res_;
  std::shared_ptr<const SessionConfig> config_;
  CookieKeys keys_;

  Value cookie_id_;                             // what the browser sent, if it is ours
  Value original_id_;                           // of the session at the beginning
  Value id_;                                    // of the session now
  char signature_[CookieKeys::signature_size];  // of cookie_id_ by the first secret
  bool has_signature_ = false;

  // Texts of the session without its cookie, to see whether it changed.
  std::string original_text_, saved_text_;
  enum class Saved { never, as_original, as_saved } saved_ = Saved::never;
  bool modified_ = false, is_saved_ = false;  // as of compare()

  bool in_store_ = false;   // the store has had a session of this id: only if it still has is it to be kept
  bool began_ = false;      // there was a session
  bool late_ = false;       // the store was, once
  bool touched_ = false;    // once a response
  bool head_done_ = false;  // set_cookie_ is decided
  std::string set_cookie_;
  std::exception_ptr failed_;       // while the head was written
  detail::Frame* frame_ = nullptr;  // where session() stands, for errors after the answer; lives as long as the request
};

// A session of stored data: with a live cookie, and not the store's own object. JavaScript's Store.createSession.
Value session_of(const Value& data, bool is_copy);
// Takes out what has the name of a method of JavaScript's Session, as loading does there. Whether there was any.
bool drop_reserved(const Value& session);

}  // namespace crema::detail
