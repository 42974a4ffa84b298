// cookieSession(): npm's order of things. The cookie is looked at when somebody asks for req.session, and written when the head
// leaves, if the session's text is not the cookie's any more.
#include "cookie_session.hpp"

#include <crema/buffer.hpp>
#include <crema/error.hpp>
#include <crema/hooks.hpp>
#include <crema/host_object.hpp>
#include <crema/json_text.hpp>
#include <crema/object.hpp>
#include <crema/slot.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cookie_jar.hpp"

namespace crema {
namespace detail {
namespace {

constexpr std::string_view topic = "crema:cookie-session";

// The most that browsers keep of a cookie, its name and attributes included.
constexpr std::size_t browser_limit = 4096;

struct CookieSessionConfig {
  explicit CookieSessionConfig(const CookieSessionOptions& options);

  std::string name;
  Keygrip keys;
  Value defaults = Object();  // constant from here on; all threads read it
};

CookieSessionConfig::CookieSessionConfig(const CookieSessionOptions& options)
    : name(options.name.empty() ? "session" : options.name), keys(options.keys) {
  if (!keys && options.secret) keys = Keygrip({options.secret});
  if (!keys && options.signed_) throw Error(".keys required.");
  if (!options.name.empty()) defaults["name"] = options.name;
  if (options.maxAge.given()) defaults["maxAge"] = options.maxAge.ms();
  defaults["secure"] = options.secure;
  defaults["httpOnly"] = options.httpOnly;
  defaults["sameSite"] = options.sameSite;
  defaults["signed"] = options.signed_;
  defaults["overwrite"] = options.overwrite;
  defaults["path"] = options.path;
  defaults["domain"] = options.domain;
  defaults["expires"] = options.expires;
  defaults["priority"] = options.priority;
  defaults["partitioned"] = options.partitioned;
  CookieJar::check_cookie(name, JarAttributes::of(defaults));
}

// req.sessionOptions: what this request has set, over what all share.
class SessionOptionsObject final : public HostObject {
 public:
  explicit SessionOptionsObject(std::shared_ptr<const CookieSessionConfig> config) : config_(std::move(config)) {}
  Value get(std::string_view key) const override {
    const Value name(key);
    return own_.hasOwnProperty(name) ? own_.get(name) : config_->defaults.get(name);
  }
  bool set(std::string_view key, const Value& value) override {
    own_[Value(key)] = value;
    return true;
  }
  bool remove(std::string_view key) override { return delete_(own_[Value(key)]); }
  Value keys() const override { return Object.keys(own_); }

 private:
  std::shared_ptr<const CookieSessionConfig> config_;
  Value own_ = Object();
};

// What `in` finds on a session of npm's: members of these names are left out.
bool is_reserved(std::string_view name) {
  return name == "_ctx" || name == "isChanged" || name == "isNew" || name == "isPopulated" ||
         isObjectPrototypeMember(name);
}

// The members of any value that JavaScript's for…in names.
Value members_of(const Value& v) {
  Value made = Object();
  const std::string type = typeof_(v).str();
  if (v == null || (type != "object" && type != "string")) return made;
  const Value list = type == "string" ? v.split("") : v;
  for (auto [key, value] : Object.entries(list)) {
    if (!is_reserved(key.view())) made[key] = value;
  }
  return made;
}

std::string encoded(const Value& session) { return Buffer.from(JSON.stringify(session)).toString("base64").str(); }

Value decoded(const Value& text) { return parseJson(Buffer.from(text, "base64").toString().view()); }

// One cookieSession() on one request. Lives in a slot of the request, and refers to the exchange's own req and res.
class CookieSessionVisit final : public SessionSlot {
 public:
  CookieSessionVisit(const Request& req, std::shared_ptr<const CookieSessionConfig> config);
  CookieSessionVisit(const CookieSessionVisit&) = delete;
  CookieSessionVisit& operator=(const CookieSessionVisit&) = delete;

  void begin(const Next& next);

  void save(Callback<Error>) override { throw no_function("save"); }
  void reload(Callback<Error>) override { throw no_function("reload"); }
  void regenerate(Callback<Error>) override { throw no_function("regenerate"); }
  void destroy(Callback<Error>) override { throw no_function("destroy"); }
  void touch() override { throw no_function("touch"); }
  Value id() override { return session().get("id"); }
  Value store() override { return {}; }
  Value isNew() override;
  Value isChanged() override;
  Value isPopulated() override;

 private:
  enum class State { unasked, held, dropped };

