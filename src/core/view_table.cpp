// Names and what they stand for, under a lock.
#include "core/view_table.hpp"

#include "core/value_node.hpp"

namespace crema::detail {

void ViewTable::inherit(const Value& parent) {
  const std::lock_guard lock(lock_);
  parent_ = parent;
}

Value ViewTable::get(std::string_view key) const {
  const std::lock_guard lock(lock_);
  if (const Value* found = find_member(own_, key)) return *found;
  return parent_.get(make_text(key));
}

bool ViewTable::set(std::string_view key, const Value& value) {
  const std::lock_guard lock(lock_);
  set_member(own_, key, value);
  return true;
}

bool ViewTable::remove(std::string_view key) {
  const std::lock_guard lock(lock_);
  return remove_member(own_, key);
}

Value ViewTable::keys() const {
  const std::lock_guard lock(lock_);
  return Object.keys(own_);
}

}  // namespace crema::detail
