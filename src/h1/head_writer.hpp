// h1/head_writer.hpp — the head of an answer, with what Node's server adds to it (its _storeHeader), and how the body is framed.
#pragma once
#include <cstdint>
#include <string_view>

#include "core/exchange.hpp"
#include "core/response_fields.hpp"
#include "h1/output.hpp"

namespace crema::h1 {

// What of the request and the connection decides on the head of the answer.
struct HeadContext {
  std::string_view date;                 // as text; empty: no Date
  std::uint32_t keep_alive_seconds = 5;  // told to the client
  std::uint32_t requests = 0;            // that a connection may bring, told to the client; 0: not
  bool last = false;                     // the client is asked to bring no more
  bool keep_alive = true;                // the connection may live on
  bool head_request = false;             // HEAD
  bool can_chunk = true;                 // HTTP/1.1, or HTTP/1.0 with "TE: chunked"
  bool utf8 = false;                     // letters beyond ASCII are sent as UTF-8, not as Latin-1
  detail::RemovedFields removed{};       // not to be added
};

// How the body follows the head.
struct Framing {
  std::int64_t length = -1;  // declared; -1: not
  bool has_body = true;      // false: HEAD, 204, 304, 1xx
  bool chunked = false;
  bool keep_alive = true;  // false: the connection closes after the answer
};

// Prints the head. `length` is the number of body bytes if it is known; -1 otherwise. Values hold no CR or LF: whoever sets a
// field sees to that.
Framing write_head(Output& out, int status, std::string_view reason, const detail::ResponseFields& fields,
                   std::int64_t length, const HeadContext& context);

// Whether a field's value names `word` (lower case) among others: Node's /(?:^|\W)word(?:$|\W)/i.
bool mentions(std::string_view value, std::string_view word) noexcept;

// An answer of the codec itself, as Node's: status line, "Connection: close", no body.
void write_refusal(Output& out, int status);

}  // namespace crema::h1
