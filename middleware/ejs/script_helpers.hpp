// script_helpers.hpp — functions that all templates may call by name, on every thread.
#pragma once
#include <crema/value.hpp>

#include <cstddef>
#include <string>

namespace crema::scripts {

void add_helper(const std::string& name, const Value& function);

struct Helper {
  std::string name;
  Value function;
};
/// How many there are; they never become fewer, and stay at their places. A later one of the same name hides the earlier.
std::size_t helper_count();
Helper helper(std::size_t place);
/// Undefined for a place where there is none.
Value helper_at(std::size_t place);

}  // namespace crema::scripts
