// createDebug: a line is made in npm's two steps. First the letters that have a formatter take their arguments, then util.format takes
// what is left; so a text that a formatter gives, and the name of the debugger, are read for placeholders once more, as npm's are.
#include "debug.hpp"

#include <crema/date.hpp>
#include <crema/debug_lines.hpp>
#include <crema/error.hpp>
#include <crema/function.hpp>
#include <crema/globals.hpp>
#include <crema/hooks.hpp>
#include <crema/object.hpp>
#include <crema/process.hpp>
#include <crema/util.hpp>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cstddef>
#include <string>
#include <type_traits>
#include <vector>

namespace crema {
namespace detail {

struct DebuggerState {
  explicit DebuggerState(const Value& name)
      : namespace_(name), color(debugColor(name.view())), useColors(debugColors()) {}
  static Debugger debugger(std::shared_ptr<DebuggerState> state) { return Debugger(std::move(state)); }
  // Milliseconds since the last line.
  double since_last() {
    const double now = Date.now().number(), before = last.exchange(now);
    return before == 0 ? 0 : now - before;
  }

  const Value namespace_;
  Value color, useColors;
  Callback<Value> log;
  enum class Override : char { none, off, on };
  std::atomic<Override> override_ = Override::none;
  std::atomic<double> last = 0;
};

namespace {

Value& formatter_table() {
  static Value table = Object();
  return table;
}

Callback<Value>& common_log() {
  static Callback<Value> log;
  return log;
}

InspectionOptions inspection(bool colors) {
  const Value said = debugOptions();
  InspectionOptions options;
  const auto take = [&](const char* name, auto& option) {
    const Value value = said[name];
    if (typeof_(value) == "undefined") return;
    if constexpr (std::is_same_v<decltype(option), bool&>) option = !!value;
    else if constexpr (std::is_same_v<decltype(option), Value&>) option = value;
    else
      option = value == null || value.number() != value.number()
                   ? 0
                   : static_cast<int>(std::clamp(value.number(), 0.0, 1e9));
  };
  take("depth", options.depth);
  take("showHidden", options.showHidden);
  take("maxArrayLength", options.maxArrayLength);
  take("breakLength", options.breakLength);
  options.colors = colors;
  return options;
}

// In one line.
Value joined_lines(const Value& text) {
  return text.split("\n").map([](auto line) { return line.trim(); }).join(" ");
}

// What stands for %x, or undefined: no formatter knows the letter.
Value formatted(char letter, const Value& v, bool colors) {
  const Value own = formatter_table()[std::string(1, letter)];
  if (typeof_(own) == "function") return String(own(v));
  if (letter == 'O') return util.inspect(v, inspection(colors));
  if (letter == 'o') return joined_lines(util.inspect(v, inspection(colors)));
  return undefined;
}

// The first text with what the formatters make of their arguments, which leave the list.
std::string expanded(std::string_view pattern, std::vector<Value>& arguments, bool colors) {
  std::string out;
  std::size_t index = 0;
  for (std::size_t i = 0; i < pattern.size(); i++) {
    const char next = pattern[i] == '%' && i + 1 < pattern.size() ? pattern[i + 1] : '\0';
    if (next == '%') {
      out += '%';
      i++;
      continue;
    }
    if (!std::isalpha(static_cast<unsigned char>(next))) {
      out += pattern[i];
      continue;
    }
    i++;
    const Value text = formatted(next, index < arguments.size() ? arguments[index] : Value(), colors);
    if (typeof_(text) == "undefined") {
      out.append(1, '%').append(1, next);
      index++;
      continue;
    }
    out += text.str();
    if (index < arguments.size()) arguments.erase(arguments.begin() + static_cast<std::ptrdiff_t>(index));
  }
  return out;
}

Value list_of(const std::vector<std::string>& names) {
  Value list = Array();
  for (const auto& name : names) list.push(name);
  return list;
}

}  // namespace

DebuggerSwitch::operator bool() const {
  const auto override_ = of_.override_.load(std::memory_order_relaxed);
  if (override_ != DebuggerState::Override::none) return override_ == DebuggerState::Override::on;
  return debugEnabled(of_.namespace_.view());
}
const DebuggerSwitch& DebuggerSwitch::operator=(bool on) const {
  of_.override_ = on ? DebuggerState::Override::on : DebuggerState::Override::off;
  return *this;
}

Ref DebugFormatters::operator[](Key letter) const { return formatter_table()[std::move(letter)]; }
void DebugFactoryLog::set(Callback<Value> log) const { common_log() = std::move(log); }

Debugger CreateDebug::operator()(const Value& name) const {
  return DebuggerState::debugger(std::make_shared<DebuggerState>(String(name)));
}

void CreateDebug::enable(const Value& names) const {
  if (names) process.env["DEBUG"] = names;
  else delete_(process.env["DEBUG"]);
  nameDebugTopics(typeof_(names) == "string" ? names.view() : std::string_view());
}

Value CreateDebug::disable() const {
  const Value named = names().concat(skips().map([](auto name) { return "-" + name; })).join(",");
  enable("");
  return named;
}

bool CreateDebug::enabled(const Value& name) const { return debugEnabled(name.view()); }
Value CreateDebug::names() const { return list_of(debugNames().names); }
Value CreateDebug::skips() const { return list_of(debugNames().skips); }
Value CreateDebug::selectColor(const Value& name) const { return debugColor(name.view()); }
Value CreateDebug::coerce(const Value& v) const { return instanceof <Error>(v) ? v["stack"] || v["message"] : v; }

}  // namespace detail

Debugger::Debugger(std::shared_ptr<detail::DebuggerState> state)
    : namespace_(state->namespace_),
      color(state->color),
      useColors(state->useColors),
      enabled(*state),
      log(state->log),
      state_(std::move(state)) {}

Debugger Debugger::extend(const Value& name, const Value& delimiter) const {
  const Value between = typeof_(delimiter) == "undefined" ? Value(":") : delimiter;
  auto state = std::make_shared<detail::DebuggerState>(namespace_ + between + name);
  state->log = state_->log;
  return Debugger(std::move(state));
}

void Debugger::print(const Value* what, std::size_t count) const {
  std::vector<Value> arguments(what, what + count);
  if (arguments.empty()) arguments.emplace_back();
  arguments.front() = createDebug.coerce(arguments.front());
  std::string pattern = "%O";
  if (typeof_(arguments.front()) == "string") {
    pattern = arguments.front().str();
    arguments.erase(arguments.begin());
  }
  const bool colors = !!useColors;
  const double elapsed = state_->since_last();
  const int tint = static_cast<int>(color.number());
  const std::string expanded = detail::expanded(pattern, arguments, colors);

  Value list = Array(debugText(namespace_.view(), expanded, colors, tint));
  for (const auto& argument : arguments) list.push(argument);
  if (colors) list.push(debugElapsed(elapsed, tint));
  const Value line = util.formatList(detail::inspection(!!debugOptions()["colors"]), list);
  const auto& own = state_->log ? state_->log : detail::common_log();
  if (own) own(line);
  else process.stderr.write(line + "\n");
}

}  // namespace crema
