// template_runner.hpp — renders templates on this thread: its engine, and what the script in it asks.
#pragma once
#include <crema/error.hpp>
#include <crema/value.hpp>

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "ejs_template.hpp"
#include "script_engine.hpp"
#include "script_value.hpp"

namespace crema::scripts {

class TemplateRunner final : public Answerer {
 public:
  /// Starts the engine at its first call.
  static TemplateRunner& of_thread();
  TemplateRunner();
  TemplateRunner(const TemplateRunner&) = delete;
  TemplateRunner& operator=(const TemplateRunner&) = delete;

  /// What the template gives: a text, as a rule. May be called by functions that a template calls.
  Value render(const TemplatePtr& made, const Value& data);
  Value render(const Found& found, const Value& data);
  /// Compiles it. Throws SyntaxError.
  void prepare(const TemplatePtr& made);

 private:
  class Scope;
  std::string answer(std::string_view what, std::string_view a, std::string_view b) override;
  std::string reply(std::string_view what, std::string_view a, std::string_view b);

  std::string run(const std::string& what, const std::string& a = {}, const std::string& b = {});
  void begin();
  std::string number_of(const Found& found);
  const Found& found(std::string_view number) const;
  std::string describe(const Found& found);
  std::string include(std::string_view from, std::string_view path);
  std::string call(std::string_view number, std::string_view arguments);

  std::unique_ptr<Engine> engine_;
  std::chrono::milliseconds limit_{-1};
  std::unordered_map<std::string, std::size_t> codes_;  // functions that the script has, by their text
  std::size_t helpers_ = 0;                             // how many helpers it knows
  int depth_ = 0;                                       // renders within renders

  // As long as the outermost render runs. Numbers are not used again.
  Held held_;
  std::deque<Found> found_;
  std::size_t first_found_ = 1;
  std::unordered_map<const Template*, std::size_t> numbers_;

  std::optional<Value> failure_, result_;  // what the script told before it returned
};

}  // namespace crema::scripts
