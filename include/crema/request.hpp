// crema/request.hpp — req.
#pragma once
#include <crema/callback.hpp>
#include <crema/next.hpp>
#include <crema/session_handle.hpp>
#include <crema/socket.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

namespace crema {

class App;
class Response;

namespace detail {
struct Exchange;

// What a request's body is piped into.
struct Pipe {
  virtual ~Pipe() = default;
  virtual bool write(const Value& chunk) = 0;  // false: wait for when_drained
  virtual void end() = 0;
  virtual void when_drained(Callback<> go_on) = 0;
  virtual bool is(const Response& res) const = 0;
};

template <class W>
concept Writable = !std::derived_from<W, Value> && requires(const W& to, const Value& chunk) {
  to.write(chunk);
  to.end();
};

template <class W>
struct HeldPipe final : Pipe {
  explicit HeldPipe(const W& w) : to(w) {
    if constexpr (requires { to.emit("pipe"); }) to.emit("pipe");
  }
  bool write(const Value& chunk) override {
    if constexpr (std::is_same_v<decltype(to.write(chunk)), bool>) return to.write(chunk);
    to.write(chunk);
    return true;
  }
  void end() override { to.end(); }
  void when_drained(Callback<> go_on) override {
    if constexpr (requires { to.once("drain", go_on); }) to.once("drain", go_on);
    else go_on();
  }
  bool is([[maybe_unused]] const Response& res) const override {
    if constexpr (std::is_same_v<W, Response>) return to == res;
    else return false;
  }
  W to;
};
}  // namespace detail

/// Options of req.login() and req.logout(). https://www.passportjs.org/concepts/authentication/login/
struct LoginOptions {
  bool session = true;           // Whether the login lasts beyond this request. Default: true.
  bool keepSessionInfo = false;  // Whether the new session has what the old one held. Default: false.
};

/// The request. A handle: `auto&` is the exchange's own, a copy (`[=]`) keeps the exchange alive. What Express stores is a
/// member, what it computes is a method. Express: https://expressjs.com/en/5x/api.html#req
class Request {
 public:
  Value &body, &params, &query, &headers, &cookies, &signedCookies, &method, &url, &originalUrl, &baseUrl;
  Value &user, &authInfo, &file, &files, &sessionID, &httpVersion, &route, &secret;
  Session& session;
  App& app;
  const Response& res;
  /// Goes on behind the layer of the router that is being run, as `next` does: `req.next()`, `req.next(err)`.
  const CurrentNext next;

  Request(const Request& other);
  Request& operator=(const Request&) = delete;
  ~Request();

  /// Any other property: `req["requestTime"] = Date.now()`. Names of members give those members.
  Ref operator[](Key key) const;
  friend bool operator==(const Request& a, const Request& b) { return a.exchange_ == b.exchange_; }

  SocketInfo socket() const { return SocketInfo(exchange_); }
  /// The store of req.session, as the session module installed it; convert it to a StoreHandle to call it.
  Value sessionStore() const;

  SocketInfo connection() const { return socket(); }

  /// A header field by name, in any case; undefined if the client did not send it. TypeError without a name, or when it is no text.
  Value get(const Value& field) const;
  template <detail::Chars T>
  Value get(const T& field) const {
    return get_field(std::string_view(field));
  }
  Value header(const Value& field) const { return get(field); }
  template <detail::Chars T>
  Value header(const T& field) const {
    return get_field(std::string_view(field));
  }
  /// The best of these types for the client's Accept, as given; false if none is. Without types: the list it accepts.
  Value accepts(const Value& a = {}, const Value& b = {}, const Value& c = {}, const Value& d = {}, const Value& e = {},
                const Value& f = {}, const Value& g = {}, const Value& h = {}) const;
  Value acceptsCharsets(const Value& a = {}, const Value& b = {}, const Value& c = {}, const Value& d = {},
                        const Value& e = {}, const Value& f = {}, const Value& g = {}, const Value& h = {}) const;
  Value acceptsEncodings(const Value& a = {}, const Value& b = {}, const Value& c = {}, const Value& d = {},
                         const Value& e = {}, const Value& f = {}, const Value& g = {}, const Value& h = {}) const;
  Value acceptsLanguages(const Value& a = {}, const Value& b = {}, const Value& c = {}, const Value& d = {},
                         const Value& e = {}, const Value& f = {}, const Value& g = {}, const Value& h = {}) const;
  /// Whether the body is of one of these types: null without a body, false, or the type.
  Value is(const Value& a = {}, const Value& b = {}, const Value& c = {}, const Value& d = {}, const Value& e = {},
           const Value& f = {}, const Value& g = {}, const Value& h = {}) const;
  /// The Range field against a size: a list of {start, end} with its `type`; undefined, -1 or -2 as in Express.
  Value range(const Value& size, const Value& options = {}) const;

