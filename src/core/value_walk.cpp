// Walking through Values from outside: the public face of core/object and core/value_node.
#include <crema/value_walk.hpp>

#include "core/object.hpp"
#include "core/value_node.hpp"

namespace crema {

Kind kindOf(const Value& v) { return kind_of(v); }

const void* sharedAddress(const Value& v) {
  Value held;
  const Value& plain = detail::settle(v, held);
  return kind_of(plain) < Kind::array ? nullptr : detail::Access::node(plain);
}

namespace detail {

void visit_members(const Value& object, MemberVisit visit, void* visitor) {
  Value held;
  const Value& plain = settle(object, held);
  if (is_object(plain)) each_member(plain, [&](std::string_view key, Value& v) { visit(visitor, key, v); });
}

}  // namespace detail
}  // namespace crema
