// core/response_end.hpp — how an answer leaves: end → gates (which may wait) → head hooks → filters → stream. The one place that
// moves an exchange through its response states.
#pragma once
#include <crema/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

#include "core/exchange.hpp"

namespace crema::detail {

// Sets a field from literals or texts of the arena.
inline void set_field(Exchange& x, std::string_view name, std::string_view value, FieldId id) {
  x.fields.set(x.arena, name, value, id);
}
// Content-Length in decimal.
void set_length(Exchange& x, std::size_t size);

// Throws Error ERR_HTTP_HEADERS_SENT unless fields may still be set; `doing` is Node's word for it ("set", "remove").
void require_open(const Exchange& x, const char* doing);

// Sends the body whole. After the end: ERR_STREAM_WRITE_AFTER_END for one with bytes, nothing for one without.
void end_response(Exchange& x, std::string_view body);
// Sends a piece; the head goes first. False when more than high_water bytes wait.
bool write_response(Exchange& x, std::string_view piece);
// Fixes the head (writeHead): hooks run now, later fields throw.
void fix_head(Exchange& x);
// Lets the head leave now.
void flush_head(Exchange& x);
// The automatic answer to OPTIONS.
void answer_options(Exchange& x, std::string_view allow);
// Breaks the connection off: an error after the head has left.
void break_off(Exchange& x);

// Calls listeners; what they throw is uncaught.
void emit_response(Exchange& x, std::string_view event, const Value& value = {});
void emit_request(Exchange& x, std::string_view event, const Value& value = {});

}  // namespace crema::detail
