#include "append_field.hpp"

#include <crema/object.hpp>

#include <algorithm>
#include <utility>

namespace crema::detail {
namespace {

bool is_undefined(const Value& v) { return typeof_(v) == "undefined"; }
bool is_object(const Value& v) { return v != null && typeof_(v) == "object"; }

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The last step: a second value makes an array of the first, and an object takes values under "".
void put(const Value& container, const Value& key, bool append, const Value& value) {
  const Value there = container[key];
  if (is_undefined(there)) {
    container[key] = append ? Array(value) : value;
  } else if (Array.isArray(there)) {
    there.push(value);
  } else if (is_object(there)) {
    put(there, "", false, value);
  } else {
    container[key] = Array(there, value);
  }
}

}  // namespace

// A name that does not follow the grammar to its end is one key as it stands.
std::vector<FieldAppender::Step> FieldAppender::steps_of(std::string_view name) {
  const std::vector<Step> plain(1, Step{name});
  const auto bracket = name.find('[');
  if (bracket == 0 || bracket == std::string_view::npos) return plain;
  std::vector<Step> steps(1, Step{name.substr(0, bracket)});
  for (auto rest = name.substr(bracket); !rest.empty();) {
    if (rest.front() != '[') return plain;
    if (rest == "[]") {
      steps.back().append = true;
      break;
    }
    const auto close = rest.find(']');
    if (close == std::string_view::npos || close == 1) return plain;
    const auto key = rest.substr(1, close - 1);
    const bool index = all_digits(key);
    steps.back().into_array = index;
    steps.push_back({index ? crema::Number(key) : Value(key)});
    rest.remove_prefix(close + 1);
  }
  return steps;
}

bool FieldAppender::make_room(const Value& container, const Value& key) {
  if (!Array.isArray(container)) return true;
  const double more = key.number() - container.length();
  if (more <= 0) return true;
  if (holes_ + more > most_holes) return false;
  holes_ += more;
  return true;
}

Value FieldAppender::descend(const Value& container, const Step& step) {
  const Value there = container[step.key];
  if (is_undefined(there)) {
    const Value made = step.into_array ? Array() : Object();
    container[step.key] = made;
    return made;
  }
  if (Array.isArray(there)) {
    if (step.into_array) return there;
    const Value made = Object();
    for (int i = 0; i < there.length(); i++) {
      if (!is_undefined(there[i])) made[Value(i).str()] = there[i];
    }
    container[step.key] = made;
    return made;
  }
  if (is_object(there)) return there;
  const Value made = Object();
  made[""] = there;
  container[step.key] = made;
  return made;
}

double FieldAppender::largest_index(std::string_view name) {
  double largest = -1;
  for (const auto& step : steps_of(name)) {
    if (typeof_(step.key) == "number") largest = std::max(largest, step.key.number());
  }
  return largest;
}

bool FieldAppender::append(std::string_view name, const Value& value) {
  const auto steps = steps_of(name);
  Value container = form_;
  for (const auto& step : steps) {
    if (!make_room(container, step.key)) return false;
    if (&step == &steps.back()) put(container, step.key, step.append, value);
    else container = descend(container, step);
  }
  return true;
}

}  // namespace crema::detail
