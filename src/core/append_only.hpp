// core/append_only.hpp — a list that only grows. Elements never move, and a reader on another thread sees those that were
// published before it asked: routes may be added while requests run.
#pragma once
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace crema::detail {

template <class T>
class AppendOnly {
 public:
  AppendOnly() = default;
  AppendOnly(const AppendOnly&) = delete;
  AppendOnly& operator=(const AppendOnly&) = delete;

  std::uint32_t size() const noexcept { return count_.load(std::memory_order_acquire); }
  const T& operator[](std::uint32_t i) const noexcept {
    const auto n = i + first;
    const auto block = static_cast<unsigned>(std::bit_width(n)) - first_bits;
    return blocks_[block][n - (std::uint32_t{1} << (block + first_bits - 1))];
  }
  // One writer at a time; the caller sees to it.
  void push(T value) {
    const auto i = count_.load(std::memory_order_relaxed);
    const auto n = i + first;
    const auto block = static_cast<unsigned>(std::bit_width(n)) - first_bits;
    const auto start = std::uint32_t{1} << (block + first_bits - 1);
    if (!blocks_[block]) blocks_[block] = std::make_unique<T[]>(start);
    blocks_[block][n - start] = std::move(value);
    count_.store(i + 1, std::memory_order_release);
  }

 private:
  // Block b holds as many elements as all before it and the first one together: 4, 8, 16 …
  static constexpr std::uint32_t first = 4;
  static constexpr unsigned first_bits = 3;
  std::array<std::unique_ptr<T[]>, 29> blocks_{};
  std::atomic<std::uint32_t> count_{0};
};

}  // namespace crema::detail
