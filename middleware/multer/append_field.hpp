// npm's append-field 1: `a[b][0]`, `a[]` and repeated names of a form as nested objects and arrays.
#pragma once
#include <crema/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crema::detail {

// The members of one form, one after the other.
class FieldAppender {
 public:
  explicit FieldAppender(const Value& form) : form_(form) {}

  // False: an array would get too many elements that nobody has sent. JavaScript's arrays are sparse; here a hole costs 16 bytes.
  bool append(std::string_view name, const Value& value);
  // The largest N of `[N]` in a name that makes arrays; -1: there is none.
  static double largest_index(std::string_view name);

 private:
  struct Step {
    Value key;                // a text, or a number
    bool into_array = false;  // what the next step is looked up in
    bool append = false;
  };
  static constexpr double most_holes = 100'000;  // in all of a form

  static std::vector<Step> steps_of(std::string_view name);
  bool make_room(const Value& container, const Value& key);
  Value descend(const Value& container, const Step& step);

  Value form_;
  double holes_ = 0;
};

}  // namespace crema::detail
