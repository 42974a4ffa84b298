// The two libraries that everyone knows, and one line.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

int main() { fmt::print("{}\n", nlohmann::json{{"hello", "world"}}.dump()); }
