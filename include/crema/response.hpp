// crema/response.hpp — res.
#pragma once
#include <crema/callback.hpp>
#include <crema/cookie_options.hpp>
#include <crema/value.hpp>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>

namespace crema {

class App;
class Filter;
class Handler;
class Request;
template <class V, class K>
class Map;

namespace detail {
struct Exchange;
struct Nothing {
  Nothing() = delete;
  Nothing(const Nothing&) = delete;
};
}  // namespace detail

/// Completes a gate (crema/hooks.hpp): `release()` lets the answer go, `release(err)` drops it and goes on with next(err).
using Release = Callback<Error>;

/// The response. A handle: `auto&` is the exchange's own, a copy (`[=]`) keeps the exchange alive. Methods that end the
/// response return void, the others the response. Answering after the client has gone is harmless; a second answer throws
/// Error ERR_HTTP_HEADERS_SENT. Express: https://expressjs.com/en/5x/api.html#res
class Response {
 public:
  Value &locals, &statusCode, &statusMessage;
  App& app;
  const Request& req;

  Response(const Response& other);
  Response& operator=(const Response&) = delete;
  ~Response();

  /// Any other property: `res["page"] = 1`.
  Ref operator[](Key key) const;
  friend bool operator==(const Response& a, const Response& b) { return a.exchange_ == b.exchange_; }

  /// An integer from 100 to 999; TypeError for no integer, RangeError outside.
  const Response& status(const Value& code) const;
  /// Sets a field; an array is sent as several lines. Content-Type gets its charset. TypeError ERR_INVALID_CHAR and others.
  const Response& set(const Text& field, const Value& value) const;
  const Response& set(const Value& fields) const;
  const Response& header(const Text& field, const Value& value) const { return set(field, value); }
  const Response& header(const Value& fields) const { return set(fields); }
  const Response& append(const Text& field, const Value& value) const;
  /// The value to be sent; undefined if none is set.
  Value get(const Text& field) const;
  /// Content-Type by extension ("html"), file name or in full; the charset is added where it is known.
  const Response& type(const Text& t) const;
  const Response& contentType(const Text& t) const { return type(t); }
  const Response& vary(const Value& field) const;
  const Response& links(const Value& links) const;
  const Response& location(const Value& url) const;
  const Response& attachment(const Value& name = {}) const;
  /// Adds a Set-Cookie line; objects and arrays become `j:` and JSON. Throws TypeError on a bad name, value or option.
  const Response& cookie(const Text& name, const Value& value, const CookieOptions& options = {}) const;
  const Response& clearCookie(const Text& name, const CookieOptions& options = {}) const;

  // Node's own.
  const Response& setHeader(const Text& field, const Value& value) const;
  const Response& appendHeader(const Text& field, const Value& value) const;
  Value getHeader(const Text& field) const { return get(field); }
  Value getHeaders() const;
  Value getHeaderNames() const;
  bool hasHeader(const Text& field) const;
  const Response& removeHeader(const Text& field) const;
  /// Fixes status and fields; `writeHead(status, reason, fields)`, `writeHead(status, fields)`.
  const Response& writeHead(const Value& status, const Value& reason_or_fields = {}, const Value& fields = {}) const;
  const Response& flushHeaders() const;
  bool headersSent() const;
  bool writableEnded() const;
  bool writableFinished() const;
  /// Sends a piece, chunked unless a length is set. False when more than 16 KB wait: go on at "drain".
  bool write(const Value& chunk, const Value& encoding = {}) const;
  /// "finish" (all handed to the system), "close", "drain", "error".
  const Response& on(const Text& event, Callback<Value> cb) const;
  const Response& once(const Text& event, Callback<Value> cb) const;

  /// Text as HTML, a Buffer as bytes, anything else as JSON; with ETag, and 304 where the client's copy is fresh.
  void send() const;
  void send(const Value& body) const;
  template <detail::Chars T>
  void send(const T& text) const {
    send_text(std::string_view(text));
  }
  void send(std::initializer_list<detail::Nothing>) const;  // send({}) sends an empty object
  void json(const Value& body) const;
  void json(std::initializer_list<detail::Nothing>) const;
  void jsonp(const Value& body) const;
  void end(const Value& chunk = {}, const Value& encoding = {}) const;
  /// Renders a view with the locals of the app, res.locals and these, of which the later win, and sends it as HTML; errors go to
  /// next(err). With a callback nothing is sent: it gets (err, text). Throws Error when no engine is known for the view.
  /// Express: https://expressjs.com/en/5x/api.html#res.render
  void render(const Value& view, const Value& options = {}, Callback<Error, Value> callback = {}) const;
  template <class F>
    requires(detail::Callable<F> && !detail::Single<F>)
  void render(const Value& view, F callback) const {
    render(view, Value(), Callback<Error, Value>(std::move(callback)));
  }
  /// The status with its reason as text.
  void sendStatus(const Value& code) const;
  /// 302, or the status given, to the URL.
  void redirect(const Value& url) const;
  void redirect(const Value& status, const Value& url) const;

  // Extension points of middleware; crema/hooks.hpp tells their order.
  /// Runs when the head is about to leave, the last registered first.
  void beforeHead(Callback<Response&> hook) const;
  /// Holds the answer, once it has ended, until `release` is called; runs once.
  void beforeEnd(Callback<Release> gate) const;
  /// Body bytes go through it; removes Content-Length. Only before the head has left.
  void filter(std::unique_ptr<Filter> filter) const;
  /// Bytes of the body that were given to the connection so far.
  std::int64_t bytesWritten() const;

  // For the framework: the cell of an exchange, which borrows it.
  Response(detail::Exchange& exchange, const Request& request);
  detail::Exchange& exchange() const noexcept { return *exchange_; }

 private:
  void send_text(std::string_view text) const;
  detail::Exchange* exchange_;
  bool owns_ = false;
};

}  // namespace crema
