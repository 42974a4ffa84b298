#include "multipart_parser.hpp"

#include <algorithm>
#include <utility>

namespace crema::detail {

MultipartParser::MultipartParser(std::string_view boundary, PartRules rules, const MultipartLimits& limits,
                                 MultipartEvents& events)
    : rules_(std::move(rules)), limits_(limits), events_(events), search_(boundary) {
  push("\r\n");  // the first boundary may stand at the very beginning
}

// ! As in busboy, what stands behind the last boundary is ignored from the next piece on, while the rest of this piece is read
// as if it went on: who sends parts there gets from us what he gets from npm's.
void MultipartParser::push(std::string_view bytes) {
  if (complete_) return;
  search_.push(bytes, [this](std::string_view content, bool matched) { take(content, matched); });
}

const char* MultipartParser::end() {
  if (!complete_) search_.end([this](std::string_view content, bool matched) { take(content, matched); });
  if (!complete_) return "Unexpected end of form";
  if (in_head_) return "Malformed part header";
  return in_file_ ? "Unexpected end of file" : nullptr;
}

// A stretch of content, and whether a boundary follows it. A boundary inside of a head is left out of it, and the head goes on:
// the first bytes of the content are then looked at as those behind a boundary are.
void MultipartParser::take(std::string_view bytes, bool matched) {
  bool dropped = false;
  while (in_head_ && !bytes.empty()) {
    const auto result = fields_reader_.push(bytes);
    if (result == PartFieldsReader::Result::more) break;
    in_head_ = false;
    if (result == PartFieldsReader::Result::done) {
      part_begins();
    } else {
      events_.malformed_head();
      dropped = true;
    }
  }
  if (!dropped && !bytes.empty()) {
    if (after_ != After::nothing && !take_after_boundary(bytes)) return;
    if (in_head_) return take(bytes, matched);
    take_content(bytes);
  }
  if (matched) part_ends();
}

// False when the stretch is dealt with, a boundary behind it included.
bool MultipartParser::take_after_boundary(std::string_view& bytes) {
  if (after_ == After::boundary) {
    after_ = bytes.front() == '-' ? After::dash : bytes.front() == '\r' ? After::cr : After::nothing;
    if (after_ == After::nothing) return true;
    bytes.remove_prefix(1);
    if (bytes.empty()) return false;
  }
  const auto seen = std::exchange(after_, After::nothing);
  if (seen == After::dash && bytes.front() == '-') {
    complete_ = true;
    return false;
  }
  if (seen == After::cr && bytes.front() == '\n') {
    bytes.remove_prefix(1);
    if (boundaries_ - 1 > limits_.parts) bytes = {};  // one too many: neither its head nor its content is read
    else in_head_ = true;
  }
  return true;
}

void MultipartParser::take_content(std::string_view bytes) {
  if (skip_ || bytes.empty()) return;
  if (in_file_) {
    const auto left = limits_.file_size - file_size_;
    const bool too_large = bytes.size() > left;
    if (too_large) bytes = bytes.substr(0, static_cast<std::size_t>(left));
    file_size_ += bytes.size();
    if (!bytes.empty()) events_.file_data(bytes);
    if (!too_large) return;
    skip_ = true;
    events_.file_limit();
  } else if (in_field_) {
    const auto left = limits_.field_size - value_.size();
    truncated_ = bytes.size() > left;
    skip_ = truncated_;
    value_.append(bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), left))));
  }
}

void MultipartParser::part_begins() {
  skip_ = false;
  auto head = read_part_head(fields_reader_.take(), rules_);
  if (!head) {
    skip_ = true;
    return;
  }
  head_ = std::move(*head);
  const bool file = head_.is_file();
  if ((file ? files_ : fields_) == (file ? limits_.files : limits_.fields)) {
    skip_ = true;
    if (!std::exchange(file ? told_files_ : told_fields_, true))
      file ? events_.too_many_files() : events_.too_many_fields();
    return;
  }
  if (file) {
    files_++;
    file_size_ = 0;
    in_file_ = true;
    events_.file(head_);
  } else {
    fields_++;
    in_field_ = true;
    truncated_ = false;
  }
}

void MultipartParser::part_ends() {
  after_ = After::boundary;
  if (std::exchange(in_file_, false)) {
    events_.file_end();
  } else if (std::exchange(in_field_, false)) {
    events_.field(head_, std::exchange(value_, {}), truncated_);
  }
  boundaries_++;
  if (boundaries_ - 1 > limits_.parts && !std::exchange(told_parts_, true)) events_.too_many_parts();
}

}  // namespace crema::detail
