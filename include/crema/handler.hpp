// crema/handler.hpp — a link in the chain of responsibility.
#pragma once
#include <crema/callback.hpp>
#include <crema/error.hpp>
#include <crema/next.hpp>
#include <crema/task.hpp>

#include <concepts>
#include <initializer_list>
#include <type_traits>
#include <utility>

namespace crema {

class App;
class Router;
class Handler;
class Path;
class Regex;
class Request;
class Response;

namespace detail {

// The virtual side of a handler; NextSource makes the Next that the user's function is given.
struct Link : Closure {
  virtual void call(Request& req, Response& res, const NextSource& next) = 0;
};
struct ErrorLink : Closure {
  virtual void call(Error& err, Request& req, Response& res, const NextSource& next) = 0;
};

// Lets a handler's task run on: it owns the exchange until it has finished, and what it throws goes to next(err).
void own_task(Task<void> task, Request& req, const NextSource& next, ClosurePtr link);
void own_task(Task<Value> task, Request& req, const NextSource& next, ClosurePtr link);
template <class T>
void own_task(Task<T> task, Request& req, const NextSource& next, ClosurePtr link) {
  own_task(as_value(std::move(task)), req, next, std::move(link));
}

template <class F>
concept PathLike = Chars<F> || std::same_as<F, Regex> || std::derived_from<F, Value> || std::same_as<F, Path>;
template <class F>
concept HandlerObject = requires(const F& f) {
  f.handler();
};
template <class F, class... A>
concept Answers = CallableWith<F, A...> && !std::same_as<std::remove_cvref_t<CallResult<F, A...>>, Handler>;
template <class R>
concept GivesHandler = std::same_as<R, Handler> || std::same_as<R, Router> || std::same_as<R, App> || HandlerObject<R>;
// What gives a handler when it is called without anything is none itself: it was to be called.
template <class F>
concept Factory = CallableWith<F> && GivesHandler<std::remove_cvref_t<CallResult<F>>>;
template <class F>
concept OrdinaryHandler = Answers<F, Request&, Response&, Next> || Answers<F, Request&, Response&, Next&> ||
    Answers<F, Request&, Response&> || Answers<F, Request&> ||(Answers<F> && !Factory<F>);
template <class F>
concept ErrorHandler =
    CallableWith<F, Error&, Request&, Response&, Next> || CallableWith<F, Error&, Request&, Response&, Next&>;
// One that needs no object: what is alike for all of these is compiled once, in the library.
template <class F>
concept Stateless =
    std::is_empty_v<F> && std::is_trivially_default_constructible_v<F> && std::is_trivially_copyable_v<F>;

// What a handler gives, when that is a task, runs on and keeps `link`.
template <class Call>
void run_handler(Call& call, Request& q, const NextSource& n, [[maybe_unused]] Closure* link) {
  if constexpr (TaskType<decltype(call())>) own_task(call(), q, n, ClosurePtr(link));
  else (void)call();
}
// Calls f as it declares itself.
template <class F>
void call_handler(F& f, Request& q, Response& s, const NextSource& n, Closure* link) {
  const auto finish = [&](auto&& call) { run_handler(call, q, n, link); };
  if constexpr (Answers<F, Request&, Response&, Next>) {
    finish([&]() -> decltype(auto) { return f(q, s, Next(n)); });
  } else if constexpr (Answers<F, Request&, Response&, Next&>) {
    Next next(n);
    finish([&]() -> decltype(auto) { return f(q, s, next); });
  } else if constexpr (Answers<F, Request&, Response&>) {
    finish([&]() -> decltype(auto) { return f(q, s); });
  } else if constexpr (Answers<F, Request&>) {
    finish([&]() -> decltype(auto) { return f(q); });
  } else {
    finish([&]() -> decltype(auto) { return f(); });
  }
}
template <class F>
void call_error_handler(F& f, Error& e, Request& q, Response& s, const NextSource& n, Closure* link) {
  const auto finish = [&](auto&& call) { run_handler(call, q, n, link); };
  if constexpr (CallableWith<F, Error&, Request&, Response&, Next>) {
    finish([&]() -> decltype(auto) { return f(e, q, s, Next(n)); });
  } else {
    Next next(n);
    finish([&]() -> decltype(auto) { return f(e, q, s, next); });
  }
}

template <class F>
struct HeldLink final : Link {
  explicit HeldLink(F&& g) : f(std::move(g)) {}
  void call(Request& q, Response& s, const NextSource& n) override { call_handler(f, q, s, n, this); }
  F f;
};
template <class F>
struct HeldErrorLink final : ErrorLink {
  explicit HeldErrorLink(F&& g) : f(std::move(g)) {}
  void call(Error& e, Request& q, Response& s, const NextSource& n) override {
    call_error_handler(f, e, q, s, n, this);
  }
  F f;
};

using StatelessCall = void (*)(Request& req, Response& res, const NextSource& next, Closure* link);
using StatelessErrorCall = void (*)(Error& err, Request& req, Response& res, const NextSource& next, Closure* link);
ClosurePtr stateless_link(StatelessCall call);
ClosurePtr stateless_link(StatelessErrorCall call);

template <class F>
ClosurePtr link_of(F&& f) {
  if constexpr (Stateless<F>) {
    return stateless_link(+[](Request& q, Response& s, const NextSource& n, Closure* link) {
      static F only{};
      call_handler(only, q, s, n, link);
    });
  } else {
    return ClosurePtr(new HeldLink<F>(std::move(f)));
  }
}
template <class F>
ClosurePtr error_link_of(F&& f) {
  if constexpr (Stateless<F>) {
    return stateless_link(+[](Error& e, Request& q, Response& s, const NextSource& n, Closure* link) {
      static F only{};
      call_error_handler(only, e, q, s, n, link);
    });
  } else {
    return ClosurePtr(new HeldErrorLink<F>(std::move(f)));
  }
}

}  // namespace detail

/// A link in the chain: a function, a coroutine, a Router, an App, what a middleware returned, or a list of these in braces.
/// A function's parameters tell what it is: `(req, res)`, `(req, res, next)`; with four it is an error handler
/// `(err, req, res, next)`. Copies share the function, as in JavaScript.
class Handler {
 public:
  enum class Kind : unsigned char { none, ordinary, error, list, router, app };

