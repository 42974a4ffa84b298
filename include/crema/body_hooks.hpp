// crema/body_hooks.hpp — more that a middleware may know of and do with the body of an answer. crema/hooks.hpp has the rest.
#pragma once
#include <crema/hooks.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>

namespace crema {

namespace detail {
struct SlowWork;
}

/// A Filter whose large pieces another thread works on, so that the loop goes on meanwhile. Bytes keep their order, and res.write()
/// says false while much waits. Never are two of its functions called at once; but on another thread they may touch nothing
/// besides the filter.
class SlowFilter : public Filter {
 public:
  SlowFilter() noexcept;
  ~SlowFilter() override;
  /// Whether write() with so many bytes is for another thread; 0 asks for flush() and end().
  virtual bool isSlow(std::size_t bytes) const noexcept = 0;

  // For the framework: what waits; null until something does.
  std::unique_ptr<detail::SlowWork> work;
};

/// Within a hook of res.beforeHead(): how many bytes the body has, where the answer ends with its first piece; -1 otherwise, and
/// for files.
std::int64_t endingLength(const Response& res) noexcept;

}  // namespace crema
