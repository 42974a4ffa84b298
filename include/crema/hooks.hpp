// crema/hooks.hpp — what a middleware may hook into. Session, compression and the rest are written with these alone.
//
//   res.beforeHead(hook)   the head is about to leave: set fields now. Last registered first, each once.
//   res.beforeEnd(gate)    the answer has ended: nothing leaves until every gate has called its `release`. A gate that
//                          releases with an error turns the answer back: the body is dropped and next(err) follows.
//   res.filter(filter)     body bytes pass through it on their way out.
//   res.on("finish"), res.on("close")
//   slot<T>(req)           a typed object that lives as long as the request.
//   readBody(req, …)       the whole body, by a limit.
#pragma once
#include <crema/request.hpp>
#include <crema/response.hpp>
#include <crema/slot.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace crema {

/// Turns body bytes into other body bytes. `out` takes what is to be sent on.
class Filter {
 public:
  class Sink {
   public:
    virtual void write(std::string_view bytes) = 0;

   protected:
    ~Sink() = default;
  };
  virtual ~Filter() = default;
  virtual void write(std::string_view bytes, Sink& out) = 0;
  /// Sends what is held back: somebody called res.flush(). The body goes on.
  virtual void flush(Sink& out) = 0;
  /// The last call.
  virtual void end(Sink& out) = 0;
};

/// As res.beforeEnd, but the gate also runs when the client has left before the program ends its answer: what session() keeps then is
/// kept, as in Express. It lives as long as the request, and so must hold no handle of it.
void beforeEndInAnyCase(const Response& res, Callback<Release> gate);

/// Puts `slot` behind `req.session`: its methods answer from now on, until the request ends.
void installSession(const Request& req, std::shared_ptr<SessionSlot> slot);
/// The same for a session that is looked for when somebody asks for it: `req.session` is what `open(self)` gives, which
/// also assigns it to `req.session`.
void installSession(const Request& req, std::shared_ptr<SessionSlot> slot, Value (*open)(void* self), void* self);
/// Whether somebody has asked for it, or assigned another.
bool sessionOpened(const Request& req);
/// The one that was installed; null without one.
SessionSlot* installedSession(const Request& req);

/// The raw target, without making a Value of it. Valid as long as the request.
std::string_view rawUrl(const Request& req);
/// The value of the first field of that name as the client sent it; empty if it is missing.
std::string_view rawHeader(const Request& req, std::string_view lower_case_name);
/// What `req.headers[name]` is now: repeated fields joined, changed by middleware before, as UTF-8; empty if it is missing.
/// Makes a Value only when it must. Valid as long as the request.
std::string_view headerText(const Request& req, std::string_view lower_case_name);

struct ReadOptions {
  std::int64_t limit = 102400;  // Most bytes of body, in bytes. Default: 100 KB.
};

/// What reading a body came to.
struct ReadResult {
  enum class Kind : unsigned char { complete, too_large, aborted, already_read } kind = Kind::complete;
  std::string_view bytes;      // the body; valid during the callback
  std::int64_t expected = -1;  // Content-Length; -1 when chunked
  std::int64_t received = 0;
};

/// Reads the whole body, once. The callback may be called before this returns, when the body is there already.
void readBody(const Request& req, const ReadOptions& options, Callback<const ReadResult&> done);
/// Whether the request has a body: Transfer-Encoding, or a Content-Length (even 0).
bool hasBody(const Request& req);

/// A line to stderr when the environment's DEBUG names `topic` ("crema:session"), as npm's debug does; `debugEnabled` first
/// when making the text costs something.
bool debugEnabled(std::string_view topic);
void debugLine(std::string_view topic, std::string_view text);

}  // namespace crema
