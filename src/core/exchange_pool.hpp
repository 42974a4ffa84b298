// core/exchange_pool.hpp — the loop's exchanges that wait for their next request.
#pragma once
#include <cstddef>

namespace crema::detail {

struct Exchange;
class LoopContext;

class ExchangePool {
 public:
  ExchangePool() = default;
  ExchangePool(const ExchangePool&) = delete;
  ExchangePool& operator=(const ExchangePool&) = delete;
  ~ExchangePool();
  // One that nobody holds, counted once.
  Exchange& acquire(LoopContext& loop);
  // Takes one back whose count has fallen to zero.
  void give_back(Exchange& exchange) noexcept;

 private:
  void park(Exchange& exchange) noexcept;
  void keep_or_free(Exchange& exchange) noexcept;

  static constexpr std::size_t most_free = 256, most_parked = 256;
  Exchange* free_ = nullptr;
  std::size_t free_count_ = 0;
  // Those whose client left before the answer, first in, first out.
  Exchange *parked_first_ = nullptr, *parked_last_ = nullptr;
  std::size_t parked_count_ = 0;
};

}  // namespace crema::detail
