// express-session's decisions, in its order: find or make the session; at the end touch, then destroy, store or touch it in the
// store; the cookie when the head leaves. Everything is decided by one comparison of the session's JSON text without its cookie.
#include "session_visit.hpp"

#include <crema/console.hpp>
#include <crema/error.hpp>
#include <crema/json_text.hpp>
#include <crema/object.hpp>
#include <crema/timers.hpp>

#include <algorithm>
#include <cstring>
#include <exception>
#include <utility>

#include "session_cookie.hpp"
#include "store_limit.hpp"

namespace crema::detail {
namespace {

bool is_text(const Value& v) { return typeof_(v) == "string"; }

void debug(std::string_view text) { debugLine(session_topic, text); }
void debug(std::string_view text, const Value& about) {
  if (debugEnabled(session_topic)) debugLine(session_topic, std::string(text) + about.str());
}

// The session's text, in a buffer of the thread. Taken out of it, because printing may call functions of the user's.
class SessionText {
 public:
  explicit SessionText(const Value& session) : text_(std::move(buffer())) {
    text_.clear();
    appendJsonWithout(text_, session, "cookie");
  }
  SessionText(const SessionText&) = delete;
  SessionText& operator=(const SessionText&) = delete;
  ~SessionText() {
    if (text_.capacity() <= 65536) buffer() = std::move(text_);
  }
  const std::string& str() const noexcept { return text_; }

