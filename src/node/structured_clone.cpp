// structuredClone: what was met before is the same copy again, so shared parts stay shared and cycles end.
#include <crema/structured_clone.hpp>

#include <crema/error.hpp>
#include <crema/host_object.hpp>

#include <unordered_map>

#include "core/object.hpp"
#include "core/value_node.hpp"
#include "node/date_object.hpp"

namespace crema::detail {
namespace {

class Cloner {
 public:
  Value copy(const Value& v, int depth = 0) {
    constexpr int deepest = 1000;  // as deep as JSON is read
    Value held;
    const Value& plain = settle(v, held);
    const Kind kind = kind_of(plain);
    if (kind < Kind::array) return plain;
    const auto found = made_.find(Access::node(plain));
    if (found != made_.end()) return found->second;
    if (depth > deepest) throw RangeError("Maximum call stack size exceeded");
    switch (kind) {
      case Kind::array: {
        const Value list = keep(plain, make_array(element_count(plain)));
        for (std::size_t i = 0; i < element_count(plain); ++i) append_element(list, copy(element(plain, i), depth + 1));
        return list;
      }
      case Kind::object: {
        const Value object = keep(plain, make_object(member_count(plain)));
        each_member(plain,
                    [&](std::string_view key, Value& member) { set_member(object, key, copy(member, depth + 1)); });
        return object;
      }
      case Kind::buffer:
        return keep(plain, make_buffer(plain.view()));
      case Kind::host:
        if (const auto* date = host<DateObject>(plain)) return keep(plain, make_host<DateObject>(date->time));
        break;
      default:
        break;
    }
    Error error(plain.str() + " could not be cloned.");
    error.name = "DataCloneError";
    throw error;
  }

 private:
  const Value& keep(const Value& original, Value made) {
    return made_.emplace(Access::node(original), std::move(made)).first->second;
  }
  std::unordered_map<const Node*, Value> made_;
};

}  // namespace

Value StructuredClone::operator()(const Value& v) const { return Cloner().copy(v); }

}  // namespace crema::detail
