// crema/response.hpp — res.
#pragma once
#include <crema/callback.hpp>
#include <crema/cookie_options.hpp>
#include <crema/file_options.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>
#include <utility>

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
// The function in the place of options.
template <class F>
concept FileCallback = Callable<F> && !Single<F> && !std::same_as<F, SendFileOptions>;
}  // namespace detail

/// Completes a gate (crema/hooks.hpp): `release()` lets the answer go, `release(err)` drops it and goes on with next(err).
using Release = Callback<Error>;

/// The response. A handle: `auto&` is the exchange's own, a copy (`[=]`) keeps the exchange alive. Methods that end the
/// response return void, the others the response. Answering after the client has gone is harmless; a second answer throws
/// Error ERR_HTTP_HEADERS_SENT. Express: https://expressjs.com/en/5x/api.html#res
class Response {
 public:
  Value &locals, &statusCode, &statusMessage;
  Value &sendDate, &shouldKeepAlive;  // false: no Date field; the connection closes after the answer
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
  /// The same with options in a Value: `Value options = {{"maxAge", 60000}};`.
  template <std::derived_from<Value> V>
  const Response& cookie(const Text& name, const Value& value, const V& options) const {
    return cookie(name, value, cookie_options(options));
  }
  template <std::derived_from<Value> V>
  const Response& clearCookie(const Text& name, const V& options) const {
    return clearCookie(name, cookie_options(options));
  }

  // Node's own. https://nodejs.org/api/http.html#class-httpserverresponse
  const Response& setHeader(const Text& field, const Value& value) const;
  const Response& appendHeader(const Text& field, const Value& value) const;
  Value getHeader(const Text& field) const { return get(field); }
  /// All fields of a Map.
  const Response& setHeaders(const Map<Value, Value>& fields) const;
  Value getHeaders() const;
  Value getHeaderNames() const;
  /// The names as they were set.
  Value getRawHeaderNames() const;
  bool hasHeader(const Text& field) const;
  /// Of Date, Connection, Content-Length and Transfer-Encoding also the automatic one.
  const Response& removeHeader(const Text& field) const;
  /// Fixes status and fields; `writeHead(status, reason, fields)`, `writeHead(status, fields)`. Fields are an object, or a list of
  /// names and values by turns.
  const Response& writeHead(const Value& status, const Value& reason_or_fields = {}, const Value& fields = {}) const;
  const Response& flushHeaders() const;
  bool headersSent() const;
  /// Fields behind a chunked body, to be set before end(); an object, or a list of pairs.
  void addTrailers(const Value& fields) const;
  /// Interim answers: 100, 102, and 103 with `{{"link", "</a.css>; rel=preload; as=style"}}` and other fields.
  void writeContinue(Callback<> cb = {}) const;
  void writeProcessing(Callback<> cb = {}) const;
  void writeEarlyHints(const Value& hints, Callback<> cb = {}) const;

  bool writable() const;
  bool writableEnded() const;
  bool writableFinished() const;
  bool finished() const { return writableEnded(); }
  bool writableNeedDrain() const;
  /// Bytes that wait for the client.
  int writableLength() const;
  int writableHighWaterMark() const;
  int writableCorked() const;
  bool destroyed() const;
  /// Sends a piece, chunked unless a length is set. False when more than 16 KB wait: go on at "drain". The callback comes when
  /// the piece is with the system. After the end: "error" ERR_STREAM_WRITE_AFTER_END.
  bool write(const Value& chunk, const Value& encoding = {}, Callback<Error> cb = {}) const;
  template <class F>
    requires(detail::Callable<F> && !detail::Single<F>)
  bool write(const Value& chunk, F cb) const { return write(chunk, undefined, Callback<Error>(std::move(cb))); }
  /// What is written until uncork() leaves together; it would anyway, at the end of the callback that writes.
  void cork() const;
  void uncork() const;
  /// Lets what was written leave, also what a filter (compression) holds back.
  void flush() const;
  /// Closes the connection; "error" listeners of the request get `err`.
  const Response& destroy(const Error& err = {}) const;
  /// "timeout" after so many milliseconds without a byte in either direction; without a listener the connection closes. 0: never.
  const Response& setTimeout(const Value& ms, Callback<Value> cb = {}) const;

