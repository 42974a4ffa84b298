// script_engine.hpp — a JavaScript engine as templates need it. Nothing but texts crosses: what they mean is between the script
// that is loaded (runtime_script.cpp) and who asks and answers (template_runner.cpp). One engine belongs to one thread.
#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace crema::scripts {

/// Answers what a script asks. Must not throw: errors are texts, too.
class Answerer {
 public:
  virtual std::string answer(std::string_view what, std::string_view a, std::string_view b) = 0;

 protected:
  ~Answerer() = default;
};

class Engine {
 public:
  virtual ~Engine() = default;
  /// Evaluates the text of a function, calls it with `ask` (a function of three texts that gives a text), and keeps the function
  /// that it gives, for call(). Throws Error when the script is wrong.
  virtual void load(const std::string& script, Answerer& answerer) = 0;
  /// Calls it with three texts, well-formed UTF-8 without NUL, and gives its text; half pairs in it are WTF-8. Jobs of promises run
  /// before this returns, unless it is called by an answer. Throws RangeError when time is over, Error for what escapes the script.
  virtual std::string call(const std::string& what, const std::string& a, const std::string& b) = 0;
  /// How long a call may run; zero: for ever. Calls by answers count as part of the call around them.
  virtual void limit(std::chrono::milliseconds time) = 0;
  /// Whether a limit can be held.
  virtual bool can_limit() const = 0;
  /// Gives back memory that nothing refers to.
  virtual void collect() = 0;
};

std::unique_ptr<Engine> make_engine();

}  // namespace crema::scripts
