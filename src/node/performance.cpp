// performance: the steady clock from the moment when the program began, and what the program notes by it.
#include <crema/performance.hpp>

#include <crema/error.hpp>
#include <crema/object.hpp>
#include <crema/process.hpp>

#include <algorithm>
#include <mutex>
#include <vector>

#include "core/arguments.hpp"
#include "net/clock.hpp"

namespace crema::detail {
namespace {

struct Origin {
  Origin() {
    const double running = process.uptime().number() * 1000;
    steady = net::Clock::system().steady_ms() - running;
    since_1970 = net::Clock::system().now_ms() - running;
  }
  double steady, since_1970;
  static const Origin& of_program() {
    static const Origin one;
    return one;
  }
};

// What was noted, on whatever thread. Lives until the very end.
struct Timeline {
  std::mutex mutex;
  std::vector<Value> entries;
  static Timeline& all() {
    static Timeline& one = *new Timeline;
    return one;
  }
  Value add(Value entry) {
    const std::lock_guard lock(mutex);
    entries.push_back(entry);
    return entry;
  }
  void forget(const char* type, const Value& name) {
    std::vector<Value> gone;  // goes when the lock has been given back
    const std::lock_guard lock(mutex);
    std::erase_if(entries, [&](const Value& entry) {
      const bool meant = entry["entryType"] == type && (name == undefined || entry["name"] == name);
      if (meant) gone.push_back(entry);
      return meant;
    });
  }
  template <class Wanted>
  Value some(Wanted wanted) {
    std::vector<Value> found;
    {
      const std::lock_guard lock(mutex);
      std::copy_if(entries.begin(), entries.end(), std::back_inserter(found), wanted);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Value& a, const Value& b) { return a["startTime"] < b["startTime"]; });
    return found;
  }
};

// Milliseconds, or the newest mark of this name.
double moment_of(const Value& mark) {
  if (typeof_(mark) == "number") return mark.number();
  const Value name = mark.str(), made = Timeline::all().some([&](const Value&entry) {
    return entry["entryType"] == "mark" && entry["name"] == name;
  });
  if (made.length() > 0) return made.at(-1)["startTime"].number();
  Error error("The \"" + name + "\" performance mark has not been set");
  error.name = "SyntaxError";
  error.code = 12;
  throw error;
}

}  // namespace

Value PerformanceLibrary::now() const { return net::Clock::system().steady_ms() - Origin::of_program().steady; }
Value PerformanceLibrary::timeOrigin() const { return Origin::of_program().since_1970; }
Value PerformanceLibrary::toJSON() const { return {{"timeOrigin", timeOrigin()}, {"now", now()}}; }

Value PerformanceLibrary::mark(const Value& name, const Value& options) const {
  const Value start = options.get("startTime").value_or(now());
  if (start.number() < 0) throw_invalid_value("startTime", "must not be negative", start);
  Value entry = {{"name", name.str()}, {"entryType", "mark"}, {"startTime", start}, {"duration", 0}};
  entry["detail"] = options.get("detail").value_or(null);
  return Timeline::all().add(entry);
}

Value PerformanceLibrary::measure(const Value& name, const Value& from, const Value& to) const {
  const double end = to == undefined ? now().number() : moment_of(to);
  const double begin = from == undefined ? 0 : moment_of(from);
  Value entry = {{"name", name.str()}, {"entryType", "measure"}, {"startTime", begin}, {"duration", end - begin}};
  entry["detail"] = null;
  return Timeline::all().add(entry);
}

Value PerformanceLibrary::getEntries() const {
  return Timeline::all().some([](const Value&) { return true; });
}
Value PerformanceLibrary::getEntriesByName(const Value& name, const Value& type) const {
  return Timeline::all().some(
      [&](const Value& entry) { return entry["name"] == name && (type == undefined || entry["entryType"] == type); });
}
Value PerformanceLibrary::getEntriesByType(const Value& type) const {
  return Timeline::all().some([&](const Value& entry) { return entry["entryType"] == type; });
}
void PerformanceLibrary::clearMarks(const Value& name) const { Timeline::all().forget("mark", name); }
void PerformanceLibrary::clearMeasures(const Value& name) const { Timeline::all().forget("measure", name); }

}  // namespace crema::detail
