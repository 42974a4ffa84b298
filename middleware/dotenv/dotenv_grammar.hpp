// The format of .env files.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crema::detail {

// Names and values in the order of the file. What is no assignment is passed over.
std::vector<std::pair<std::string, std::string>> parse_dotenv(std::string_view text);

}  // namespace crema::detail
