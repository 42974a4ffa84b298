// Finds a boundary in a body that comes in pieces. Linear in the worst case: the needle has one CR, at its beginning, so that
// where a match breaks off no other one can have begun inside of it.
#pragma once
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

namespace crema::detail {

class BoundarySearch {
 public:
  // The needle is CRLF "--" and the boundary, which has no CR (no field value has).
  explicit BoundarySearch(std::string_view boundary) : needle_("\r\n--" + std::string(boundary)) {}

  // Calls found(bytes, matched) for each stretch of content and whether the boundary stands behind it. What may be the
  // beginning of one at the end of `piece` is kept.
  template <class Found>
  void push(std::string_view piece, Found found) {
    std::size_t at = 0;
    if (matched_ > 0) {
      while (matched_ < needle_.size() && at < piece.size() && piece[at] == needle_[matched_]) matched_++, at++;
      if (matched_ < needle_.size() && at == piece.size()) return;
      const bool whole = matched_ == needle_.size();
      const auto held = std::string_view(needle_).substr(0, matched_);
      matched_ = 0;
      found(whole ? std::string_view() : held, whole);
    }
    std::size_t from = at;
    while (at < piece.size()) {
      const auto* cr = static_cast<const char*>(std::memchr(piece.data() + at, '\r', piece.size() - at));
      if (!cr) break;
      const auto start = static_cast<std::size_t>(cr - piece.data());
      std::size_t same = 1;
      at = start + 1;
      while (same < needle_.size() && at < piece.size() && piece[at] == needle_[same]) same++, at++;
      if (same == needle_.size()) {
        found(piece.substr(from, start - from), true);
        from = at;
      } else if (at == piece.size()) {
        matched_ = same;
        if (start > from) found(piece.substr(from, start - from), false);
        return;
      }
    }
    if (from < piece.size()) found(piece.substr(from), false);
  }

  // What was kept, once no more comes.
  template <class Found>
  void end(Found found) {
    if (matched_ > 0) found(std::string_view(needle_).substr(0, matched_), false);
    matched_ = 0;
  }

 private:
  const std::string needle_;
  std::size_t matched_ = 0;  // bytes of the needle that have come
};

}  // namespace crema::detail