 private:
  static std::string& buffer() {
    static thread_local std::string text;
    return text;
  }
  std::string text_;
};

// "https" of "https, http", as a proxy in front says it.
bool says_https(std::string_view forwarded_proto) {
  constexpr std::string_view https = "https";
  auto first = forwarded_proto.substr(0, forwarded_proto.find(','));
  while (!first.empty() && (first.front() == ' ' || first.front() == '\t')) first.remove_prefix(1);
  while (!first.empty() && (first.back() == ' ' || first.back() == '\t')) first.remove_suffix(1);
  return std::equal(first.begin(), first.end(), https.begin(), https.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

}  // namespace

SessionVisit::SessionVisit(const Request& req, std::shared_ptr<const SessionConfig> config, CookieKeys keys)
    : req_(req.res.req), res_(req.res), config_(std::move(config)), keys_(std::move(keys)) {}

// ---- the beginning

void SessionVisit::begin(const Next& next) {
  frame_ = next.frame();
  cookie_id_ = id_from_cookie();
  req_.sessionID = cookie_id_;
  res_.beforeHead([this] { write_head(); });
  beforeEndInAnyCase(res_, [this](const Release& release) {
    config_->answer_on_error ? commit(answering(release)) : commit(release);
  });
  if (!cookie_id_) {
    debug("no session id sent, making a session");
    generate();
    original_id_ = id_;
    original_text_ = "{}";
    return next();
  }
  debug("fetching ", cookie_id_);
  load(cookie_id_, [this, keep = Response(res_), next](const Error& err, const Value& loaded, const Value& printed) {
    if (err && err.code != "ENOENT") return next(err);
    try {
      if (!err && loaded) {
        debug("session found");
        inflate(loaded, printed);
      } else {
        debug("no session found");
        generate();
        original_id_ = id_;
        original_text_ = "{}";
      }
    } catch (...) {
      return next(error_of(std::current_exception()));
    }
    next();
  });
}

Value SessionVisit::id_from_cookie() {
  constexpr std::string_view mark = "s:";
  static thread_local std::string scratch;
  const auto raw = findCookie(headerText(req_, "cookie"), config_->name, scratch);
  if (raw && raw->starts_with(mark)) {
    if (Value id = verified(raw->substr(mark.size()))) return id;
  } else if (raw && !raw->empty()) {
    debug("cookie unsigned");
  }
  // What cookie-parser has read, for programs that take the cookie out of the header.
  if (req_.signedCookies) {
    if (Value id = req_.signedCookies.get(config_->name)) return id;
  }
  if (req_.cookies) {
    const Value parsed = req_.cookies.get(config_->name);
    if (is_text(parsed) && parsed.view().starts_with(mark)) return verified(parsed.view().substr(mark.size()));
  }
  return {};
}

Value SessionVisit::verified(std::string_view signed_id) {
  std::size_t key = 0;
  const auto id = keys_.unsign(signed_id, &key);
  if (!id) {
    debug("cookie signature invalid");
    return {};
  }
  if (id->empty()) return {};
  has_signature_ = key == 0;
  if (has_signature_) std::memcpy(signature_, signed_id.data() + id->size() + 1, sizeof signature_);
  return *id;
}

void SessionVisit::generate() {
  if (config_->genid) {
    Request req(req_);
    id_ = config_->genid(req);
  } else {
    id_ = randomId();
  }
  req_.sessionID = id_;
  Value session = Object();
  session["cookie"] = new_cookie();
  req_.session = session;
  in_store_ = false;
  began_ = true;
}

Value SessionVisit::new_cookie() const {
  if (config_->cookie.of) {
    Request req(req_);
    return make_host<SessionCookie>(config_->cookie.of(req));
  }
  auto* cookie = new SessionCookie(config_->cookie);
  const Value made = Value::host(cookie);
  if (config_->auto_secure || config_->auto_same_site) {
    const bool https = over_https();
    if (config_->auto_secure) cookie->set_secure(https);
    if (config_->auto_same_site) cookie->set_same_site(https ? "none" : "lax");
  }
  return made;
}

void SessionVisit::inflate(const Value& loaded, const Value& printed) {
  req_.session = loaded;
  if (printed) original_text_ = printed.view();
  else appendJsonWithout(original_text_, loaded, "cookie");
  original_id_ = id_ = req_.sessionID;
  in_store_ = true;
  if (!config_->resave) saved_ = Saved::as_original;
  began_ = true;
}

bool SessionVisit::over_https() const {
  if (req_.socket().encrypted()) return true;
  switch (config_->proxy) {
    case SessionConfig::Proxy::ignored:
      return false;
    case SessionConfig::Proxy::as_the_app:
      return req_.secure();
    case SessionConfig::Proxy::trusted:
      return says_https(headerText(req_, "x-forwarded-proto"));
  }
  return false;
}

// ---- the methods of req.session

void SessionVisit::save(Callback<Error> cb) {
  if (req_.session == null) throw TypeError("Cannot read properties of undefined (reading 'save')");
  debug("saving ", id_);
  saved_text_ = SessionText(req_.session).str();
  saved_ = Saved::as_saved;
  store_session([this, keep = Response(res_), id = id_, cb = std::move(cb)](const Error& err) {
    if (!err && id == id_) in_store_ = true;
    if (cb) cb(err);
  });
}

void SessionVisit::store_session(Callback<Error> cb) {
  const StoreHandle& store = config_->store;
  if (in_store_) return store.replace(id_, req_.session, limited("replace", std::move(cb)));
  store.set(id_, req_.session, limited("set", std::move(cb)));
}

// Where the store was too late once, the answer to that does not wait for it again.
Callback<Error, Value> SessionVisit::limited(const char* call, Callback<Error, Value> cb) {
  if (!(config_->store_ms > 0) || !cb) return cb;
  return within(config_->store_ms, call,
                [this, keep = Response(res_), cb](const Error& err, const Value& value, const Value& more) {
                  if (err && err.code == "ETIMEDOUT") late_ = true;
                  cb(err, value, more);
                });
}

void SessionVisit::load(const Value& id, Callback<Error, Value> cb) {
  config_->store.load(id, limited("get", std::move(cb)));
}

void SessionVisit::destroy_in_store(const Value& id, Callback<Error> cb) {
  config_->store.destroy(id, limited("destroy", std::move(cb)));
}

void SessionVisit::reload(Callback<Error> cb) {
  debug("reloading ", id_);
  load(id_, [this, keep = Response(res_), cb](const Error& err, const Value& loaded) {
    if (err) return cb(err);
    if (!loaded) return cb(Error("failed to load session"));
    req_.session = loaded;
    id_ = req_.sessionID;
    in_store_ = true;
    cb();
  });
}

void SessionVisit::regenerate(Callback<Error> cb) {
  destroy_in_store(req_.sessionID, [this, keep = Response(res_), cb](const Error& err) {
    try {
      generate();
    } catch (...) {
      return cb(error_of(std::current_exception()));
    }
    cb(err);
  });
}

void SessionVisit::destroy(Callback<Error> cb) {
  const Value id = id_;
  req_.session = Value();
  in_store_ = false;
  destroy_in_store(id, std::move(cb));
}

void SessionVisit::touch() { cookie().touch(); }

SessionCookie& SessionVisit::cookie() const {
  const Value held = req_.session.get("cookie");
  if (auto* cookie = host<SessionCookie>(held)) return *cookie;
  if (typeof_(held) != "object" || held == null) throw TypeError("req.session.touch is not a function");
  auto* cookie = new SessionCookie(held);  // a plain object that a handler put there
  req_.session["cookie"] = Value::host(cookie);
  return *cookie;
}

// ---- the end

void SessionVisit::compare() {
  const SessionText now(req_.session);
  modified_ = original_id_ != id_ || now.str() != original_text_;
  is_saved_ = original_id_ == id_ && ((saved_ == Saved::as_original && now.str() == original_text_) ||
                                      (saved_ == Saved::as_saved && now.str() == saved_text_));
}

bool SessionVisit::has_text_id() const {
  if (is_text(req_.sessionID)) return true;
  debug("session ignored: req.sessionID is no text");
  return false;
}

bool SessionVisit::should_destroy() const {
  return began_ && config_->unset_destroys && req_.sessionID && req_.session == null;
}

bool SessionVisit::should_save() const {
  if (!has_text_id()) return false;
  return !config_->save_uninitialized && saved_ == Saved::never && !is_known() ? modified_ : !is_saved_;
}

bool SessionVisit::should_set_cookie(const SessionCookie& cookie) const {
  if (!has_text_id()) return false;
  if (!is_known()) return config_->save_uninitialized || modified_;
  return config_->rolling || (cookie.has_expiry() && modified_);
}

void SessionVisit::touch_once() {
  if (!std::exchange(touched_, true)) cookie().touch();
}

void SessionVisit::prepare_cookie() {
  head_done_ = true;
  const SessionCookie& cookie = this->cookie();
  if (!should_set_cookie(cookie)) return;
  if (cookie.secure() && !over_https()) {
    debug(
        "no cookie is sent: cookie.secure is set and the connection is not https; behind a proxy see \"trust proxy\"");
    return;
  }
  touch_once();
  const Value id = req_.sessionID;
  std::string value = "s:";
  if (has_signature_ && is_known()) {
    value.append(id.view()).append(1, '.').append(signature_, sizeof signature_);
  } else {
    keys_.sign(id.view(), value);
  }
  cookie.serialize(set_cookie_, config_->name, value);
  debug("set-cookie ", set_cookie_);
}

void SessionVisit::write_head() {
  if (!head_done_ && req_.session) {
    try {
      compare();
      prepare_cookie();
    } catch (...) {
      failed_ = std::current_exception();
    }
  }
  if (!set_cookie_.empty()) res_.append("Set-Cookie", set_cookie_);
}

// Lets the answer go whatever has happened, and then tells the error handlers.
Release SessionVisit::answering(const Release& release) const {
  return [release, frame = frame_](const Error& err) {
    release();
    if (!err || !frame) return;
    const Next next(NextSource{frame, nullptr});
    setImmediate([next, err] { next(err); });
  };
}

void SessionVisit::commit(const Release& release) {
  if (failed_) return release(error_of(failed_));
  if (late_) {
    debug("not stored: the store was late before");
    head_done_ = true;
    return release();
  }
  try {
    if (config_->waits) {
      if (finish(release)) return;
    } else {
      finish([](const Error& err) {
        if (err) console.error(err);
      });
    }
  } catch (...) {
    return release(error_of(std::current_exception()));
  }
  release();
}

bool SessionVisit::finish(const Callback<Error>& done) {
  if (should_destroy()) {
    debug("destroying");
    head_done_ = true;
    return destroy_in_store(req_.sessionID, done), true;
  }
  if (!req_.session) {
    debug("no session");
    head_done_ = true;
    return false;
  }
  touch_once();
  compare();
  if (!head_done_) prepare_cookie();
  if (should_save()) {
    debug("saving ", id_);
    return store_session(done), true;
  }
  if (!has_text_id() || !is_known()) return false;
  debug("touching");
  config_->store.touch(req_.sessionID, req_.session, limited("touch", done));
  return true;
}

}  // namespace crema::detail
