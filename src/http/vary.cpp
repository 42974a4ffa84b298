// The Vary field. Names compare without case, and go out as they were first written.
#include "http/vary.hpp"

#include <vector>

#include "http/text.hpp"

namespace crema::http {
namespace {

bool names(std::string_view list, std::string_view name) noexcept {
  ListReader items(list);
  for (std::string_view item; items.next(item);) {
    if (iequals(item, name)) return true;
  }
  return false;
}

}  // namespace

bool append_vary(std::string& header, std::span<const std::string_view> fields) {
  bool all = false;
  for (const std::string_view field : fields) {
    if (!is_token(field)) return false;
    all = all || field == "*";
  }
  if (all || names(header, "*")) {
    header.assign(1, '*');
    return true;
  }
  for (const std::string_view field : fields) {
    if (names(header, field)) continue;
    if (!header.empty()) header += ", ";
    header += field;
  }
  return true;
}

bool append_vary(std::string& header, std::string_view field) {
  if (field.empty()) return false;
  if (field.find(',') == std::string_view::npos) {
    std::string_view name;
    ListReader(field).next(name);
    return append_vary(header, {&name, 1});
  }
  std::vector<std::string_view> fields;
  ListReader items(field);
  for (std::string_view item; items.next(item);) fields.push_back(item);
  return append_vary(header, fields);
}

}  // namespace crema::http
