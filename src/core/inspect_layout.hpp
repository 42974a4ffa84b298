// core/inspect_layout.hpp — how the entries of one object are laid out: on one line, in columns, or one a line.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace crema::detail {

struct EntryTexts {
  std::vector<std::string> texts;
  std::string base;  // what stands before the brace: "[Function: f]", an error's stack
  std::string open = "{", close = "}";
  bool is_list = false;      // elements of an array: seven and more may stand in columns
  bool all_numbers = false;  // columns of numbers are aligned to the right
  bool has_remark = false;   // the last one, "... 3 more items", stands outside of them
  std::size_t indentation = 0;
  std::size_t line_width = 80;
  int levels_below = 0;  // of what was formatted last inside; from three on nothing is joined to one line
};

std::string laid_out(EntryTexts entries);

}  // namespace crema::detail
