// What is printed of an error that nobody catches.
#include <crema/error.hpp>
#include <doctest/doctest.h>

#include <unistd.h>

#include <cstdio>
#include <stdexcept>
#include <string>

#include "core/uncaught.hpp"

using namespace crema;

namespace {

template <class E>
std::string printed(const E& error) {
  std::FILE* file = std::tmpfile();
  const int before = ::dup(2);
  ::dup2(::fileno(file), 2);
  detail::report_uncaught(std::make_exception_ptr(error), detail::Uncaught::exception);
  ::dup2(before, 2);
  ::close(before);
  std::string all;
  std::rewind(file);
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) all += static_cast<char>(c);
  std::fclose(file);
  return all;
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
