// What the page of errorhandler() looks like.
#pragma once
#include <crema/value.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace crema::detail {

struct ErrorPage {
  std::string title, status;
  std::string_view error;               // its first line
  std::vector<std::string_view> stack;  // the others
};

std::string html_of(const ErrorPage& page);

}  // namespace crema::detail
