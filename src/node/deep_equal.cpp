// Comparison of whole structures. ! Pairs that are being compared further up are taken to be equal, so that cycles end.
#include "node/deep_equal.hpp"

#include <crema/error.hpp>
#include <crema/host_object.hpp>
#include <crema/object.hpp>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "core/regex.hpp"
#include "core/value_node.hpp"
#include "node/date_object.hpp"

namespace crema::detail {
namespace {

bool is_primitive(const Value& v) { return kind_of(v) < Kind::array; }

class Comparison {
 public:
  explicit Comparison(bool strict) : strict_(strict) {}

  bool equal(const Value& first, const Value& second) {
    Value held_first, held_second;
    const Value &a = settle(first, held_first), &b = settle(second, held_second);
    if (is_primitive(a) || is_primitive(b)) return primitives_equal(a, b);
    const Node *x = Access::node(a), *y = Access::node(b);
    if (x == y) return true;
    if (kind_of(a) != kind_of(b)) return false;
    for (const auto& pair : compared_)
      if (pair == std::pair(x, y)) return true;
    constexpr std::size_t deepest = 1000;  // as deep as JSON is read
    if (compared_.size() > deepest) throw RangeError("Maximum call stack size exceeded");
    compared_.emplace_back(x, y);
    const bool same = parts_equal(a, b);
    compared_.pop_back();
    return same;
  }

 private:
  bool primitives_equal(const Value& a, const Value& b) const {
    if (strict_) return Object.is(a, b) && (a != null || typeof_(a) == typeof_(b));
    if (is_primitive(a) != is_primitive(b)) return false;
    return loosely_equal(a, b) || (a != a && b != b);
  }

  bool parts_equal(const Value& a, const Value& b) {
    switch (kind_of(a)) {
      case Kind::array:
        return elements_equal(a, b) && members_equal(a, b);
      case Kind::object:
        return members_equal(a, b);
      case Kind::buffer:
        return a.equals(b);
      case Kind::host:
        return hosts_equal(a, b);
      default:
        return false;  // a function is equal to itself
    }
  }

  bool elements_equal(const Value& a, const Value& b) {
    if (element_count(a) != element_count(b)) return false;
    for (std::size_t i = 0; i < element_count(a) && i < element_count(b); ++i)
      if (!equal(element(a, i), element(b, i))) return false;
    return true;
  }

  bool members_equal(const Value& a, const Value& b) {
    const Value names = Object.keys(a);
    if (names.length() != Object.keys(b).length()) return false;
    for (const Value name : names)
      if (!b.hasOwnProperty(name) || !equal(a.get(name), b.get(name))) return false;
    return true;
  }

  bool hosts_equal(const Value& a, const Value& b) {
    const auto *x = static_cast<HostObject*>(Access::node(a)), *y = static_cast<HostObject*>(Access::node(b));
    if (x->class_name() != y->class_name()) return false;
    if (const auto* date = host<DateObject>(a)) {
      const auto* other = host<DateObject>(b);
      return other && (date->time == other->time || (std::isnan(date->time) && std::isnan(other->time)));
    }
    if (const auto* regex = regex_of(a)) {
      const auto* other = regex_of(b);
      return other && regex->source() == other->source() && regex->flags() == other->flags() &&
             regex->last_index() == other->last_index();
    }
    const Error error(a), other(b);
    const bool errors = instanceof <Error>(error) && instanceof <Error>(other);
    if (errors && (error.message != other.message || error.name != other.name)) return false;
    if (errors) return members_equal(a, b);
    return x->to_string() == y->to_string() && Object.keys(a).length() > 0 && members_equal(a, b);
  }

  bool strict_;
  std::vector<std::pair<const Node*, const Node*>> compared_;
};

}  // namespace

bool deep_strict_equal(const Value& a, const Value& b) { return Comparison(true).equal(a, b); }
bool deep_loosely_equal(const Value& a, const Value& b) { return Comparison(false).equal(a, b); }

bool strictly_equal(const Value& a, const Value& b) { return a == b && (a != null || typeof_(a) == typeof_(b)); }

bool loosely_equal(const Value& a, const Value& b) {
  if (a == null || b == null) return a == null && b == null;
  const Kind x = kind_of(a), y = kind_of(b);
  if (x == y || (!is_primitive(a) && !is_primitive(b))) return a == b;
  if (x == Kind::boolean) return loosely_equal(a.number(), b);
  if (y == Kind::boolean) return loosely_equal(a, b.number());
  if (is_primitive(a) && is_primitive(b)) return a.number() == b.number();
  return is_primitive(a) ? loosely_equal(a, b.str()) : loosely_equal(a.str(), b);
}

}  // namespace crema::detail
