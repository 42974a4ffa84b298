// core/exchange.hpp — one request and its answer. Counted by the handles that users copy; the codec holds one count while the
// exchange is on its stream. Invariant: count 0 ⇔ in the pool. It leaves its stream exactly once, finished or aborted.
#pragma once
#include <crema/app.hpp>
#include <crema/hooks.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>
#include <crema/session_handle.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/arena.hpp"
#include "core/events.hpp"
#include "core/loop_context.hpp"
#include "core/request_head.hpp"
#include "core/response_fields.hpp"
#include "core/stream.hpp"

namespace crema::detail {

struct AppState;
struct Frame;
struct KeptError;
class IdleTimer;
struct RouteState;
struct RouterFrame;

// The response's way; see architecture in docs/.
enum class ResponseState : std::uint8_t {
  open,       // nothing fixed
  fixed,      // writeHead(): fields frozen, nothing sent
  streaming,  // the head has left
  held,       // ended, but gates are closed
  ended,      // given to the stream as a whole
  finished,   // all bytes with the system
  aborted,    // the client has gone
};

enum class BodyState : std::uint8_t { none, unread, reading, paused, complete, discarding };

// Automatic fields that removeHeader() has taken away.
struct RemovedFields {
  bool any = false;  // some field was
  bool connection = false, content_length = false, transfer_encoding = false;
};

// Who takes the bytes of a request's body; at most one an exchange, and one that listens besides.
class BodySink {
 public:
  virtual void bytes(std::string_view piece) = 0;
  virtual void end() = 0;
  virtual void aborted() = 0;

 protected:
  ~BodySink() = default;
};

struct SlotEntry {
  const void* id;
  void* object;
  void (*destroy)(void*);
  SlotEntry* next;
};

// What only few exchanges need; made at the first touch, kept with the exchange.
struct ExchangeExtras {
  std::vector<Callback<Response&>> head_hooks;
  struct Gate {
    Callback<Release> run;
    Frame* frame;              // where next(err) goes if it fails
    bool in_any_case = false;  // also for a client that has left
  };
  std::vector<Gate> gates;
  std::vector<Next> called_nexts;  // functions that follow routers which were called by hand
  std::vector<std::unique_ptr<Filter>> filters;
  EventListeners request_events, response_events;
  std::shared_ptr<SessionSlot> session;
  std::string held_body;                     // of an answer that waits for its gates
  FileRange held_file;                       // the same, of one that is a file
  std::string trailers;                      // lines, as they are sent
  std::vector<std::unique_ptr<Pipe>> pipes;  // what the request's body is written into
  std::vector<Callback<Error>> written;      // callbacks of write()
  std::shared_ptr<IdleTimer> idle;           // setTimeout() of req and res
  Error destroyed_by;                        // what "error" tells of a connection that was broken off
  int corked = 0;

  // Keeps the memory, so that a request which needs all this allocates nothing for it in the steady state.
  void clear() noexcept;
};

struct Exchange {
  explicit Exchange(LoopContext& loop);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // -- lifetime
  void retain() noexcept { count_up(refs); }
  void release() noexcept {
    if (count_down(refs)) last_handle_gone();
  }
  void last_handle_gone() noexcept;
  // Empties it for the next request.
  void reset() noexcept;
  // Leaves the stream: finished or aborted.
  void detach() noexcept;
  bool on_stream() const noexcept { return stream != nullptr; }

  ExchangeExtras& more() {
    if (!extras) extras = std::make_unique<ExchangeExtras>();
    touched_extras = true;
    return *extras;
  }

  OwnerCount refs{0};
  LoopContext* loop;
  Stream* stream = nullptr;
  Exchange* next_free = nullptr;
  bool parked = false;  // in the pool's list of those that were cut short
  AppState* app_state;  // whose settings apply: that of `app`

  // -- the request, filled by the codec
  RequestHead head;
  BodyState body_state = BodyState::none;
  bool body_aborted = false;
  bool body_ended = false;      // somebody has read all of it
  bool request_closed = false;  // the request is over: its "close" is due
  bool request_told = false;    // that "close" has been told
  std::int64_t body_received = 0;
  BodySink* sink = nullptr;  // who reads it
  BodySink* tap = nullptr;   // listeners of "data" and "end", who hear what the reader is given

  // -- the response
  ResponseState state = ResponseState::open;
  ResponseState left_at = ResponseState::open;  // its state when the client left
  RemovedFields removed;
  bool head_only = false;     // HEAD: no body leaves
  bool answered_for = false;  // the handler has been overdue: what it does after all is ignored
  bool ended_alone = false;   // it was ended when the client had left
  bool file_body = false;     // sends a file, and has not ended for the program before it has been sent
  bool hooks_ran = false;
  bool has_hooks = false;  // head hooks, gates, filters or listeners: the one flag tested on the hot path
  bool touched_extras = false;
  bool beyond_ascii = false;  // a field or the reason has such a letter
  bool text_first = false;    // the body begins with text, not with bytes: such a letter may leave as UTF-8
  bool utf8_head = false;     // and does
  int status = 200;           // as it leaves; before that it is cells.status_code
  std::string_view reason;    // as it leaves
  ResponseFields fields;
  std::int64_t sent = 0;  // body bytes given to the stream

  // -- what Express stores. `method_` … are the cells that Request's references point at
  struct Cells {
    Value body, params, query, headers, cookies, signed_cookies, method, url, original_url, base_url;
    Value user, auth_info, file, files, session_id, http_version, route, secret;
    Value locals, status_code, status_message, send_date, should_keep_alive;
    Value request_bag, response_bag, built_headers;
  } cells;
  Session session;
  App app;
  Request req;
  Response res;

  // -- the dispatch
  Frame* frame = nullptr;                   // where it stands: req.next
  RouterFrame* router_frames = nullptr;     // all that were made
  const RouteState* shown_route = nullptr;  // the one that req.route is, until somebody looks
  KeptError* errors = nullptr;              // all that were passed on
  SlotEntry* slots = nullptr;
  Arena arena;
  std::unique_ptr<ExchangeExtras> extras;
};

// How far the answer has come, whether or not the client is still there.
inline ResponseState progress(const Exchange& x) noexcept {
  const auto state = x.state == ResponseState::aborted ? x.left_at : x.state;
  return state == ResponseState::ended && x.file_body ? ResponseState::streaming : state;
}

// Whether fields may still be set: nothing has been sent or promised.
inline bool can_change_head(const Exchange& x) noexcept { return x.state == ResponseState::open; }

}  // namespace crema::detail