  constexpr Handler() = default;
  Handler(std::initializer_list<Handler> list);
  Handler(const Router& r);
  Handler(const App& a);
  template <class F>
    requires(!std::same_as<F, Handler> && !detail::PathLike<F> && !std::derived_from<F, App> &&
             !std::derived_from<F, Router>)
  Handler(F f) {
    if constexpr (detail::HandlerObject<F>) {
      *this = f.handler();
    } else if constexpr (detail::OrdinaryHandler<F>) {
      link_ = detail::link_of(std::move(f));
      kind_ = Kind::ordinary;
    } else if constexpr (detail::ErrorHandler<F>) {
      link_ = detail::error_link_of(std::move(f));
      kind_ = Kind::error;
    } else {
      static_assert(
          detail::OrdinaryHandler<F>,
          "crema: this is not a handler. A handler is [](auto& req, auto& res) { ... }, [](auto& req, auto& res, "
          "auto next) { ... } or, for errors, [](auto& err, auto& req, auto& res, auto next) { ... }; a middleware "
          "must be called to give one: cors(), not cors.");
    }
  }

  /// Calls it, as a middleware is called inside another: `parser(req, res, next)`.
  void operator()(const Request& req, const Response& res, Next next) const;
  /// Without a response: `sessionParser(req, [=] { … })`.
  void operator()(const Request& req, Next next) const;
  explicit operator bool() const noexcept { return kind_ != Kind::none; }

  // For the framework.
  Kind kind() const noexcept { return kind_; }
  const detail::ClosurePtr& link() const noexcept { return link_; }
  Handler(Kind kind, detail::ClosurePtr link) : kind_(kind), link_(std::move(link)) {}

 private:
  Kind kind_ = Kind::none;
  detail::ClosurePtr link_;
};

namespace detail {
extern const Handler no_handler;  // stands for "no further handler"
}

/// A param callback: `[](auto& req, auto& res, auto next, auto value) { … }`, with the name as an optional fifth parameter, or
/// with fewer.
class ParamHandler {
 public:
  struct Link : detail::Closure {
    virtual void call(Request& req, Response& res, const detail::NextSource& next, Value& value, Value& name) = 0;
  };
  template <class F>
    requires(!std::same_as<F, ParamHandler>)
  ParamHandler(F f) {
    constexpr bool with_name = detail::CallableWith<F, Request&, Response&, Next, Value&, Value&>;
    constexpr bool with_value = with_name || detail::CallableWith<F, Request&, Response&, Next, Value&>;
    constexpr bool fits = with_value || detail::OrdinaryHandler<F>;
    static_assert(
        fits,
        "crema: a param callback is [](auto& req, auto& res, auto next, auto value) { ... }, with the name as "
        "an optional fifth parameter.");
    if constexpr (with_value) {
      struct Held final : Link {
        explicit Held(F&& g) : f(std::move(g)) {}
        void call(Request& q, Response& s, const detail::NextSource& n, Value& value, Value& name) override {
          auto invoke = [&]() -> decltype(auto) {
            if constexpr (with_name) return f(q, s, Next(n), value, name);
            else return f(q, s, Next(n), value);
          };
          if constexpr (detail::TaskType<decltype(invoke())>)
            detail::own_task(invoke(), q, n, detail::ClosurePtr(this));
          else (void)invoke();
        }
        F f;
      };
      link_ = detail::ClosurePtr(new Held(std::move(f)));
    } else if constexpr (fits) {
      link_ = detail::ClosurePtr(new Plain(detail::ClosurePtr(new detail::HeldLink<F>(std::move(f)))));
    }
  }
  const detail::ClosurePtr& link() const noexcept { return link_; }

 private:
  // A function that does not ask for the value.
  struct Plain final : Link {
    explicit Plain(detail::ClosurePtr h) : handler(std::move(h)) {}
    void call(Request& q, Response& s, const detail::NextSource& n, Value&, Value&) override {
      static_cast<detail::Link*>(handler.get())->call(q, s, n);
    }
    detail::ClosurePtr handler;
  };
  detail::ClosurePtr link_;
};

}  // namespace crema
