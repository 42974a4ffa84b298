// Errors: what is thrown is what arrives.
#include <crema/date.hpp>
#include <crema/error.hpp>
#include <crema/regex.hpp>
#include <doctest/doctest.h>
#include <stdexcept>

#include "core/value_node.hpp"

using namespace crema;

namespace {

std::string js(const Value& v) { return JSON.stringify(v).str(); }

struct AppError : Error {
  int detail = 7;
  AppError(Value text, int code_) : Error(text) {
    this->statusCode = code_;
    (*this)["isOperational"] = true;
  }
};

template <class F>
Error caught(F f) {
  try {
    f();
  } catch (...) {
    return Error::from_exception(std::current_exception());
  }
  return {};
}

}  // namespace

TEST_CASE("no error is false") {
  CHECK_FALSE(Error());
  CHECK_FALSE(Error(nullptr));
  CHECK_FALSE(Error(undefined));
  CHECK(Value(Error()) == null);
  Error failed;
  failed = Error("x");
  CHECK(failed);
}

TEST_CASE("new Error and its properties") {
  auto e = Error("x");
  e.status = 404;
  CHECK(e.message == "x");
  CHECK(e.name == "Error");
  CHECK(e.stack == "Error: x");
  CHECK(std::string(e.what()) == "x");
  CHECK(e["status"] == 404);
  e["message"] = "y";
  e["extra"] = 1;
  CHECK(e.message == "y");
  CHECK(e["extra"] == 1);
  CHECK((e.status || 500) == 404);
  CHECK(format("{}", e) == "Error: y");
  CHECK(Error(5).message == "5");
  CHECK(TypeError("t").name == "TypeError");
  CHECK(format("{:>14}", TypeError("t")) == "  TypeError: t");
  const std::string long_text = "a message that is longer than fifteen bytes";
  Error longer(long_text);
  CHECK(std::string(longer.what()) == long_text);
  CHECK(longer.what() == longer.what());
  CHECK(std::string(Error("15 bytes long !").what()) == "15 bytes long !");
}

TEST_CASE("an error is an object in a Value, and comes back as itself") {
  Error e("x");
  e.status = 404;
  e["foo"] = 1;
  Value v = e;
  CHECK(typeof_(v) == "object");
  CHECK(v["message"] == "x");
  CHECK(v["status"] == 404);
  CHECK(v["foo"] == 1);
  CHECK(v["stack"] == "Error: x");
  CHECK(String(v) == "Error: x");
  CHECK(js(v) == R"({"status":404,"foo":1})");
  CHECK(js(Object.keys(v)) == R"(["status","foo"])");
  v["code"] = "E_X";
  Error again(v);
  CHECK(again.message == "x");
  CHECK(again.code == "E_X");
  CHECK(js({{"error", e}}) == R"({"error":{"status":404,"foo":1}})");
  CHECK(js({{"error", e.message}}) == R"({"error":"x"})");
}

TEST_CASE("a class of the user's survives being thrown") {
  const Error e = caught([] { throw AppError("no", 403); });
  CHECK(e);
  CHECK(e.message == "no");
  CHECK(e.statusCode == 403);
  CHECK(e["isOperational"] == true);
  CHECK(instanceof <AppError>(e));
  CHECK(instanceof <Error>(e));
  CHECK_FALSE(instanceof <TypeError>(e));
  CHECK_FALSE(instanceof <std::runtime_error>(e));
  Error copy = e;
  CHECK(instanceof <AppError>(copy));
  Value v = copy;
  CHECK(instanceof <AppError>(Error(v)));
  CHECK_THROWS_AS(std::rethrow_exception(copy.exception()), AppError);
  const auto pass = [](Error err) { return instanceof <AppError>(err); };
  CHECK(pass(AppError("x", 1)));
  const auto bind = [](const Error& err) { return instanceof <AppError>(err); };
  CHECK(bind(AppError("x", 1)));
}

