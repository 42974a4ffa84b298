// crema/host_object.hpp — a C++ object that is an object in a Value, too.
#pragma once
#include <crema/detail/node.hpp>
#include <crema/function.hpp>
#include <crema/value.hpp>

namespace crema {

/// Base of what libraries put into Values: Date, an error, a cookie, a socket. Counted by the Values that hold it;
/// made with new and Value::host(object). Object.keys, JSON.stringify and spread work on what keys() names.
class HostObject : public detail::VirtualNode {
 public:
  /// The property, or undefined.
  virtual Value get(std::string_view key) const;
  /// False: there is no such property to set; then Value throws a TypeError. Default: false.
  virtual bool set(std::string_view key, const Value& value);
  /// delete v.key; false: there is none. Default: false.
  virtual bool remove(std::string_view key);
  /// The names of the enumerable properties, an array. Default: none.
  virtual Value keys() const;
  /// What JSON.stringify prints for it, under this key. Default: an object of keys().
  virtual Value to_json(std::string_view key) const;
  /// String(v). Default: "[object Name]".
  virtual std::string to_string() const;
  /// What Number(v) and comparisons use. Default: undefined, for Number(String(v)).
  virtual Value value_of() const;
  /// Name of its class, for messages. Default: "Object".
  virtual std::string_view class_name() const;
  /// The request and response that a function gets which is called as a method of this object.
  virtual Caller caller() const;
  ~HostObject() override;  // by the last Value only

 protected:
  HostObject() noexcept : VirtualNode(detail::NodeKind::host) {}
};

namespace detail {
HostObject* host_object(const Value& v);  // null: it is something else
}

/// The C++ object in the Value, or null when it holds something else.
template <class T>
T* host(const Value& v) {
  return dynamic_cast<T*>(detail::host_object(v));
}

/// A Value that holds a new T(args...).
template <std::derived_from<HostObject> T, class... A>
Value make_host(A&&... args) {
  return Value::host(new T(std::forward<A>(args)...));
}
}  // namespace crema