  static TypeError no_function(const char* name) {
    return TypeError(std::string("req.session.") + name + " is not a function");
  }
  void open();
  void notice_assignment();
  const Value& session();
  bool is_changed() const { return is_new_ || encoded(session_) != text_; }
  void write();
  void set_cookie(const std::string& value);

  const Request& req_;
  std::shared_ptr<const CookieSessionConfig> config_;
  CookieJar jar_;
  Value options_;
  State state_ = State::unasked;
  Value session_;  // while held: what req.session is
  bool is_new_ = true;
  std::string text_;  // the cookie that it was made of
};

CookieSessionVisit::CookieSessionVisit(const Request& req, std::shared_ptr<const CookieSessionConfig> config)
    : req_(req.res.req),
      config_(std::move(config)),
      jar_(req_, req.res, config_->keys),
      options_(make_host<SessionOptionsObject>(config_)) {}

void CookieSessionVisit::begin(const Next& next) {
  req_["sessionOptions"] = options_;
  installSession(
      req_, std::shared_ptr<SessionSlot>(std::shared_ptr<void>(), this),  // the slot of the request owns it
      [](void* self) {
        auto& visit = *static_cast<CookieSessionVisit*>(self);
        visit.open();
        return visit.session_;
      },
      this);
  req_.res.beforeHead([this] { write(); });
  req_.res.beforeEnd([this](const Release& release) {
    try {
      notice_assignment();
    } catch (const Error& err) {
      return release(err);
    }
    release();
  });
  next();
}

// The session of the cookie, or a new one.
void CookieSessionVisit::open() {
  const Value text = jar_.get(config_->name, static_cast<bool>(options_.get("signed")));
  is_new_ = true;
  session_ = Object();
  if (text) {
    try {
      session_ = members_of(decoded(text));
      text_ = text.str();
      is_new_ = false;
    } catch (const Error&) {
      debugLine(topic, "the cookie is no session");
    }
  }
  state_ = State::held;
  req_.session = session_;
}

// In JavaScript assigning calls a function; here what was assigned is seen when it matters.
void CookieSessionVisit::notice_assignment() {
  if (installedSession(req_) != this || !sessionOpened(req_)) return;
  const Value now = req_.session;
  if (now == null) {
    state_ = State::dropped;
    return;
  }
  if (state_ == State::held && typeof_(now) == "object" && now == session_) return;
  if (typeof_(now) != "object") {
    req_.session = state_ == State::held ? session_ : Value(null);
    throw Error("req.session can only be set as null or an object.");
  }
  session_ = members_of(now);
  is_new_ = true;
  state_ = State::held;
  req_.session = session_;
}

const Value& CookieSessionVisit::session() {
  notice_assignment();
  return session_;
}

Value CookieSessionVisit::isNew() {
  notice_assignment();
  return is_new_;
}

Value CookieSessionVisit::isChanged() {
  notice_assignment();
  return is_changed();
}

Value CookieSessionVisit::isPopulated() { return Object.keys(session()).length() > 0; }

void CookieSessionVisit::set_cookie(const std::string& value) {
  const std::string name = options_.get("name").value_or(config_->name).str();
  if (name.size() + value.size() > browser_limit) {
    debugLine(topic, "browsers do not keep the cookie: it has " + std::to_string(name.size() + value.size()) +
                         " bytes, and they take 4096 with its attributes");
  }
  jar_.set(name, value, JarAttributes::of(options_));
}

// What cannot be written is not: as in npm, the answer goes on without it.
void CookieSessionVisit::write() {
  try {
    notice_assignment();
    if (state_ == State::dropped) return set_cookie({});
    if (state_ != State::held) return;
    const bool populated = Object.keys(session_).length() > 0;
    if ((!is_new_ || populated) && is_changed()) set_cookie(encoded(session_));
  } catch (const Error& err) {
    debugLine(topic, "error saving session " + err.message.str());
  }
}

// A request has one cookieSession(), as a rule; another one takes over.
struct CookieSessionVisits {
  std::optional<CookieSessionVisit> first;
  std::vector<std::unique_ptr<CookieSessionVisit>> others;

  CookieSessionVisit& add(const Request& req, std::shared_ptr<const CookieSessionConfig> config) {
    if (!first) return first.emplace(req, std::move(config));
    others.push_back(std::make_unique<CookieSessionVisit>(req, std::move(config)));
    return *others.back();
  }
};

}  // namespace
}  // namespace detail

Handler cookieSession(const CookieSessionOptions& options) {
  return [config = std::make_shared<const detail::CookieSessionConfig>(options)](Request& req, Response&,
                                                                                 const Next& next) {
    slot<detail::CookieSessionVisits>(req).add(req, config).begin(next);
  };
}

}  // namespace crema
