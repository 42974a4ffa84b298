// process.env: an object whose members are the environment itself. The C library's functions are not safe beside one another,
// so ours take turns; a thread of another library that calls setenv is on its own.
#include <crema/host_object.hpp>
#include <crema/process.hpp>

#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <mutex>
#include <string>
#include <string_view>

namespace crema::detail {
namespace {

std::mutex& mutex() {
  static std::mutex one;
  return one;
}

class EnvironmentObject final : public HostObject {
 public:
  Value get(std::string_view key) const override {
    const std::lock_guard lock(mutex());
    return std::getenv(std::string(key).c_str());  // a null pointer is undefined
  }
  bool set(std::string_view key, const Value& value) override {
    const std::string text = value.str();
    const std::lock_guard lock(mutex());
    if (::setenv(std::string(key).c_str(), text.c_str(), 1) != 0) return false;
    if (key == "TZ") ::tzset();
    return true;
  }
  bool remove(std::string_view key) override {
    const std::lock_guard lock(mutex());
    return ::unsetenv(std::string(key).c_str()) == 0;
  }
  Value keys() const override {
    const std::lock_guard lock(mutex());
    Value names = Array();
    for (char** entry = environ; entry && *entry; ++entry) {
      const std::string_view text = *entry;
      names.push(text.substr(0, text.find('=')));
    }
    return names;
  }
};

const Value& environment() {
  static const Value& object = *new Value(make_host<EnvironmentObject>());  // lives until the very end
  return object;
}

}  // namespace

Ref Environment::operator[](Key name) const { return environment()[name]; }
Value Environment::get(Key name) const { return environment().get(name); }
Environment::operator Value() const { return environment(); }

}  // namespace crema::detail
