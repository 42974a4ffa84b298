// core/exchange_events.hpp — what a codec tells core of an exchange. All are called within a Turn, on the exchange's loop.
//
//   x = &loop.exchanges.acquire(loop)    one count, the codec's; x->head is filled, x->stream set
//   start(*x, service)                   the head is complete: runs the chain; the answer may be complete when it returns
//   receive_body / receive_end           body bytes, only between resume_body() and pause_body()
//   drained                              what waited is with the system again: "drain"
//   written                              the same, for callbacks of write(), where tell_when_written() asked for it
//   finished                             the answer is with the system: "finish", "close"
//   gone                                 the client left before that: "aborted", "close"
//   overdue                              no head has come for too long: the error handlers are to answer
//   x->release()                         after finished or gone
#pragma once
#include <crema/handler.hpp>
#include <crema/socket.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/exchange.hpp"

namespace crema::detail {

// What answers the requests of a server: an app (settings of the top app apply), or any other handler.
struct Service {
  explicit Service(Handler h);
  // What a server's "request", "checkContinue" and "checkExpectation" add; before it listens.
  void add(std::string_view event, Handler h);

  Handler handler;
  AppState* app = nullptr;
  std::vector<Handler> more;                                  // further listeners of "request"
  std::vector<Handler> check_continue, check_expectation;     // instead of the handlers, for requests with Expect
  std::vector<Callback<Error&, ClientSocket&>> client_error;  // for requests that make no sense
  std::vector<Callback<>> drop_request;                       // for those that are one too many of their connection
};

// What a request asks for before its body is sent.
enum class Expectation : std::uint8_t { none, to_continue, other };

void start(Exchange& x, Service& service, Expectation expects = Expectation::none);
void receive_body(Exchange& x, std::string_view bytes);
void receive_end(Exchange& x);
// The request's body has been read, by whomever.
void close_request(Exchange& x);
void drained(Exchange& x);
void written(Exchange& x);
void finished(Exchange& x);
void gone(Exchange& x);
// False: there is nobody to ask, or an answer is on its way already (it waits for a gate, or its head is fixed).
bool overdue(Exchange& x, double ms);

}  // namespace crema::detail
