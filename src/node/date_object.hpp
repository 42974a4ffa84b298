// node/date_object.hpp — the object in a Value that is a Date.
#pragma once
#include <crema/host_object.hpp>

#include <string>
#include <string_view>

namespace crema::detail {

class DateObject final : public HostObject {
 public:
  explicit DateObject(double ms) noexcept : time(ms) {}
  Value to_json(std::string_view key) const override;
  std::string to_string() const override;
  Value value_of() const override { return time; }
  /// toLocaleString alone, which Value's asks for.
  Value get(std::string_view key) const override;
  std::string_view class_name() const override { return "Date"; }

  double time;  // milliseconds since 1970; NaN is an invalid date
};

// en-US. `date` and `time` say which parts stand there when the options name none.
struct LocaleParts {
  bool date, time;
};
Value locale_text(double time, const Value& options, LocaleParts required, LocaleParts defaults);

}  // namespace crema::detail
