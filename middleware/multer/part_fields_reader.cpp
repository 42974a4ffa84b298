#include "part_fields_reader.hpp"

#include <utility>

namespace crema::detail {
namespace {

bool is_token(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_value(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return c == '\t' || (byte >= 0x20 && byte != 0x7f);
}

bool is_space(char c) { return c == ' ' || c == '\t'; }

}  // namespace

// One step for each byte; the first byte of a value, and of a name behind a line's end, is looked at twice and counts twice.
PartFieldsReader::Result PartFieldsReader::push(std::string_view& bytes) {
  while (!bytes.empty()) {
    if (bytes_++ == most_bytes) {
      reset();
      return Result::malformed;
    }
    bool again = false;
    const auto result = step(bytes.front(), again);
    if (result == Result::malformed) {
      reset();
      return result;
    }
    if (!again) bytes.remove_prefix(1);
    if (result == Result::done) return result;
  }
  return Result::more;
}

PartFieldsReader::Result PartFieldsReader::step(char c, bool& again) {
  switch (state_) {
    case State::name:
      if (is_token(c)) {
        name_ += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        return Result::more;
      }
      if (c != ':' || name_.empty()) return Result::malformed;
      state_ = State::space;
      return Result::more;
    case State::space:
      if (is_space(c)) return Result::more;
      again = true;
      state_ = State::value;
      return Result::more;
    case State::value:
      if (is_value(c)) {
        value_ += c;
        return Result::more;
      }
      if (c != '\r') return Result::malformed;
      state_ = State::lf;
      return Result::more;
    case State::lf:
      if (c != '\n') return Result::malformed;
      state_ = State::next_line;
      return Result::more;
    case State::next_line:
      if (is_space(c)) {
        again = true;
        state_ = State::value;
        return Result::more;
      }
      keep_pair();
      if (c == '\r') {
        state_ = State::last_lf;
        return Result::more;
      }
      again = true;
      state_ = State::name;
      return Result::more;
    case State::last_lf:
      return c == '\n' ? Result::done : Result::malformed;
  }
  return Result::malformed;
}

void PartFieldsReader::keep_pair() {
  if (++pairs_ < most_pairs) {
    auto* kept = name_ == "content-disposition"         ? &fields_.disposition
                 : name_ == "content-type"              ? &fields_.type
                 : name_ == "content-transfer-encoding" ? &fields_.transfer_encoding
                                                        : nullptr;
    if (kept && !*kept) *kept = std::move(value_);
  }
  name_.clear();
  value_.clear();
}

PartFields PartFieldsReader::take() {
  auto fields = std::move(fields_);
  reset();
  return fields;
}

void PartFieldsReader::reset() {
  fields_ = {};
  name_.clear();
  value_.clear();
  bytes_ = pairs_ = 0;
  state_ = State::name;
}

}  // namespace crema::detail
