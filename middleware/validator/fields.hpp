// Which fields of a request a chain is about, and which no chain knows.
#pragma once
#include <crema/request.hpp>
#include <crema/value.hpp>

#include <string>
#include <vector>

#include "field_paths.hpp"

namespace crema::validation {

struct FieldInstance {
  std::string location, path, original_path;
  Value path_values, value;
  bool halted = false;  // bail(), or a condition that does not hold
};

/// req.body, req.query …
Value& location_of(const Request& req, const std::string& location);

/// Each field that the paths name, once, in their order.
std::vector<FieldInstance> select_fields(const Request& req, const std::vector<std::string>& fields,
                                         const std::vector<std::string>& locations);

/// Objects of `path`, `value` and `location`, of what none of the paths covers.
Value select_unknown_fields(const Request& req, const std::vector<std::string>& fields, const std::string& location);

}  // namespace crema::validation
