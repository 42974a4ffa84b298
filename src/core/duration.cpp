#include <crema/duration.hpp>
#include <crema/error.hpp>

#include "core/value_node.hpp"
#include "http/units.hpp"

namespace crema {
namespace detail {

double milliseconds_of(const Value& v) {
  if (kind_of(v) == Kind::number) return v.number();
  if (kind_of(v) == Kind::text) {
    if (const auto ms = http::parse_duration(v.view())) return *ms;
  }
  throw TypeError("crema: " + JSON.stringify(v).str() + " is not a length of time: give milliseconds, 24h or \"1d\"");
}

}  // namespace detail

Texts::Texts(const Value& v) {
  if (v == null) return;
  given_ = true;
  if (!Array.isArray(v)) {
    list_.push_back(v.str());
    return;
  }
  for (auto one : v) add(one);
}

void Texts::add(const Value& one) {
  if (one == null)
    throw TypeError("crema: " + one.str() + " in a list of secrets; is an environment variable not set?");
  list_.push_back(one.str());
}

}  // namespace crema
