// The header fields in front of a part, piece by piece, as npm's busboy 1.6 reads them: CRLF ends a line, folded lines are
// joined, 16 KB in all, and the pairs from the 2,000th on are dropped.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "part_head.hpp"

namespace crema::detail {

class PartFieldsReader {
 public:
  enum class Result : unsigned char { more, done, malformed };

  // Takes what belongs to the head off the front of `bytes`. After `done` the fields are there; it begins anew then.
  Result push(std::string_view& bytes);
  PartFields take();

 private:
  enum class State : unsigned char { name, space, value, lf, next_line, last_lf };
  static constexpr std::size_t most_bytes = 16 * 1024, most_pairs = 2000;

  Result step(char c, bool& again);
  void keep_pair();
  void reset();

  PartFields fields_;
  std::string name_, value_;
  std::size_t bytes_ = 0, pairs_ = 0;
  State state_ = State::name;
};

}  // namespace crema::detail
