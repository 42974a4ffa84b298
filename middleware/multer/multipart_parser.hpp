// A multipart/form-data body (RFC 7578) as a row of events, piece by piece, with the limits and the leniency of npm's busboy 1.6.
// It does no I/O and keeps no more than the head of one part (16 KB) and the value of one field.
#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "boundary_search.hpp"
#include "part_fields_reader.hpp"
#include "part_head.hpp"

namespace crema::detail {

struct MultipartLimits {
  static constexpr std::uint64_t none = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t field_size = 1024 * 1024;  // bytes of a value; one more is cut off
  std::uint64_t file_size = none;
  std::uint64_t fields = none, files = none, parts = none;
};

// What a parser tells. A file's bytes come between file() and file_end(), and no two files at once.
class MultipartEvents {
 public:
  virtual void field(const PartHead& head, std::string bytes, bool truncated) = 0;
  virtual void file(const PartHead& head) = 0;
  // A view into what was pushed, or into bytes of the parser's own.
  virtual void file_data(std::string_view bytes) = 0;
  // The file is larger than it may be; what is left of it is dropped.
  virtual void file_limit() = 0;
  virtual void file_end() = 0;
  // One more than there may be, told once.
  virtual void too_many_fields() = 0;
  virtual void too_many_files() = 0;
  virtual void too_many_parts() = 0;
  virtual void malformed_head() = 0;

 protected:
  ~MultipartEvents() = default;
};

class MultipartParser {
 public:
  MultipartParser(std::string_view boundary, PartRules rules, const MultipartLimits& limits, MultipartEvents& events);

  void push(std::string_view bytes);
  // The body has ended: null, or what is wrong with that.
  const char* end();

 private:
  // What follows a boundary tells what it was: CRLF begins a part, "--" is the end.
  enum class After : unsigned char { nothing, boundary, dash, cr };

  void take(std::string_view bytes, bool matched);
  bool take_after_boundary(std::string_view& bytes);
  void take_content(std::string_view bytes);
  void part_begins();
  void part_ends();

  const PartRules rules_;
  const MultipartLimits limits_;
  MultipartEvents& events_;
  BoundarySearch search_;
  PartFieldsReader fields_reader_;
  PartHead head_;
  std::string value_;  // of the field
  std::uint64_t file_size_ = 0, fields_ = 0, files_ = 0, boundaries_ = 0;
  After after_ = After::nothing;
  bool in_head_ = false, in_field_ = false, in_file_ = false, skip_ = false, truncated_ = false;
  bool told_fields_ = false, told_files_ = false, told_parts_ = false;
  bool complete_ = false;
};

}  // namespace crema::detail
