// core/field_text.hpp — field values are Latin-1 on the wire (as Node reads and writes them) and UTF-8 in Values.
#pragma once
#include <crema/value.hpp>

#include <optional>
#include <string_view>

#include "core/arena.hpp"

namespace crema::detail {

struct Exchange;

Value text_of_field(std::string_view wire);
// The bytes that are sent for `text`. Throws TypeError ERR_INVALID_CHAR (naming the field) for what a field cannot hold.
std::string_view wire_text(std::string_view text, std::string_view field, Exchange& x);
// The same; nothing for what cannot be sent.
std::optional<std::string_view> latin1_text(std::string_view text, Arena& arena);
// Throws TypeError ERR_INVALID_HTTP_TOKEN; `what` stands in its sentence.
void check_field_name(std::string_view name, const char* what = "Header name");

}  // namespace crema::detail
