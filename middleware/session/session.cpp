// session(): the options, judged once, and the middleware, which decides whether a request has a session at all.
#include "session.hpp"

#include <crema/error.hpp>
#include <crema/host_object.hpp>
#include <crema/slot.hpp>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "memory_sessions.hpp"
#include "session_cookie.hpp"
#include "session_visit.hpp"

namespace crema::detail {
namespace {

void warn_once(std::atomic_flag& done, const char* text) {
  if (!done.test_and_set()) std::fprintf(stderr, "%s\n", text);
}

bool is_undefined(const Value& v) { return typeof_(v) == "undefined"; }

bool option_or_true(const Value& option, std::atomic_flag& warned, const char* warning) {
  if (!is_undefined(option)) return static_cast<bool>(option);
  warn_once(warned, warning);
  return true;
}

std::atomic_flag warned_resave, warned_save_uninitialized, warned_secret, warned_memory;

// The path of the request's target is in `target` up to here: what express-session asks of npm's parseurl.
std::string_view path_of(std::string_view target) {
  if (const auto scheme = target.find("://"); !target.starts_with('/') && scheme != std::string_view::npos) {
    target.remove_prefix(scheme + 3);
    target.remove_prefix(std::min(target.size(), target.find_first_of("/?#")));  // absolute-form
    if (!target.starts_with('/')) return "/";
  }
  return target.substr(0, target.find_first_of("?#"));
}

std::string cookie_path(const Value& path) { return path ? path.str() : "/"; }

// A request has one session(), as a rule; another may take over where the first leaves none.
struct SessionVisits {
  std::optional<SessionVisit> first;
  std::vector<std::unique_ptr<SessionVisit>> others;

  SessionVisit& add(const Request& req, std::shared_ptr<const SessionConfig> config, CookieKeys keys) {
    if (!first) return first.emplace(req, std::move(config), std::move(keys));
    others.push_back(std::make_unique<SessionVisit>(req, std::move(config), std::move(keys)));
    return *others.back();
  }
};

void run(const std::shared_ptr<const SessionConfig>& config, Request& req, const Next& next) {
  if (req.session) return next();
  if (!config->ready->load(std::memory_order_relaxed)) {
    debugLine(session_topic, "store is disconnected");
    return next();
  }
  const bool inside = config->cookie.of ? path_of(rawUrl(req)).starts_with(cookie_path(config->cookie.of(req)["path"]))
                                        : path_of(rawUrl(req)).starts_with(config->cookie_path);
  if (!inside) {
    debugLine(session_topic, "pathname mismatch");
    return next();
  }
  CookieKeys keys = config->keys;
  if (keys.empty()) {
    if (!req.secret) return next(Error("secret option required for sessions"));
    keys = CookieKeys(Texts(req.secret));
  }
  SessionVisit& visit = slot<SessionVisits>(req).add(req, config, std::move(keys));
  installSession(req,
                 std::shared_ptr<SessionSlot>(std::shared_ptr<void>(), &visit));  // the slot of the request owns it
  visit.begin(next);
}

}  // namespace

SessionConfig::SessionConfig(const SessionOptions& options)
    : name(!options.name.empty()  ? options.name
           : !options.key.empty() ? options.key
                                  : "connect.sid"),
      store(options.store ? options.store : MemoryStore()),
      store_value(store.value()),
      cookie(options.cookie),
      cookie_path(detail::cookie_path(options.cookie.path)),
      auto_secure(!options.cookie.of && options.cookie.secure == "auto"),
      auto_same_site(!options.cookie.of && options.cookie.sameSite == "auto"),
      genid(options.genid),
      store_ms(is_memory_store(store) ? 0 : options.storeTimeout.ms()),
      waits(options.waitForStore),
      resave(option_or_true(options.resave, warned_resave,
                            "crema session deprecated: .resave is not given and counts as true; write .resave = false, "
                            "which suits every store that has touch()")),
      save_uninitialized(
          option_or_true(options.saveUninitialized, warned_save_uninitialized,
                         "crema session deprecated: .saveUninitialized is not given and counts as true; "
                         "write .saveUninitialized = false, so that visitors get a session once it holds "
                         "something")),
      rolling(options.rolling),
      unset_destroys(options.unset == "destroy"),
      answer_on_error(options.answerOnError),
      proxy(options.proxy == true    ? Proxy::trusted
            : options.proxy == false ? Proxy::ignored
                                     : Proxy::as_the_app) {
  if (!options.unset.empty() && options.unset != "destroy" && options.unset != "keep") {
    throw TypeError("unset option must be \"destroy\" or \"keep\"");
  }
  if (options.secret.given() && options.secret.empty()) {
    throw TypeError("secret option array must contain one or more strings");
  }
  // One empty text is no secret, as in JavaScript.
  if (options.secret.list().size() > 1 || (!options.secret.empty() && !options.secret.list().front().empty())) {
    keys = CookieKeys(options.secret);
  } else {
    warn_once(
        warned_secret,
        "crema session deprecated: .secret is not given; without cookie-parser's req.secret every request is an error");
  }
  const char* environment = std::getenv("NODE_ENV");
  if (environment && std::string_view(environment) == "production" && is_memory_store(store)) {
    warn_once(
        warned_memory,
        "Warning: session() keeps its sessions in a MemoryStore, which is not designed for a production environment: "
        "a restart loses them, and other processes do not see them.");
  }
  store.on("disconnect", [ready = ready] { *ready = false; });
  store.on("connect", [ready = ready] { *ready = true; });
}

Handler SessionLibrary::operator()(const SessionOptions& options) const {
  return [config = std::make_shared<const SessionConfig>(options)](Request& req, Response&, const Next& next) {
    run(config, req, next);
  };
}

Value SessionLibrary::Cookie(const SessionCookieOptions& options) const { return make_host<SessionCookie>(options); }

}  // namespace crema::detail