  Value path() const;
  Value ip() const;
  Value ips() const;
  Value host() const;
  Value hostname() const;
  Value protocol() const;
  Value subdomains() const;
  bool secure() const;
  bool xhr() const;
  bool fresh() const;
  bool stale() const;

  /// Field names and values by turns, as the client wrote them.
  Value rawHeaders() const;
  /// Each field's values as a list, repeated ones too: `req.headersDistinct()["x-a"][1]`.
  Value headersDistinct() const;
  /// What came behind a chunked body; empty until it is complete.
  Value trailers() const;
  Value trailersDistinct() const;
  Value rawTrailers() const;
  Value httpVersionMajor() const;
  Value httpVersionMinor() const;
  /// Whether the whole body has arrived.
  bool complete() const;
  /// Whether the client left before that.
  bool aborted() const;

  /// Whether the request is over, because it was answered or its client left.
  bool destroyed() const;

  /// "data" (a Buffer, or text after setEncoding), "readable", "end", "close", "aborted", "error", "timeout", "pause", "resume".
  /// Listening to "data" starts the flow. Node: https://nodejs.org/api/stream.html#readable-streams
  const Request& on(const Text& event, Callback<Value> cb) const;
  const Request& addListener(const Text& event, Callback<Value> cb) const { return on(event, std::move(cb)); }
  const Request& once(const Text& event, Callback<Value> cb) const;
  /// Takes a listener away: the same Callback that was added, since each lambda is one of its own.
  const Request& off(const Text& event, const Callback<Value>& cb) const;
  const Request& removeListener(const Text& event, const Callback<Value>& cb) const { return off(event, cb); }
  const Request& removeAllListeners(const Text& event) const;
  int listenerCount(const Text& event) const;
  /// Calls the listeners; whether there was one.
  bool emit(const Text& event, const Value& value = {}) const;

  const Request& pause() const;
  const Request& resume() const;
  bool isPaused() const;
  /// true, false, or null when nobody has asked for the body yet.
  Value readableFlowing() const;
  /// Whether all of the body was read.
  bool readableEnded() const;
  /// What has come of the body, or `size` bytes of it; null when that is not there: wait for "readable".
  Value read(const Value& size = {}) const;
  /// How chunks become text: "utf8", "hex", "base64" … TypeError ERR_UNKNOWN_ENCODING for others.
  const Request& setEncoding(const Text& encoding) const;
  /// Writes the body into a response, or whatever has write() and end(), as fast as that takes it, and ends it; not with
  /// `{{"end", false}}`. Gives what it writes into.
  template <detail::Writable W>
  const W& pipe(const W& to, const Value& options = {}) const {
    add_pipe(std::make_unique<detail::HeldPipe<W>>(to), options);
    return to;
  }
  /// The same into an object with functions `write` and `end`.
  Value pipe(const Value& to, const Value& options = {}) const;
  const Request& unpipe() const;
  const Request& unpipe(const Response& from) const;
  /// Closes the connection; "error" listeners get `err`.
  const Request& destroy(const Error& err = {}) const;
  /// "timeout" after so many milliseconds without a byte in either direction; without a listener the connection closes. 0: never.
  const Request& setTimeout(const Value& ms, Callback<Value> cb = {}) const;

  // What middleware installs on a request; calling one that nobody installed raises Node's TypeError.
  Value flash(const Value& type = {}, const Value& message = {}) const;
  Value csrfToken() const;
  bool isAuthenticated() const;
  bool isUnauthenticated() const;
  void login(const Value& user, Callback<Error> cb = {}) const;
  void login(const Value& user, const LoginOptions& options, Callback<Error> cb = {}) const;
  void logIn(const Value& who, Callback<Error> cb = {}) const { login(who, std::move(cb)); }
  void logIn(const Value& who, const LoginOptions& options, Callback<Error> cb = {}) const {
    login(who, options, std::move(cb));
  }
  void logout(Callback<Error> cb = {}) const;
  void logout(const LoginOptions& options, Callback<Error> cb = {}) const;
  void logOut(Callback<Error> cb = {}) const { logout(std::move(cb)); }
  void logOut(const LoginOptions& options, Callback<Error> cb = {}) const { logout(options, std::move(cb)); }

  // For the framework: the cell of an exchange, which borrows it.
  Request(detail::Exchange& exchange, const Response& response);
  detail::Exchange& exchange() const noexcept { return *exchange_; }

 private:
  Value get_field(std::string_view name) const;
  void add_pipe(std::unique_ptr<detail::Pipe> pipe, const Value& options) const;
  detail::Exchange* exchange_;
  bool owns_ = false;
};

}  // namespace crema
