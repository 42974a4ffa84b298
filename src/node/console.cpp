// console: each call makes its whole text first and writes it once.
#include <crema/console.hpp>

#include <crema/process.hpp>

#include <unistd.h>

#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/inspect.hpp"
#include "core/loop_context.hpp"
#include "core/stdio.hpp"
#include "core/system_error.hpp"
#include "core/uncaught.hpp"
#include "node/log_format.hpp"

namespace crema::detail {
namespace {

std::atomic<int> indentation = 0;

// What became of a stream that cannot be written: a full disk, a reader who has left.
struct Fate {
  std::atomic<bool> told = false, telling = false;
};
Fate fates[2];  // of stdout, stderr

// In Node it is an "error" event that nobody handles. Here, too, listeners of the process hear of each; without one it is printed
// once. What they print meanwhile, and cannot, is not told again.
void tell_failure(Fate& fate, int number) {
  auto error = file_error(number, "write", {});
  if (number == EPIPE) error.stack = "Error: " + (error.message = "write EPIPE").str();
  fate.telling = true;
  process.nextTick([&fate, thrown = error.exception()] {
    try {
      if (!give_uncaught(thrown, Uncaught::exception) && !fate.told.exchange(true))
        write_all(2, uncaught_text(thrown) + "\n");
    } catch (...) {
      report_uncaught(std::current_exception(), Uncaught::exception);
    }
    fate.telling = false;
  });
}

void write_line(int descriptor, std::string text) {
  const int by = indentation.load(std::memory_order_relaxed);
  if (by > 0) {
    const std::string blanks(static_cast<std::size_t>(by), ' ');
    std::string indented = blanks;
    for (const char c : text) {
      indented += c;
      if (c == '\n') indented += blanks;
    }
    text = std::move(indented);
  }
  text += '\n';
  const int failed = write_all(descriptor, text);
  auto& fate = fates[descriptor == 2];
  if (failed == 0) fate.told = false;
  else if (!fate.telling) tell_failure(fate, failed);
}

// What time() and count() keep by label.
template <class T>
class Labelled {
 public:
  template <class F>
  auto with(F f) {
    const std::lock_guard lock(mutex_);
    return f(of_);
  }

 private:
  std::mutex mutex_;
  std::map<std::string, T, std::less<>> of_;
};

Labelled<double>& clocks() {
  static Labelled<double> all;
  return all;
}
Labelled<int>& counters() {
  static Labelled<int> all;
  return all;
}

std::string elapsed_text(double ms) {
  char text[64];
  const int minutes = static_cast<int>(ms / 60'000) % 60, hours = static_cast<int>(ms / 3'600'000);
  const double seconds = std::fmod(ms, 60'000) / 1000;
  if (ms < 1000) {
    return Value(std::round(ms * 1000) / 1000).str() + "ms";
  } else if (ms < 60'000) {
    std::snprintf(text, sizeof text, "%.3fs", seconds);
  } else if (hours == 0) {
    std::snprintf(text, sizeof text, "%d:%06.3f (m:ss.mmm)", minutes, seconds);
  } else {
    std::snprintf(text, sizeof text, "%d:%02d:%06.3f (h:mm:ss.mmm)", hours, minutes, seconds);
  }
  return text;
}

// Milliseconds that the clock of this label has run; a warning if there is none.
std::optional<double> elapsed(const Text& label, const char* function, bool stop) {
  const double now = LoopContext::current().now_ms();
  const auto started = clocks().with([&](auto& all) -> std::optional<double> {
    const auto found = all.find(label.view());
    if (found == all.end()) return {};
    const double since = found->second;
    if (stop) all.erase(found);
    return since;
  });
  if (!started) process.emitWarning("No such label '" + label.str() + "' for console." + function + "()");
  return started ? std::optional(now - *started) : std::nullopt;
}

}  // namespace

Value printable_map(const Value& keys, const Value& values) { return make_host<MapView>(keys, values); }
Value printable_set(const Value& values) { return make_host<MapView>(values, Value()); }

void Printer::print(const Value* what, std::size_t count) const { write_line(descriptor_, log_text(what, count)); }

void Console::dir(const Value& object, const DirOptions& options) const {
  const bool all = options.depth == null || options.depth.number() > every_level;
  write_line(1, inspect(object, {.depth = all ? every_level : static_cast<int>(options.depth),
                                 .hidden = options.showHidden,
                                 .colors = options.colors}));
}

void Console::failed(const Value* what, std::size_t count) const {
  if (count == 0) return write_line(2, "Assertion failed");
  std::vector<Value> all(what, what + count);
  all[0] = "Assertion failed: " + what[0].str();
  write_line(2, log_text(all.data(), count));
}

void Console::time(const Text& label) const {
  const double now = LoopContext::current().now_ms();
  const bool started = clocks().with([&](auto& all) { return all.emplace(label.str(), now).second; });
  if (!started) process.emitWarning("Label '" + label.str() + "' already exists for console.time()");
}

void Console::log_time(const Text& label, const Value* what, std::size_t count) const {
  const auto ms = elapsed(label, "timeLog", false);
  if (!ms) return;
  std::vector<Value> all = {"%s: %s", label.value(), elapsed_text(*ms)};
  all.insert(all.end(), what, what + count);
  write_line(1, log_text(all.data(), all.size()));
}

void Console::timeEnd(const Text& label) const {
  if (const auto ms = elapsed(label, "timeEnd", true)) write_line(1, label.str() + ": " + elapsed_text(*ms));
}

void Console::count(const Text& label) const {
  const int times = counters().with([&](auto& all) { return ++all[label.str()]; });
  write_line(1, label.str() + ": " + std::to_string(times));
}

void Console::countReset(const Text& label) const {
  counters().with([&](auto& all) { return all.erase(label.str()); });
}

void Console::print_trace(const Value* what, std::size_t count) const {
  const std::string text = log_text(what, count);
  write_line(2, text.empty() ? "Trace" : "Trace: " + text);
}

void Console::clear() const {
  const char* terminal = ::getenv("TERM");
  if (::isatty(1) == 1 && terminal && std::string_view(terminal) != "dumb") write_all(1, "\x1b[1;1H\x1b[0J");
}

void Console::indent(int by) const {
  if (by > 0 || indentation.load(std::memory_order_relaxed) > 0) indentation += by;
}

}  // namespace crema::detail
