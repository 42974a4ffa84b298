// quickjs-ng: small, without a compiler to machine code and without Intl. ! A runtime is used by its thread alone.
#include <crema/error.hpp>
#include <quickjs.h>

#include <cstddef>

#include "script_engine.hpp"

namespace crema::scripts {
namespace {

using Clock = std::chrono::steady_clock;

class QuickJs final : public Engine {
 public:
  QuickJs() : runtime_(JS_NewRuntime()), context_(JS_NewContext(runtime_)) {
    constexpr std::size_t most_memory = std::size_t{512} << 20, most_stack = std::size_t{1} << 20;
    JS_SetMemoryLimit(runtime_, most_memory);
    JS_SetMaxStackSize(runtime_, most_stack);
    JS_SetContextOpaque(context_, this);
    JS_SetInterruptHandler(
        runtime_, [](JSRuntime*, void* self) { return static_cast<QuickJs*>(self)->time_is_over() ? 1 : 0; }, this);
  }
  QuickJs(const QuickJs&) = delete;
  QuickJs& operator=(const QuickJs&) = delete;
  ~QuickJs() override {
    JS_FreeValue(context_, main_);
    JS_FreeContext(context_);
    JS_FreeRuntime(runtime_);
  }

  void load(const std::string& script, Answerer& answerer) override {
    answerer_ = &answerer;
    const Held maker(context_, JS_Eval(context_, script.c_str(), script.size(), "ejs", JS_EVAL_TYPE_GLOBAL));
    check(maker.value);
    Held ask(context_, JS_NewCFunction(context_, asked, "ask", 3));
    main_ = JS_Call(context_, maker.value, ask.value, 1, &ask.value);
    check(main_);
  }

  std::string call(const std::string& what, const std::string& a, const std::string& b) override {
    const Calling calling(*this);
    Held texts[] = {text_value(what), text_value(a), text_value(b)};
    JSValue arguments[] = {texts[0].value, texts[1].value, texts[2].value};
    const Held result(context_, JS_Call(context_, main_, main_, 3, arguments));
    check(result.value);
    if (calls_ == 1) run_jobs();
    return text_of(result.value);
  }

  void limit(std::chrono::milliseconds time) override { limit_ = time; }
  bool can_limit() const override { return true; }
  void collect() override { JS_RunGC(runtime_); }

 private:
  struct Held {
    Held(JSContext* of, JSValue v) : context(of), value(v) {}
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
    ~Held() { JS_FreeValue(context, value); }
    JSContext* context;
    JSValue value;
  };
  // The clock runs from the outermost call on.
  struct Calling {
    explicit Calling(QuickJs& engine) : of(engine) {
      if (of.calls_++ > 0) return;
      JS_UpdateStackTop(of.runtime_);
      of.interrupted_ = false;
      of.end_ = Clock::now() + of.limit_;
    }
    Calling(const Calling&) = delete;
    Calling& operator=(const Calling&) = delete;
    ~Calling() { --of.calls_; }
    QuickJs& of;
  };

  bool time_is_over() {
    if (limit_.count() <= 0 || Clock::now() < end_) return false;
    return interrupted_ = true;
  }

  void run_jobs() {
    JSContext* of = nullptr;
    int state = 0;
    while ((state = JS_ExecutePendingJob(runtime_, &of)) > 0) {
    }
    if (state < 0) fail();
  }

  void check(const JSValue& value) {
    if (JS_IsException(value)) fail();
  }
  [[noreturn]] void fail() {
    const Held thrown(context_, JS_GetException(context_));
    if (interrupted_) throw RangeError("Script execution timed out.");
    throw Error(text_of(thrown.value));
  }

  Held text_value(const std::string& text) const {
    return {context_, JS_NewStringLen(context_, text.data(), text.size())};
  }
  std::string text_of(const JSValue& value) const {
    std::size_t size = 0;
    const char* bytes = JS_ToCStringLen(context_, &size, value);
    if (!bytes) return {};
    std::string text(bytes, size);
    JS_FreeCString(context_, bytes);
    return text;
  }

  static JSValue asked(JSContext* context, JSValue, int count, JSValue* arguments) {
    auto* self = static_cast<QuickJs*>(JS_GetContextOpaque(context));
    std::string texts[3];
    for (int i = 0; i < count && i < 3; ++i) texts[i] = self->text_of(arguments[i]);
    const auto answer = self->answerer_->answer(texts[0], texts[1], texts[2]);
    return JS_NewStringLen(context, answer.data(), answer.size());
  }

  JSRuntime* runtime_;
  JSContext* context_;
  JSValue main_ = {};
  Answerer* answerer_ = nullptr;
  std::chrono::milliseconds limit_{0};
  Clock::time_point end_;
  int calls_ = 0;
  bool interrupted_ = false;
};

}  // namespace

std::unique_ptr<Engine> make_engine() { return std::make_unique<QuickJs>(); }

}  // namespace crema::scripts
