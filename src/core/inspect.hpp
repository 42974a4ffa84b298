// core/inspect.hpp — a Value as Node's util.inspect and console.log show it. For people to read, not for programs.
#pragma once
#include <crema/host_object.hpp>
#include <crema/value.hpp>

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace crema::detail {

struct InspectOptions {
  int depth = 2;                // levels of objects that are shown, below the outermost
  bool hidden = false;          // show the length of arrays, too: %o
  std::size_t elements = 100;   // of an array that are shown
  std::size_t line_width = 80;  // what is longer is broken
  bool colors = false;          // of a terminal
  bool whole_texts = false;     // a long text is not parted at its lines
};

std::string inspect(const Value& v, const InspectOptions& options = {});

inline constexpr int every_level = std::numeric_limits<int>::max();

// An object that is shown as a list of elements, or of keys with their values.
class CollectionView : public HostObject {
 public:
  virtual Value elements() const = 0;
  virtual Value values() const = 0;  // undefined: elements alone
  /// Whether the number of its elements stands behind its name.
  virtual bool counted() const { return true; }
};

// A Map or a Set as an object in a Value, to be shown.
class MapView final : public CollectionView {
 public:
  MapView(Value of_keys, Value of_values) : keys_(std::move(of_keys)), values_(std::move(of_values)) {}
  std::string_view class_name() const override { return values_ == undefined ? "Set" : "Map"; }
  Value elements() const override { return keys_; }
  Value values() const override { return values_; }

 private:
  Value keys_, values_;
};

// What a listener of "unhandledRejection" gets as the promise: nothing but to be shown.
class RejectedPromise final : public HostObject {
 public:
  explicit RejectedPromise(Value reason) : reason_(std::move(reason)) {}
  std::string_view class_name() const override { return "Promise"; }
  const Value& reason() const { return reason_; }

 private:
  Value reason_;
};

// 'it', in the quotes that need the fewest escapes.
std::string quoted(std::string_view text);

}  // namespace crema::detail
