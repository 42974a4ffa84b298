// node/fs_arguments.hpp — what fs's functions are given, checked as Node checks it.
#pragma once
#include <crema/value.hpp>
#include <sys/types.h>

#include <string>
#include <string_view>

namespace crema::detail {

// A path: text or a buffer, without NUL.
std::string path_argument(std::string_view argument, const Value& v);

// `options` as an object: an encoding by itself is {encoding}. Checks the encoding.
Value options_argument(const Value& options);

// {encoding}: undefined for bytes.
Value encoding_option(const Value& options);
// {flag} as open(2) takes it; `usual` where there is none.
int flag_option(const Value& options, std::string_view usual, std::string_view key = "flag");
// A whole number of bytes, or -1 where there is none.
double position_option(const Value& options, std::string_view key);
// {mode}, or `v` itself: a number or an octal text.
mode_t mode_argument(const Value& v, mode_t usual);
// What is to be written, in the encoding of the options.
std::string data_argument(const Value& data, const Value& options);
// For access(2).
int access_argument(const Value& mode);

}  // namespace crema::detail
