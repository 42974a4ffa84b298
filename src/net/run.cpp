// Top-level await.
#include <crema/task.hpp>

#include <exception>
#include <memory>
#include <utility>

#include "net/loop.hpp"

namespace crema {
namespace {

using Failure = std::shared_ptr<std::exception_ptr>;

Task<> watch(Task<> main, Failure failed) {
  try {
    co_await main;
  } catch (...) {
    *failed = std::current_exception();
    net::Loop::current().recheck();
  }
}

}  // namespace

void run(Task<> main) {
  auto failed = std::make_shared<std::exception_ptr>();
  const auto watching = watch(std::move(main), failed);
  auto& loop = net::Loop::current();
  const auto done = [&] { return *failed || loop.finished() || loop.idle(); };
  while (loop.run_until(done) && !*failed && loop.begins_anew()) {
  }
  if (*failed) std::rethrow_exception(*failed);
}

}  // namespace crema
