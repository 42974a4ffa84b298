// crema/request.hpp — req.
#pragma once
#include <crema/callback.hpp>
#include <crema/session_handle.hpp>
#include <crema/socket.hpp>
#include <crema/value.hpp>

#include <string_view>

namespace crema {

class App;
class Response;
class Next;

namespace detail {
struct Exchange;
}

/// The request. A handle: `auto&` is the exchange's own, a copy (`[=]`) keeps the exchange alive. What Express stores is a
/// member, what it computes is a method. Express: https://expressjs.com/en/5x/api.html#req
class Request {
 public:
  Value &body, &params, &query, &headers, &cookies, &signedCookies, &method, &url, &originalUrl, &baseUrl;
  Value &user, &file, &files, &sessionID, &httpVersion, &route, &secret;
  Session& session;
  App& app;
  const Response& res;

  Request(const Request& other);
  Request& operator=(const Request&) = delete;
  ~Request();

  /// Any other property: `req["requestTime"] = Date.now()`. Names of members give those members.
  Ref operator[](Key key) const;
  friend bool operator==(const Request& a, const Request& b) { return a.exchange_ == b.exchange_; }

  SocketInfo socket() const { return SocketInfo(exchange_); }
  /// The store of req.session, as the session module installed it; convert it to a StoreHandle to call it.
  Value sessionStore() const;

  /// A header field by name, in any case; undefined if the client did not send it. Throws TypeError without a name.
  Value get(const Text& field) const;
  Value header(const Text& field) const { return get(field); }
  /// The best of these types for the client's Accept, as given; false if none is. Without types: the list it accepts.
  Value accepts(const Value& a = {}, const Value& b = {}, const Value& c = {}, const Value& d = {}) const;
  Value acceptsCharsets(const Value& a = {}, const Value& b = {}, const Value& c = {}, const Value& d = {}) const;
  Value acceptsEncodings(const Value& a = {}, const Value& b = {}, const Value& c = {}, const Value& d = {}) const;
  Value acceptsLanguages(const Value& a = {}, const Value& b = {}, const Value& c = {}, const Value& d = {}) const;
  /// Whether the body is of one of these types: null without a body, false, or the type.
  Value is(const Value& a, const Value& b = {}, const Value& c = {}, const Value& d = {}) const;
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
  Value httpVersionMajor() const;
  Value httpVersionMinor() const;
  /// Whether the whole body has arrived.
  bool complete() const;
  /// Whether the client left before that.
  bool aborted() const;

  /// "data" (a Buffer, or text after setEncoding), "end", "close", "aborted", "error". Listening to "data" starts the flow.
  const Request& on(const Text& event, Callback<Value> cb) const;
  const Request& once(const Text& event, Callback<Value> cb) const;
  const Request& pause() const;
  const Request& resume() const;
  const Request& setEncoding(const Text& encoding) const;

  // What middleware installs on a request; calling one that nobody installed raises Node's TypeError.
  Value flash(const Value& type = {}, const Value& message = {}) const;
  Value csrfToken() const;
  bool isAuthenticated() const;
  bool isUnauthenticated() const;
  void login(const Value& user, Callback<Error> cb = {}) const;
  void logout(Callback<Error> cb = {}) const;

  // For the framework: the cell of an exchange, which borrows it.
  Request(detail::Exchange& exchange, const Response& response);
  detail::Exchange& exchange() const noexcept { return *exchange_; }

 private:
  detail::Exchange* exchange_;
  bool owns_ = false;
};

}  // namespace crema
