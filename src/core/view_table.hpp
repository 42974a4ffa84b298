// core/view_table.hpp — app.engines and app.cache: names, which requests on several threads read and fill.
#pragma once
#include <crema/host_object.hpp>
#include <crema/value.hpp>

#include <mutex>
#include <string_view>

namespace crema::detail {

class ViewTable final : public HostObject {
 public:
  // What is not here is looked for there.
  void inherit(const Value& parent);

  Value get(std::string_view key) const override;
  bool set(std::string_view key, const Value& value) override;
  bool remove(std::string_view key) override;
  Value keys() const override;

 private:
  mutable std::mutex lock_;
  Value own_ = Object();
  Value parent_;
};

}  // namespace crema::detail
