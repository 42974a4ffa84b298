// JavaScriptCore by its C API, which is that of macOS, too. ! A context group is used by its thread alone.
#include <JavaScriptCore/JavaScript.h>
#include <crema/error.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "script_engine.hpp"
#include "utf16_text.hpp"

// In the library, not in its public headers; null in a library that has it no more.
extern "C" {
using ShouldTerminate = bool (*)(JSContextRef, void*);
[[gnu::weak]] void JSContextGroupSetExecutionTimeLimit(JSContextGroupRef, double seconds, ShouldTerminate, void*);
[[gnu::weak]] void JSContextGroupClearExecutionTimeLimit(JSContextGroupRef);
[[gnu::weak]] int jsc_options_set_boolean(const char* option, int on);
}

namespace crema::scripts {
namespace {

// A time limit stops scripts by signals, unless scripts look for it themselves: who handles SIGSEGV in this process, a sanitizer or a
// program that prints its stack, would take them for a crash. To be said before the first context is made.
void stop_without_signals() {
  static const bool said = [] {
    return jsc_options_set_boolean && jsc_options_set_boolean("usePollingTraps", 1) != 0;
  }();
  (void)said;
}

class Text {
 public:
  explicit Text(const std::string& utf8) : text_(JSStringCreateWithUTF8CString(utf8.c_str())) {}
  Text(JSContextRef context, JSValueRef value, JSValueRef* failed)
      : text_(JSValueToStringCopy(context, value, failed)) {}
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;
  ~Text() {
    if (text_) JSStringRelease(text_);
  }
  JSStringRef get() const { return text_; }
  std::string utf8() const {
    if (!text_) return {};
    const auto* units = reinterpret_cast<const char16_t*>(JSStringGetCharactersPtr(text_));
    return utf8_of(std::u16string_view(units, JSStringGetLength(text_)));
  }

 private:
  JSStringRef text_;
};

class JavaScriptCore final : public Engine {
 public:
  JavaScriptCore() : group_(JSContextGroupCreate()), context_(JSGlobalContextCreateInGroup(group_, nullptr)) {}
  JavaScriptCore(const JavaScriptCore&) = delete;
  JavaScriptCore& operator=(const JavaScriptCore&) = delete;
  ~JavaScriptCore() override {
    JSGlobalContextRelease(context_);
    JSContextGroupRelease(group_);
  }

  void load(const std::string& script, Answerer& answerer) override {
    answerer_ = &answerer;
    JSValueRef failed = nullptr;
    const Text code(script), name("ejs");
    JSValueRef made = JSEvaluateScript(context_, code.get(), nullptr, name.get(), 1, &failed);
    check(failed);
    const JSValueRef ask = make_ask();
    JSObjectRef maker = JSValueToObject(context_, made, &failed);
    check(failed);
    made = JSObjectCallAsFunction(context_, maker, nullptr, 1, &ask, &failed);
    check(failed);
    main_ = JSValueToObject(context_, made, &failed);
    check(failed);
    JSValueProtect(context_, main_);
  }

  std::string call(const std::string& what, const std::string& a, const std::string& b) override {
    const JSValueRef arguments[] = {value_of(what), value_of(a), value_of(b)};
    JSValueRef failed = nullptr;
    if (calls_++ == 0) terminated_ = false;
    JSValueRef result = JSObjectCallAsFunction(context_, main_, nullptr, 3, arguments, &failed);
    --calls_;
    if (terminated_) throw RangeError("Script execution timed out.");
    check(failed);
    const Text text(context_, result, &failed);
    check(failed);
    return text.utf8();
  }

  void limit(std::chrono::milliseconds time) override {
    if (!can_limit()) return;
    if (time.count() <= 0) return JSContextGroupClearExecutionTimeLimit(group_);
    JSContextGroupSetExecutionTimeLimit(
        group_, static_cast<double>(time.count()) / 1000,
        [](JSContextRef, void* self) { return static_cast<JavaScriptCore*>(self)->terminated_ = true; }, this);
  }
  bool can_limit() const override {
    return JSContextGroupSetExecutionTimeLimit != nullptr && JSContextGroupClearExecutionTimeLimit != nullptr;
  }
  void collect() override { JSGarbageCollect(context_); }

 private:
  void check(JSValueRef failed) const {
    if (!failed) return;
    JSValueRef again = nullptr;
    throw Error(Text(context_, failed, &again).utf8());
  }
  JSValueRef value_of(const std::string& text) const { return JSValueMakeString(context_, Text(text).get()); }

  // An object that may be called and knows whom to ask.
  JSObjectRef make_ask() {
    JSClassDefinition definition = kJSClassDefinitionEmpty;
    definition.className = "Ask";
    definition.callAsFunction = asked;
    JSClassRef made = JSClassCreate(&definition);
    JSObjectRef ask = JSObjectMake(context_, made, this);
    JSClassRelease(made);
    return ask;
  }

  static JSValueRef asked(JSContextRef context, JSObjectRef function, JSObjectRef, std::size_t count,
                          const JSValueRef arguments[], JSValueRef* failed) {
    auto* self = static_cast<JavaScriptCore*>(JSObjectGetPrivate(function));
    std::string texts[3];
    for (std::size_t i = 0; i < count && i < 3; ++i) texts[i] = Text(context, arguments[i], failed).utf8();
    return JSValueMakeString(context, Text(self->answerer_->answer(texts[0], texts[1], texts[2])).get());
  }

  JSContextGroupRef group_;
  JSGlobalContextRef context_;
  JSObjectRef main_ = nullptr;
  Answerer* answerer_ = nullptr;
  int calls_ = 0;
  bool terminated_ = false;
};

}  // namespace

std::unique_ptr<Engine> make_engine() {
  stop_without_signals();
  return std::make_unique<JavaScriptCore>();
}

}  // namespace crema::scripts
