// Values to and from nlohmann::json, the interchange type of C++ users.
#include <cmath>
#include <crema/convert.hpp>
#include <crema/error.hpp>
#include <nlohmann/json.hpp>

#include "core/object.hpp"
#include "core/value_receiver.hpp"

namespace crema {
using namespace detail;

namespace {

constexpr int max_depth = 2'000;

Value value_of(const nlohmann::json& j, int depth) {
  if (depth > max_depth) throw RangeError("Maximum call stack size exceeded");
  switch (j.type()) {
    case nlohmann::json::value_t::null:
      return nullptr;
    case nlohmann::json::value_t::boolean:
      return j.get<bool>();
    case nlohmann::json::value_t::number_integer:
      return j.get<std::int64_t>();
    case nlohmann::json::value_t::number_unsigned:
      return j.get<std::uint64_t>();
    case nlohmann::json::value_t::number_float:
      return j.get<double>();
    case nlohmann::json::value_t::string:
      return Value(j.get_ref<const std::string&>());
    case nlohmann::json::value_t::binary: {
      const auto& bytes = j.get_binary();
      return make_buffer(std::string(bytes.begin(), bytes.end()));
    }
    case nlohmann::json::value_t::array: {
      Value list = crema::make_array(j.size());
      for (const auto& x : j) append_element(list, value_of(x, depth + 1));
      return list;
    }
    case nlohmann::json::value_t::object: {
      Value object = crema::make_object(j.size());
      for (auto i = j.begin(); i != j.end(); ++i) set_member(object, i.key(), value_of(i.value(), depth + 1));
      return object;
    }
    case nlohmann::json::value_t::discarded:
      break;
  }
  return {};
}

void write(nlohmann::json& j, const Value& v, int depth) {
  if (depth > max_depth) throw RangeError("Maximum call stack size exceeded");
  switch (Access::tag(v)) {
    case tag_undefined:
    case tag_null:
    case tag_function:
      j = nullptr;
      return;
    case tag_bool:
      j = Access::boolean(v);
      return;
    case tag_number: {
      // A whole number is one there, too: "id": 1 read into an int is no float.
      const double d = Access::number(v);
      if (d == std::trunc(d) && std::fabs(d) < 9007199254740992.0) j = static_cast<std::int64_t>(d);
      else j = d;
      return;
    }
    case tag_array:
      j = nlohmann::json::array();
      for (std::size_t i = 0; i < element_count(v); ++i) write(j.emplace_back(), element(v, i), depth + 1);
      return;
    case tag_object:
      j = nlohmann::json::object();
      each_member(v, [&](std::string_view key, Value& member) {
        if (Access::tag(member) == tag_undefined || Access::tag(member) == tag_function) return;
        write(j[std::string(key)], member, depth + 1);
      });
      return;
    case tag_buffer: {
      const std::string_view bytes = buffer_node(v).view();
      j = nlohmann::json::binary(std::vector<std::uint8_t>(bytes.begin(), bytes.end()));
      return;
    }
    case tag_host: {
      auto* host = static_cast<HostObject*>(Access::node(v));
      const Value json = host->to_json("");
      if (Access::tag(json) == tag_host) j = nlohmann::json::object();
      else write(j, json, depth + 1);
      return;
    }
    default:
      j = std::string(text_of(v));
  }
}

}  // namespace

Value Value::from_json(const nlohmann::json& j) { return value_of(j, 0); }

void json_from_value(nlohmann::json& j, const Value& v) {
  const Receiver self(v);
  if (is_pending(self.value)) throw_pending(self.value);
  write(j, self.value, 0);
}
void from_json(const nlohmann::json& j, Value& v) { v = value_of(j, 0); }

}  // namespace crema