TEST_CASE("any C++ exception arrives as an error") {
  const Error e = caught([] { throw std::runtime_error("disk full"); });
  CHECK(e.message == "disk full");
  CHECK(e.name == "Error");
  CHECK(instanceof <std::runtime_error>(e));
  CHECK(instanceof <std::exception>(e));
  CHECK_FALSE(instanceof <std::logic_error>(e));
  CHECK(caught([] { throw Error(); }));
  struct Odd {};
  CHECK(caught([] { throw Odd(); }).message == "unknown exception");
  CHECK_FALSE(caught([] {}));
}

TEST_CASE("thrown values that are no errors stay what they are") {
  for (const Error& e :
       {caught([] { throw "x"; }), caught([] { throw Value("x"); }), caught([] { throw "x"s; }), Error::thrown("x")}) {
    CHECK(e);
    CHECK(e.is_thrown_value());
    CHECK(Value(e) == "x");
    CHECK(e.str() == "x");
    CHECK(std::string(e.what()) == "x");
    CHECK(e.message == undefined);
    CHECK(e.status == undefined);
    CHECK_FALSE(instanceof <Error>(e));
  }
  const Error zero = caught([] { throw 0; });
  CHECK_FALSE(zero);
  CHECK(zero.is_thrown_value());
  CHECK(Value(zero) == 0);
  const Error nothing = caught([] { throw Value(); });
  CHECK_FALSE(nothing);
  CHECK(nothing.is_thrown_value());
  CHECK(caught([] { throw Value{{"status", 418}}; })["status"] == 418);
  Value holder = {{"e", Error("inner")}};
  const Error inner = caught([&] { throw holder["e"]; });
  CHECK_FALSE(inner.is_thrown_value());
  CHECK(inner.message == "inner");
  CHECK_THROWS_AS(std::rethrow_exception(zero.exception()), int);
  CHECK_THROWS_AS(std::rethrow_exception(Error::thrown(5).exception()), Value);
}

TEST_CASE("JavaScript's error classes are told apart after slicing, too") {
  const auto slice = [](const Error& e) { return Error(e); };
  CHECK(instanceof <TypeError>(slice(TypeError("x"))));
  CHECK_FALSE(instanceof <RangeError>(slice(TypeError("x"))));
  CHECK(slice(SyntaxError("x")).name == "SyntaxError");
  CHECK_THROWS_AS(std::rethrow_exception(slice(RangeError("x")).exception()), RangeError);
}

TEST_CASE("an error has its cause, which JSON does not show") {
  Error inner = RangeError("inner");
  Error outer("outer", {{"cause", inner}});
  CHECK(outer.cause["message"] == "inner");
  CHECK(outer["cause"]["name"] == "RangeError");
  CHECK(JSON.stringify(outer) == "{}");
  CHECK(TypeError("t", {{"cause", 5}}).cause == 5);
  CHECK(Error("none").cause == undefined);
  CHECK(Error("none", {{"other", 1}}).cause == undefined);
  CHECK(outer.toString() == "Error: outer");
  Value held = outer;
  CHECK(held["cause"]["message"] == "inner");
}

TEST_CASE("Object.assign of an error gives that error") {
  auto e = Object.assign(RangeError("full"), {{"status", 409}, {"limit", 2}});
  CHECK(instanceof <RangeError>(e));
  CHECK(e.status == 409);
  CHECK(e["limit"] == 2);
  Error& same = Object.assign(e, {{"message", "changed"}}, {{"code", "E"}});
  CHECK(&same == static_cast<Error*>(&e));
  CHECK(e.message == "changed");
  CHECK(e.code == "E");
}

TEST_CASE("instanceof of a Value") {
  Value failed = TypeError("t"), when = Date(0), pattern = Regex("x");
  CHECK(instanceof <TypeError>(failed));
  CHECK(instanceof <Error>(failed));
  CHECK(! instanceof <RangeError>(failed));
  CHECK(! instanceof <Error>(Value("text")));
  CHECK(instanceof <DateTime>(when));
  CHECK(! instanceof <DateTime>(failed));
  CHECK(! instanceof <DateTime>(Value(0)));
  CHECK(instanceof <Regex>(pattern));
  CHECK(! instanceof <Regex>(when));
}
