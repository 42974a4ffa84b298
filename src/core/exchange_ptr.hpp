// core/exchange_ptr.hpp — one count of an exchange, for what waits.
#pragma once
#include <utility>

#include "core/exchange.hpp"

namespace crema::detail {

class ExchangePtr {
 public:
  explicit ExchangePtr(Exchange& x) noexcept : x_(&x) { x_->retain(); }
  ExchangePtr(ExchangePtr&& other) noexcept : x_(std::exchange(other.x_, nullptr)) {}
  ExchangePtr(const ExchangePtr& other) noexcept : x_(other.x_) {
    if (x_) x_->retain();
  }
  ExchangePtr& operator=(const ExchangePtr&) = delete;
  ~ExchangePtr() {
    if (x_) x_->release();
  }
  Exchange& operator*() const noexcept { return *x_; }
  Exchange* operator->() const noexcept { return x_; }

 private:
  Exchange* x_;
};

}  // namespace crema::detail
