// core/arguments.hpp — Node's errors for arguments that are not what a function takes.
#pragma once
#include <crema/value.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace crema::detail {

// `The "path" argument must be of type string. Received type number (5)`; code ERR_INVALID_ARG_TYPE.
[[noreturn]] void throw_invalid_type(std::string_view subject, std::string_view expected, const Value& received);

// `The value of "size" is out of range. It must be >= 0 && <= 10. Received -5`; code ERR_OUT_OF_RANGE.
[[noreturn]] void throw_out_of_range(std::string_view argument, std::string_view range, const Value& received);

// `The argument 'flags' is invalid. Received 'x'`; code ERR_INVALID_ARG_VALUE.
[[noreturn]] void throw_invalid_value(std::string_view argument, std::string_view reason, const Value& received);

// The text of an argument that must be one; it dies with the Value.
std::string_view text_argument(std::string_view argument, const Value& v);

// The bytes of a text in this encoding (utf8 when it is undefined), or those of a buffer; nothing for any other kind. Throws
// TypeError ERR_UNKNOWN_ENCODING.
std::optional<std::string> bytes_of(const Value& v, const Value& encoding = {});

// A whole number from 0 to `most`.
std::size_t size_argument(std::string_view argument, const Value& v, double most);

}  // namespace crema::detail
