// core/response_end.hpp — how an answer leaves: end → gates (which may wait) → head hooks → filters → stream. The one place that
// moves an exchange through its response states.
#pragma once
#include <crema/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

#include "core/exchange.hpp"
#include "core/user_calls.hpp"

namespace crema::detail {

// Sets a field from literals or texts of the arena.
inline void set_field(Exchange& x, std::string_view name, std::string_view value, FieldId id) {
  x.fields.set(x.arena, name, value, id);
}
// Content-Length in decimal.
void set_length(Exchange& x, std::size_t size);

// Error ERR_HTTP_HEADERS_SENT in Node's words.
[[noreturn]] void throw_headers_sent(const char* doing);
// Throws it unless fields may still be set; `doing` is Node's word for it ("set", "remove").
void require_open(const Exchange& x, const char* doing);
// The same; whether there is still somebody for whom fields are set.
bool takes_fields(const Exchange& x, const char* doing);
// Whether an answer has no client any more; then this has been its end, or is the error that it is the second one.
bool nobody_listens(Exchange& x);
// The answer ends for a client that has left.
void end_alone(Exchange& x);

// Sends the body whole. After the end: ERR_STREAM_WRITE_AFTER_END for one with bytes, nothing for one without.
void end_response(Exchange& x, std::string_view body);
// Sends a file as the body. Throws Error EIO and the like, before the head has left, where a small one cannot be read.
void end_with_file(Exchange& x, FileRange&& file);
// Sends a piece; the head goes first. False when more than high_water bytes wait. `done` comes when it is with the system.
bool write_response(Exchange& x, std::string_view piece, const Callback<Error>& done = {});
// What was written after the end is an "error", which comes later.
void write_after_end(Exchange& x, const Callback<Error>& done = {});
// Lets the filters send what they hold back.
void flush_filters(Exchange& x);
// Fixes the head (writeHead): hooks run now, later fields throw.
void fix_head(Exchange& x);
// Lets the head leave now.
void flush_head(Exchange& x, bool alone = false);
// All of the body is with the stream.
void end_stream(Exchange& x);
// Breaks the connection off: an error after the head has left.
void break_off(Exchange& x);

}  // namespace crema::detail
