// core/value_buffer_bytes.hpp — what the methods that arrays and buffers share do for buffers.
#pragma once
#include <crema/value.hpp>

namespace crema::detail {

// ToUint8.
char byte_of_number(double number);

// `from` is a place, or an encoding.
int buffer_index_of(const Value& buffer, const Value& what, const Value& from);
int buffer_last_index_of(const Value& buffer, const Value& what, const Value& from);
void buffer_fill(const Value& buffer, const Value& with, const Value& from, const Value& to);

}  // namespace crema::detail
