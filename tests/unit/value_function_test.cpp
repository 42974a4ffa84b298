// Functions and C++ objects in Values.
#include <crema/error.hpp>
#include <crema/host_object.hpp>
#include <doctest/doctest.h>

using namespace crema;

namespace {

std::string js(const Value& v) { return JSON.stringify(v).str(); }

struct Point : HostObject {
  double x = 1, y = 2;
  static inline int alive = 0;
  Point() { ++alive; }
  Point(double px, double py) : x(px), y(py) { ++alive; }
  ~Point() override { --alive; }
  Value get(std::string_view key) const override {
    if (key == "x") return x;
    if (key == "y") return y;
    if (key == "norm") return x * x + y * y;
    return {};
  }
  bool set(std::string_view key, const Value& v) override {
    if (key == "x") return x = v.number(), true;
    return false;
  }
  bool remove(std::string_view key) override { return key == "x" ? (x = 0, true) : false; }
  Value keys() const override { return {"x", "y"}; }
  std::string to_string() const override { return "(" + Value(x).str() + "," + Value(y).str() + ")"; }
  std::string_view class_name() const override { return "Point"; }
  Value value_of() const override { return x; }
};

// Request and Response are core's; only their addresses matter here.
struct Owner : HostObject {
  Value method;
  Caller caller() const override { return {reinterpret_cast<Request*>(0x1000), reinterpret_cast<Response*>(0x2000)}; }
  Value get(std::string_view) const override { return method; }
};

}  // namespace

TEST_CASE("a function in a Value is called as in JavaScript") {
  Value add = Function([](auto a, auto b) { return a + b; });
  CHECK(add(1, 2) == 3);
  CHECK(isNaN(add(1)));
  CHECK(add("a", "b", "too many") == "ab");
  Value none = Function([] {});
  CHECK(none(1) == undefined);
  Value count = Function([](auto a, auto b, auto c, auto d, auto e) {
    return Array(a, b, c, d, e).filter([](auto x) { return x != undefined; }).length();
  });
  CHECK(count() == 0);
  CHECK(count(1, 2, 3, 4, 5) == 5);
  CHECK(count({{"a", 1}}) == 1);
  Value locals = Object();
  locals["plural"] = Function([](auto word, auto n) { return n == 1 ? word : Value(word + "s"); });
  CHECK(locals["plural"]("day", 2) == "days");
  CHECK(js(locals) == "{}");
  locals["plural"]["x"] = 5;
  CHECK(locals["plural"]["x"] == 5);
  CHECK_THROWS_WITH_AS(locals["missing"](1), "missing is not a function", TypeError);
  CHECK_THROWS_WITH_AS(Value(5)(1), "number is not a function", TypeError);
  Value left;
  CHECK_THROWS_AS(left["x"](1), TypeError);
}

TEST_CASE("a function may drop the variable that holds it") {
  Value f;
  f = Function([&](auto x) { return f = Value(), x; });
  CHECK(f(7) == 7);
  CHECK(f == undefined);
}

TEST_CASE("leading auto& are the request and the response of what the function is a method of") {
  auto* owner = new Owner;
  Value object = Value::host(owner);
  owner->method = Function([](auto& req, auto& res, auto m) {
    return Array(static_cast<double>(reinterpret_cast<std::uintptr_t>(&req)),
                 static_cast<double>(reinterpret_cast<std::uintptr_t>(&res)), m);
  });
  CHECK(js(object["message"]("hi")) == R"([4096,8192,"hi"])");
  owner->method = Function([](auto& req, auto a, auto b) {
    return Array(static_cast<double>(reinterpret_cast<std::uintptr_t>(&req)), a, b);
  });
  CHECK(js(object["message"](1, 2)) == "[4096,1,2]");
  Value alone = owner->method;
  CHECK_THROWS_AS(alone(1), TypeError);
  CHECK(js(detail::call_function(alone, object["x"] ? owner->caller() : Caller(), nullptr, 0)) == "[4096,null,null]");
}

TEST_CASE("a C++ object is an object") {
  {
    Value p = make_host<Point>(3, 4);
    CHECK(Point::alive == 1);
    CHECK(p["x"] == 3);
    CHECK(p["norm"] == 25);
    CHECK(p["z"] == undefined);
    p["x"] = 5;
    CHECK(host<Point>(p)->x == 5);
    CHECK_THROWS_WITH_AS(p["y"] = 1, "Cannot assign to read only property 'y' of object '#<Point>'", TypeError);
    CHECK(js(p) == R"({"x":5,"y":4})");
    CHECK(js({{"p", p}}) == R"({"p":{"x":5,"y":4}})");
    CHECK(String(p) == "(5,4)");
    CHECK("at " + p == "at (5,4)");
    CHECK(p - 1 == 4);
    CHECK(p > 4);
    CHECK(typeof_(p) == "object");
    CHECK(js(Object.keys(p)) == R"(["x","y"])");
    CHECK(js({spread(p), {"z", 1}}) == R"({"x":5,"y":4,"z":1})");
    CHECK(js(Object.entries(p)) == R"([["x",5],["y",4]])");
    CHECK(delete_(p["x"]));
    CHECK(p["x"] == 0);
    CHECK(p.hasOwnProperty("y"));
    Value q = p;
    CHECK(q == p);
    CHECK(host<Owner>(p) == nullptr);
    CHECK(host<Point>(Value(5)) == nullptr);
  }
  CHECK(Point::alive == 0);
}

TEST_CASE("captures of a function live as long as the function") {
  {
    Value f;
    {
      Value p = make_host<Point>();
      f = Function([=] { return p["x"]; });
    }
    CHECK(Point::alive == 1);
    CHECK(f() == 1);
  }
  CHECK(Point::alive == 0);
}

TEST_CASE("a function of any number of values gets as many as there are") {
  Value count = Function([](auto... all) { return static_cast<int>(sizeof...(all)); });
  CHECK(count() == 0);
  CHECK(count(1) == 1);
  CHECK(count(1, 2, 3, 4, 5, 6, 7, 8) == 8);
  Value rest = Function([](Value first, auto... more) { return Array(first, Array(more...)); });
  CHECK(JSON.stringify(rest(1, 2, 3)) == "[1,[2,3]]");
  CHECK(JSON.stringify(rest()) == "[null,[]]");
}
