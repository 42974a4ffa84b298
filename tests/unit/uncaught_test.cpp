// What is printed of an error that nobody catches.
#include <crema/error.hpp>
#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "captured.hpp"
#include "core/uncaught.hpp"

using namespace crema;
using crema::testing::Captured;

namespace {

template <class E>
std::string printed(const E& error) {
  Captured err(2);
  detail::report_uncaught(std::make_exception_ptr(error), detail::Uncaught::exception);
  return err.text();
}

}  // namespace

TEST_CASE("an uncaught error is printed with what it carries") {
  Error error("boom");
  error.status = 500;
  CHECK(printed(error) == "Uncaught Error: boom { status: 500 }\n");
  CHECK(printed(TypeError("x")) == "Uncaught TypeError: x\n");
  CHECK(printed(std::runtime_error("from C++")) == "Uncaught Error: from C++\n");
}

TEST_CASE("whatever else was thrown is printed as a value") {
  CHECK(printed(Value("why")) == "Uncaught:\n'why'\n");
  CHECK(printed(5) == "Uncaught:\n5\n");
}