  /// "prefinish", "finish" (all handed to the system), "close", "drain", "pipe", "unpipe", "timeout", "error".
  const Response& on(const Text& event, Callback<Value> cb) const;
  const Response& addListener(const Text& event, Callback<Value> cb) const { return on(event, std::move(cb)); }
  const Response& once(const Text& event, Callback<Value> cb) const;
  /// Takes a listener away: the same Callback that was added, since each lambda is one of its own.
  const Response& off(const Text& event, const Callback<Value>& cb) const;
  const Response& removeListener(const Text& event, const Callback<Value>& cb) const { return off(event, cb); }
  const Response& removeAllListeners(const Text& event) const;
  int listenerCount(const Text& event) const;
  /// Calls the listeners; whether there was one.
  bool emit(const Text& event, const Value& value = {}) const;

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
  /// JSON, or a script that calls the function which the query names ("jsonp callback name").
  void jsonp(const Value& body) const;
  void jsonp(std::initializer_list<detail::Nothing>) const;
  /// Ends the answer, with a last piece. The callback comes at "finish".
  void end(const Value& chunk = {}, const Value& encoding = {}, Callback<Error> cb = {}) const;
  template <class F>
    requires(detail::Callable<F> && !detail::Single<F>)
  void end(F cb) const { end(undefined, undefined, Callback<Error>(std::move(cb))); }
  template <class F>
    requires(detail::Callable<F> && !detail::Single<F>)
  void end(const Value& chunk, F cb) const { end(chunk, undefined, Callback<Error>(std::move(cb))); }
  /// Calls the handler whose type the client likes best: `res.format({{"html", [&] { … }}, {"default", [&] { … }}})`; 406 goes to
  /// next() when none fits.
  void format(const Map<Handler, Value>& by_type) const;
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
  /// Sends a file, whole or in the parts asked for, or 304. The path is absolute, or below `.root`. It starts when the handler has
  /// returned; `done` is then called once: when all has been sent, or with the error, and has to answer then. Without it errors are
  /// next(err), a folder is next(). Throws TypeError for a path that is none, or a wrong option.
  void sendFile(const Value& path, const SendFileOptions& options = {}, Callback<Error> done = {}) const;
  template <detail::FileCallback F>
  void sendFile(const Value& path, F done) const {
    sendFile(path, SendFileOptions{}, Callback<Error>(std::move(done)));
  }
  /// Sends a file to be saved under `name` (its own, if none is given). A relative path is one of the working directory, or of
  /// `.root`.
  void download(const Value& path, const Value& name = {}, const SendFileOptions& options = {},
                Callback<Error> done = {}) const;
  void download(const Value& path, const SendFileOptions& options, Callback<Error> done = {}) const {
    download(path, Value(), options, std::move(done));
  }
  template <detail::FileCallback F>
  void download(const Value& path, F done) const {
    download(path, Value(), SendFileOptions{}, Callback<Error>(std::move(done)));
  }
  template <detail::FileCallback F>
  void download(const Value& path, const Value& name, F done) const {
    download(path, name, SendFileOptions{}, Callback<Error>(std::move(done)));
  }

  // Extension points of middleware; crema/hooks.hpp tells their order.
  /// Runs when the head is about to leave, the last registered first.
  void beforeHead(Callback<Response&> hook) const;
  /// Holds the answer, once it has ended, until `release` is called; runs once.
  void beforeEnd(Callback<Release> gate) const;
  /// Body bytes go through it; removes Content-Length. Only before the head has left: later it throws ERR_HTTP_HEADERS_SENT.
  void filter(std::unique_ptr<Filter> filter) const;
  /// Bytes of the body that were given to the connection so far.
  std::int64_t bytesWritten() const;

  // For the framework: the cell of an exchange, which borrows it.
  Response(detail::Exchange& exchange, const Request& request);
  detail::Exchange& exchange() const noexcept { return *exchange_; }

 private:
  void send_text(std::string_view text) const;
  static CookieOptions cookie_options(const Value& options);
  detail::Exchange* exchange_;
  bool owns_ = false;
};

}  // namespace crema
