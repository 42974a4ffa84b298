// crema/assert.hpp — Node's assert. C's macro of this name goes: include <cassert> before, and not behind, this header.
#pragma once
#include <crema/callback.hpp>
#include <crema/error.hpp>
#include <crema/regex.hpp>
#include <crema/task.hpp>
#include <crema/value.hpp>

#include <cassert>
#include <concepts>
#include <string>
#include <type_traits>
#include <utility>
#undef assert

namespace crema {

/// What a failed assertion throws: code ERR_ASSERTION, with err["actual"], err["expected"], err["operator"] and
/// err["generatedMessage"].
struct AssertionError : Error {
  AssertionError(const Value& text, const Value& actual, const Value& expected, const Value& by, bool generated);
};

namespace detail {

// A function that says whether an error is the expected one.
template <class F>
concept ErrorCheck = std::is_class_v<F> && !Single<F> && std::invocable<F&, Error&>;

struct AssertLibrary {
  /// Throws unless v is true as JavaScript sees it. Each function takes a message of one's own last, or an error to be thrown.
  void operator()(const Value& v, const Value& message = {}) const { ok(v, message); }
  void ok(const Value& v, const Value& message = {}) const;
  /// ==, as JavaScript compares: 1 and "1" are equal.
  void equal(const Value& actual, const Value& expected, const Value& message = {}) const;
  void notEqual(const Value& actual, const Value& expected, const Value& message = {}) const;
  /// Object.is: NaN is NaN, 0 is not -0.
  void strictEqual(const Value& actual, const Value& expected, const Value& message = {}) const;
  void notStrictEqual(const Value& actual, const Value& expected, const Value& message = {}) const;
  void deepEqual(const Value& actual, const Value& expected, const Value& message = {}) const;
  void notDeepEqual(const Value& actual, const Value& expected, const Value& message = {}) const;
  void deepStrictEqual(const Value& actual, const Value& expected, const Value& message = {}) const;
  void notDeepStrictEqual(const Value& actual, const Value& expected, const Value& message = {}) const;
  void match(const Value& text, const Value& regex, const Value& message = {}) const;
  void doesNotMatch(const Value& text, const Value& regex, const Value& message = {}) const;
  /// Throws, whatever.
  [[noreturn]] void fail(const Value& message = "Failed") const;
  /// Throws what is neither null nor undefined: for the first parameter of callbacks.
  void ifError(const Error& err) const;

  /// f must throw, and what `expected` says: members that the error must have, `assert.throws([] { load(); }, {{"code", "ENOENT"}})`,
  /// an expression for "Name: message", or a function that gives true. A text is the message.
  template <class F>
  void throws(F f, const Value& expected = {}, const Value& message = {}) const {
    check_error(thrown_by(f), "throws", expected, message);
  }
  template <class F, ErrorCheck C>
  void throws(F f, C check, const Value& message = {}) const {
    check_by(thrown_by(f), "throws", check, message);
  }
  /// f must throw one of this class: `assert.throws<TypeError>([] { … })`.
  template <class E, class F>
  void throws(F f, const Value& message = {}) const {
    check_class<E>(thrown_by(f), "throws", message);
  }
  template <class F>
  void doesNotThrow(F f, const Value& message = {}) const {
    unwanted(thrown_by(f), "doesNotThrow", message);
  }
  /// Of a task, or of a function that gives one: `co_await assert.rejects(load("x"), {{"code", "ENOENT"}})`.
  template <class T>
  Task<> rejects(T task, Value expected = {}, Value message = {}) const {
    Error failed = co_await failure_of(std::move(task));
    check_error(failed, "rejects", expected, message);
  }
  template <class T, ErrorCheck C>
  Task<> rejects(T task, C check, Value message = {}) const {
    Error failed = co_await failure_of(std::move(task));
    check_by(failed, "rejects", check, message);
  }
  template <class E, class T>
  Task<> rejects(T task, Value message = {}) const {
    Error failed = co_await failure_of(std::move(task));
    check_class<E>(failed, "rejects", message);
  }
  template <class T>
  Task<> doesNotReject(T task, Value message = {}) const {
    Error failed = co_await failure_of(std::move(task));
    unwanted(failed, "doesNotReject", message);
  }

 private:
  template <class F>
  static Error thrown_by(F& f) {
    try {
      f();
    } catch (...) {
      return error_of(std::current_exception());
    }
    return {};
  }
  template <class T>
  static Task<Error> failure_of(T task) {
    Error failed;
    try {
      if constexpr (TaskType<T>) {
        (void)co_await task;
      } else {
        auto given = task();
        (void)co_await given;
      }
    } catch (...) {
      failed = error_of(std::current_exception());
    }
    co_return failed;
  }
  template <class E>
  static void check_class(const Error& err, const char* by, const Value& message) {
    if (!happened(err)) missing(by, message);
    if (! instanceof <E>(err)) wrong_class(err, by, message);
  }
  // A thrown false or "" is no error to be seen by its truth.
  static bool happened(const Error& err) { return static_cast<bool>(err) || err.is_thrown_value(); }
  [[noreturn]] static void missing(const char* by, const Value& message);
  [[noreturn]] static void wrong_class(const Error& err, const char* by, const Value& message);
  template <class C>
  static void check_by(Error err, const char* by, C& check, const Value& message) {
    if (!happened(err)) missing(by, message);
    if (!check(err)) refused(err, by, message);
  }
  [[noreturn]] static void refused(const Error& err, const char* by, const Value& message);
  static void check_error(const Error& err, const char* by, const Value& expected, const Value& message);
  static void unwanted(const Error& err, const char* by, const Value& message);
};

}  // namespace detail

/// Node: https://nodejs.org/api/assert.html
inline constexpr detail::AssertLibrary assert{};

}  // namespace crema
