// Arguments of fs: each in its own few lines, with Node's words where it is wrong.
#include "node/fs_arguments.hpp"

#include <crema/error.hpp>
#include <crema/math.hpp>
#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <optional>
#include <utility>

#include "core/encodings.hpp"
#include "core/value_node.hpp"
#include "core/arguments.hpp"

namespace crema::detail {
namespace {

constexpr std::pair<std::string_view, int> flags[] = {
    {"r", O_RDONLY},
    {"rs", O_RDONLY | O_SYNC},
    {"sr", O_RDONLY | O_SYNC},
    {"r+", O_RDWR},
    {"rs+", O_RDWR | O_SYNC},
    {"sr+", O_RDWR | O_SYNC},
    {"w", O_WRONLY | O_CREAT | O_TRUNC},
    {"wx", O_WRONLY | O_CREAT | O_TRUNC | O_EXCL},
    {"xw", O_WRONLY | O_CREAT | O_TRUNC | O_EXCL},
    {"w+", O_RDWR | O_CREAT | O_TRUNC},
    {"wx+", O_RDWR | O_CREAT | O_TRUNC | O_EXCL},
    {"xw+", O_RDWR | O_CREAT | O_TRUNC | O_EXCL},
    {"a", O_WRONLY | O_CREAT | O_APPEND},
    {"ax", O_WRONLY | O_CREAT | O_APPEND | O_EXCL},
    {"xa", O_WRONLY | O_CREAT | O_APPEND | O_EXCL},
    {"as", O_WRONLY | O_CREAT | O_APPEND | O_SYNC},
    {"sa", O_WRONLY | O_CREAT | O_APPEND | O_SYNC},
    {"a+", O_RDWR | O_CREAT | O_APPEND},
    {"ax+", O_RDWR | O_CREAT | O_APPEND | O_EXCL},
    {"xa+", O_RDWR | O_CREAT | O_APPEND | O_EXCL},
    {"as+", O_RDWR | O_CREAT | O_APPEND | O_SYNC},
    {"sa+", O_RDWR | O_CREAT | O_APPEND | O_SYNC},
};

std::optional<int> flags_named(std::string_view name) {
  for (const auto& [known, bits] : flags)
    if (known == name) return bits;
  return {};
}

}  // namespace

std::string path_argument(std::string_view argument, const Value& v) {
  const auto kind = kind_of(v);
  if (kind != Kind::text && kind != Kind::buffer) {
    throw_invalid_type("The \"" + std::string(argument) + "\" argument",
                       "of type string or an instance of Buffer or URL", v);
  }
  std::string path(v.view());
  if (path.find('\0') != std::string::npos)
    throw_invalid_value(argument, "must be a string, Uint8Array, or URL without null bytes", v);
  return path;
}

Value options_argument(const Value& options) {
  if (options == null) return make_object();
  const auto kind = kind_of(options);
  if (kind != Kind::text && kind != Kind::object)
    throw_invalid_type("The \"options\" argument", "one of type string or object", options);
  Value checked = kind == Kind::text ? Value{{"encoding", options}} : options;
  const Value encoding = checked["encoding"];
  const bool known = kind_of(encoding) == Kind::text && (encoding == "buffer" || encoding_named(encoding.view()));
  if (encoding && !known) throw_invalid_value("encoding", "is invalid encoding", encoding);
  return checked;
}

Value encoding_option(const Value& options) {
  const Value encoding = options["encoding"];
  return encoding && encoding != "buffer" ? encoding : Value();
}

int flag_option(const Value& options, std::string_view usual, std::string_view key) {
  const Value flag = options[Value(key)];
  if (flag == null) return *flags_named(usual);
  if (kind_of(flag) == Kind::number) return static_cast<int>(flag);
  const auto bits = kind_of(flag) == Kind::text ? flags_named(flag.view()) : std::nullopt;
  if (!bits) throw_invalid_value("flags", "is invalid", flag);
  return *bits;
}

double position_option(const Value& options, std::string_view key) {
  const Value position = options[Value(key)];
  if (position == null || position == Infinity) return -1;
  return static_cast<double>(size_argument(key, position, 9007199254740991.0));
}

mode_t mode_argument(const Value& v, mode_t usual) {
  if (v == null) return usual;
  mode_t mode = 0;
  if (kind_of(v) == Kind::number && v.number() >= 0 && v.number() <= 4294967295.0)
    return static_cast<mode_t>(v.number());
  if (kind_of(v) == Kind::text) {
    const auto text = v.view();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), mode, 8);
    if (error == std::errc() && end == text.data() + text.size()) return mode;
  }
  throw_invalid_value("mode", "must be a 32-bit unsigned integer or an octal string", v);
}

std::string data_argument(const Value& data, const Value& options) {
  auto bytes = bytes_of(data, encoding_option(options));
  if (!bytes) {
    throw_invalid_type("The \"data\" argument", "of type string or an instance of Buffer, TypedArray, or DataView",
                       data);
  }
  return std::move(*bytes);
}

int access_argument(const Value& mode) {
  if (mode == null) return F_OK;
  if (kind_of(mode) != Kind::number) throw_invalid_type("The \"mode\" argument", "of type number", mode);
  const double bits = mode.number();
  if (!(bits >= 0 && bits <= 7)) throw_out_of_range("mode", ">= 0 && <= 7", mode);
  return static_cast<int>(bits);
}

}  // namespace crema::detail
