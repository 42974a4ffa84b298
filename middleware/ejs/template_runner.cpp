// Renders, and answers the script's questions. ! What the script throws comes by "fail", what ours throws goes as text with "!":
// no exception crosses the engine.
#include "template_runner.hpp"

#include <crema/buffer.hpp>
#include <crema/console.hpp>
#include <crema/error.hpp>
#include <crema/util.hpp>
#include <crema/value_walk.hpp>

#include <charconv>
#include <exception>
#include <utility>
#include <vector>

#include "runtime_script.hpp"
#include "script_helpers.hpp"

namespace crema::scripts {
namespace {

std::size_t number_in(std::string_view text) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::chrono::milliseconds wanted_limit() {
  const Value time = ejs.timeout.value_or(1000);
  return std::chrono::milliseconds(static_cast<std::int64_t>(time));
}

// As the class it was made as; but an error of the program's whose message the template has changed as the changed one.
[[noreturn]] void throw_error(const Value& thrown) {
  const Error error = Error::thrown(thrown);
  try {
    std::rethrow_exception(error.exception());
  } catch (const Error& original) {
    if (original.message == error.message) throw;
  } catch (...) {
  }
  throw error;
}

void log(std::string_view level, const Value& arguments) {
  Value line = "";
  for (const Value one : arguments) {
    if (line != "") line += " ";
    line += kindOf(one) == Kind::text ? one : util.inspect(one);
  }
  if (level == "error") console.error(line);
  else if (level == "warn") console.warn(line);
  else console.log(line);
}

}  // namespace

// One render; what it held goes with the outermost.
class TemplateRunner::Scope {
 public:
  explicit Scope(TemplateRunner& runner) : runner_(runner) {
    if (runner_.depth_++ == 0) runner_.begin();
  }
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  ~Scope() {
    if (--runner_.depth_ > 0) return;
    runner_.held_.clear();
    runner_.first_found_ += runner_.found_.size();
    runner_.found_.clear();
    runner_.numbers_.clear();
  }
  bool outermost() const { return runner_.depth_ == 1; }

 private:
  TemplateRunner& runner_;
};

TemplateRunner& TemplateRunner::of_thread() {
  thread_local TemplateRunner runner;
  return runner;
}

TemplateRunner::TemplateRunner() : engine_(make_engine()) { engine_->load(runtime_script, *this); }

void TemplateRunner::begin() {
  if (const auto limit = wanted_limit(); limit != limit_) engine_->limit(limit_ = limit);
  constexpr std::size_t most_codes = 1000;
  if (codes_.size() > most_codes) {
    run("forget");
    codes_.clear();
  }
  for (; helpers_ < helper_count(); ++helpers_) run("helper", helper(helpers_).name, "h" + std::to_string(helpers_));
}

Value TemplateRunner::render(const TemplatePtr& made, const Value& data) { return render(Found{made, {}}, data); }

Value TemplateRunner::render(const Found& found, const Value& data) {
  if (!found.made) return found.function(data);
  const Scope scope(*this);
  auto text = run(scope.outermost() ? "first" : "render", number_of(found), encoded(data, held_));
  if (found.made->options.async) text = run("settled");
  return result_ ? *std::exchange(result_, std::nullopt) : Value(text);
}

void TemplateRunner::prepare(const TemplatePtr& made) {
  const Scope scope(*this);
  if (scope.outermost()) run("begin");
  run("prepare", number_of({made, {}}));
}

std::string TemplateRunner::run(const std::string& what, const std::string& a, const std::string& b) {
  failure_.reset();
  result_.reset();
  std::string text;
  try {
    text = engine_->call(what, a, b);
  } catch (const RangeError&) {
    throw RangeError("The template took longer than " + std::to_string(limit_.count()) + " ms");
  }
  if (failure_) throw_error(*std::exchange(failure_, std::nullopt));
  return text;
}

// ---------------------------------------------------------------------------------------------------------- questions

std::string TemplateRunner::answer(std::string_view what, std::string_view a, std::string_view b) {
  Value thrown;
  try {
    return "=" + reply(what, a, b);
  } catch (...) {
    thrown = Error::from_exception(std::current_exception());
  }
  try {
    return "!" + encoded(thrown, held_);
  } catch (...) {
    return "!" + encoded(Error("An error that cannot be told"), held_);
  }
}

std::string TemplateRunner::reply(std::string_view what, std::string_view a, std::string_view b) {
  if (what == "call") return call(a, b);
  if (what == "owner") return describe(found(a));
  if (what == "source") return encoded(found(a).made->source, held_);
  if (what == "include") return include(a, b);
  if (what == "buffer") return encoded(Buffer.from(Value(a), "latin1").toString(Value(b)), held_);
  if (what == "log") log(a, decoded(b, held_));
  if (what == "fail") failure_ = decoded(a, held_)[0];
  if (what == "result") result_ = decoded(a, held_);
  return {};
}

std::string TemplateRunner::number_of(const Found& found) {
  const auto next = first_found_ + found_.size();
  if (!found.made) {
    found_.push_back(found);
    return std::to_string(next);
  }
  const auto [known, is_new] = numbers_.try_emplace(found.made.get(), next);
  if (is_new) found_.push_back(found);
  return std::to_string(known->second);
}

const Found& TemplateRunner::found(std::string_view number) const {
  return found_.at(number_in(number) - first_found_);
}

std::string TemplateRunner::describe(const Found& found) {
  if (!found.made) return encoded({{"call", found.function}}, held_);
  const auto& made = *found.made;
  const auto& o = made.options;
  const auto [code, is_new] =
      codes_.try_emplace((o.async ? "async " : "") + made.parameters + "\n" + made.source, codes_.size() + 1);
  return encoded({{"code", code->second},
                  {"parameters", made.parameters},
                  {"async", o.async},
                  {"file", o.filename},
                  {"escape", o.escape.value()},
                  {"context", o.context},
                  {"unsafe", o.unsafePrototypeLocals}},
                 held_);
}

std::string TemplateRunner::include(std::string_view from, std::string_view path) {
  const auto template_of = found(from).made;  // what the includer calls may render, too
  return number_of(included_template(*template_of, decoded(path, held_)));
}

std::string TemplateRunner::call(std::string_view number, std::string_view arguments) {
  const Value function = held_.find(number);
  if (kindOf(function) != Kind::function) throw TypeError("This function was given to a render that has ended");
  std::vector<Value> values;
  for (const Value one : decoded(arguments, held_)) values.push_back(one);
  return encoded(detail::call_function(function, {}, values.data(), values.size()), held_);
}

}  // namespace crema::scripts
