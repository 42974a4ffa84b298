// crema/next.hpp — what calls the next link of the chain.
#pragma once
#include <crema/callback.hpp>
#include <crema/error.hpp>

#include <concepts>
#include <utility>

namespace crema {

class Next;

namespace detail {
struct Exchange;
struct Frame;  // where a dispatch stands (core/dispatch.hpp)
void retain_frame(Frame* frame) noexcept;
void release_frame(Frame* frame) noexcept;
void proceed(Frame* frame);
void proceed(Frame* frame, const Error& err);
void proceed(Frame* frame, const Value& thrown);  // a text or another value: next("route")

// Where a handler's Next comes from: a frame of the dispatcher, which is borrowed, or somebody else's Next.
struct NextSource {
  Frame* frame;
  const Next* next;
};
}  // namespace detail

/// Passes the request on: `next()`, `next(err)`, `next("route")`, `next("router")`. It runs the next link before it returns.
/// A copy keeps the request alive. Express: https://expressjs.com/en/guide/using-middleware.html
class Next {
 public:
  /// A Next that does nothing.
  Next() = default;
  /// Made of a function of (err): `upload(req, res, [=](auto err) { … })`.
  template <class F>
    requires(!std::same_as<F, Next> && !std::same_as<F, Callback<Error>> && !std::same_as<F, detail::NextSource> &&
             (detail::CallableWith<F, Error&> || detail::CallableWith<F>))
  Next(F f) : function_(std::move(f)) {}
  Next(Callback<Error> f) : function_(std::move(f)) {}

  Next(const Next& other);
  Next(Next&& other) : Next(static_cast<const Next&>(other)) {}
  Next& operator=(const Next& other);
  ~Next() {
    if (owns_) detail::release_frame(frame_);
  }

  void operator()() const {
    if (frame_) return detail::proceed(frame_);
    call();
  }
  void operator()(const Error& err) const {
    if (frame_) return detail::proceed(frame_, err);
    call(err);
  }
  // An error of one's own class stays one.
  template <std::derived_from<Error> E>
    requires(!std::same_as<E, Error>)
  void operator()(const E& err) const { (*this)(Error(err)); }
  void operator()(const Value& thrown) const {
    if (frame_) return detail::proceed(frame_, thrown);
    call(thrown);
  }
  template <detail::Chars T>
  void operator()(const T& text) const {
    (*this)(Value(text));
  }
  void operator()(std::nullptr_t) const { (*this)(); }
  /// False for one that does nothing.
  explicit operator bool() const noexcept { return frame_ || function_; }

  // For the framework: borrows the frame (no count is touched) until it is copied.
  detail::Frame* frame() const noexcept { return frame_; }
  explicit Next(const detail::NextSource& source) : frame_(source.frame) {
    if (source.next) *this = *source.next;
  }

 private:
  // A function that was made a Next.
  void call() const;
  void call(const Error& err) const;
  void call(const Value& thrown) const;

  detail::Frame* frame_ = nullptr;
  bool owns_ = false;
  Callback<Error> function_;
};

/// req.next: the next() of the router that the request is in now. A copy stays that one, as a variable does in JavaScript.
class CurrentNext {
 public:
  explicit CurrentNext(detail::Exchange& exchange) : exchange_(&exchange) {}
  CurrentNext(const CurrentNext& other) : kept_(other.current()) {}
  CurrentNext& operator=(const CurrentNext&) = delete;

  operator Next() const { return current(); }
  void operator()() const { current()(); }
  void operator()(const Error& err) const { current()(err); }
  template <std::derived_from<Error> E>
    requires(!std::same_as<E, Error>)
  void operator()(const E& err) const { current()(err); }
  void operator()(const Value& thrown) const { current()(thrown); }
  template <detail::Chars T>
  void operator()(const T& text) const {
    current()(text);
  }

 private:
  Next current() const;
  detail::Exchange* exchange_ = nullptr;
  Next kept_;
};

}  // namespace crema
