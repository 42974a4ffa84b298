// crema/convert.hpp — Value to and from nlohmann::json, structs and C++ types. Included by value.hpp.
#pragma once
#include <crema/value.hpp>

namespace crema {

/// nlohmann::json j = value; auto value = j.get<Value>(); once nlohmann/json.hpp is included.
void json_from_value(nlohmann::json& j, const Value& v);
template <std::derived_from<Value> V>
void to_json(nlohmann::json& j, const V& v) {
  json_from_value(j, v);
}
void from_json(const nlohmann::json& j, Value& v);

namespace detail {
template <class T>
struct To {
  static T from(const Value& v) {
    typename JsonFor<T>::type j;
    json_from_value(j, v);
    return j.template get<T>();
  }
};
template <class T>
  requires Number<T>
struct To<T> {
  static T from(const Value& v) { return static_cast<T>(v); }
};
template <>
struct To<bool> {
  static bool from(const Value& v) { return static_cast<bool>(v); }
};
template <>
struct To<std::string> {
  static std::string from(const Value& v) { return v.str(); }
};
template <>
struct To<Value> {
  static Value from(const Value& v) { return v; }
};
template <class T>
struct To<std::vector<T>> {
  static std::vector<T> from(const Value& v) {
    std::vector<T> all;
    for (const auto& x : v) all.push_back(To<T>::from(x));
    return all;
  }
};
}  // namespace detail

/// auto order = to<Order>(req.body): a struct with nlohmann's from_json, a number, a std::string or a std::vector of these.
template <class T>
T to(const Value& v) {
  return detail::To<T>::from(v);
}
}  // namespace crema
