// crema/finally.hpp — try { … } finally { … }.
#pragma once
#include <exception>
#include <utility>

namespace crema {

namespace detail {

template <class F>
class [[nodiscard]] Finally {
 public:
  explicit Finally(F f) : f_(std::move(f)) {}
  Finally(const Finally&) = delete;
  Finally& operator=(const Finally&) = delete;
  // While another exception is under way, one of the function's is dropped: C++ knows one at a time.
  ~Finally() noexcept(false) {
    if (std::uncaught_exceptions() == before_) {
      f_();
      return;
    }
    try {
      f_();
    } catch (...) {
    }
  }

 private:
  F f_;
  int before_ = std::uncaught_exceptions();
};

struct FinallyLibrary {
  template <class F>
  Finally<F> operator()(F f) const {
    return Finally<F>(std::move(f));
  }
};

}  // namespace detail

/// `try { work(); } finally { close(); }`: `auto last = finally([&] { close(); }); work();` calls it at the end of the block in which
/// the variable stands, however that is left: at its end, by return or co_return, or by an exception.
inline constexpr detail::FinallyLibrary finally{};

}  // namespace crema
