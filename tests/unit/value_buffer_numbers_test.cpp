// Numbers and bytes in buffers, and what arrays, texts and numbers have in common with them.
#include <crema/express.hpp>
#include <doctest/doctest.h>

using namespace crema;

namespace {

// What `f` throws: its code and its message.
template <class F>
std::string refusal(F f) {
  try {
    (void)f();
  } catch (Error& e) {
    return (e.code == undefined ? "" : e.code.str() + ": ") + e.message.str();
  }
  return "nothing";
}

}  // namespace

TEST_CASE("numbers are read in either order of bytes") {
  const Value b = Buffer.from("hello world");
  CHECK(b.readUInt16BE(0) == 26725);
  CHECK(b.readUInt16LE() == 25960);
  CHECK(b.readInt32LE(7) == 1684828783);
  CHECK(b.readUIntBE(0, 6) == 114784820031264);
  CHECK(b.readDoubleBE(1) == 3.6857515306231613e+180);
  CHECK(Buffer.from("ff", "hex").readInt8() == -1);
  CHECK(Buffer.from("feffffff", "hex").readInt32LE() == -2);
  CHECK(Buffer.from("000020c0", "hex").readFloatLE() == -2.5);
}

TEST_CASE("what is written is read again, and the place behind it is told") {
  const Value b = Buffer.alloc(8);
  CHECK(b.writeInt16LE(-2, 1) == 3);
  CHECK(b.readInt16LE(1) == -2);
  CHECK(b.writeUIntBE(1099511627775, 3, 5) == 8);
  CHECK(b.readUIntBE(3, 5) == 1099511627775);
  CHECK(b.writeDoubleLE(0.1) == 8);
  CHECK(b.readDoubleLE() == 0.1);
}

TEST_CASE("places and numbers that do not fit are refused in Node's words") {
  const Value b = Buffer.alloc(4);
  CHECK(refusal([&] { return b.readUInt8(4); }) ==
        R"(ERR_OUT_OF_RANGE: The value of "offset" is out of range. It must be >= 0 and <= 3. Received 4)");
  CHECK(refusal([&] { return b.readUInt8(0.5); }) ==
        R"(ERR_OUT_OF_RANGE: The value of "offset" is out of range. It must be an integer. Received 0.5)");
  CHECK(refusal([&] { return b.readDoubleLE(); }) ==
        "ERR_BUFFER_OUT_OF_BOUNDS: Attempt to access memory outside buffer bounds");
  CHECK(refusal([&] { return b.writeUInt8(256); }) ==
        R"(ERR_OUT_OF_RANGE: The value of "value" is out of range. It must be >= 0 and <= 255. Received 256)");
  CHECK(refusal([&] { return b.readUIntLE(0, 7); }) ==
        R"(ERR_OUT_OF_RANGE: The value of "byteLength" is out of range. It must be >= 1 and <= 6. Received 7)");
}

TEST_CASE("buffers are compared, searched, filled and copied") {
  const Value b = Buffer.from("hello world"), to = Buffer.alloc(4);
  CHECK(b.equals(Buffer.from("hello world")));
  CHECK(b.compare(Buffer.from("help")) == -1);
  CHECK(b.indexOf("o", 5) == 7);
  CHECK(b.lastIndexOf(111) == 7);
  CHECK(b.includes(Buffer.from("wor")));
  CHECK(b.copy(to, 1, 0) == 3);
  CHECK(to.toString("hex") == "0068656c");
  CHECK(to.fill("ab").toString() == "abab");
  CHECK(to.write("äö", 1) == 2);  // a character that does not fit is left out as a whole
  CHECK(to.toString() == "aäb");
}

TEST_CASE("a frozen object or array does not change") {
  const Value o = Object.freeze({{"a", 1}}), list = Object.freeze(Array(3, 1));
  CHECK(refusal([&] { return o["a"] = 2; }) == "Cannot assign to read only property 'a' of object '#<Object>'");
  CHECK(refusal([&] { return o["b"] = 2; }) == "Cannot add property b, object is not extensible");
  CHECK(refusal([&] { return delete_(o["a"]); }) == "Cannot delete property 'a' of #<Object>");
  CHECK(refusal([&] { return list.push(3); }) == "Cannot add property 2, object is not extensible");
  CHECK(refusal([&] { return list.sort(); }) == "Cannot assign to read only property '0' of object '[object Array]'");
  CHECK(JSON.stringify(list.toSorted()) == "[1,3]");
  CHECK(Object.isFrozen(o));
  CHECK(!Object.isFrozen(Object()));
}

TEST_CASE("numbers for people to read") {
  CHECK(Value(1234567.891).toLocaleString() == "1,234,567.891");
  CHECK(Value(1.0005).toLocaleString() == "1.001");
  CHECK(Value(-1234.5).toLocaleString("en-US", {{"style", "currency"}, {"currency", "JPY"}}) == "-¥1,235");
  CHECK(Value(0.256).toLocaleString("en-US", {{"style", "percent"}}) == "26%");
  CHECK(Value(5).toLocaleString("en-US", {{"minimumFractionDigits", 2}}) == "5.00");
  CHECK(Value(123456).toLocaleString("en-US", {{"maximumSignificantDigits", 3}}) == "123,000");
  CHECK(Value(123456).toExponential(2) == "1.23e+5");
}

TEST_CASE("more of arrays and texts") {
  const Value list = {1, 2, 3};
  CHECK(JSON.stringify(list.with(-1, 9)) == "[1,2,9]");
  CHECK(JSON.stringify(list.toReversed()) == "[3,2,1]");
  CHECK(list.findLastIndex([](auto x) { return x < 3; }) == 1);
  CHECK(list.reduceRight([](auto a, auto b) { return a - b; }) == 0);
  CHECK(list.includes(1, 1) == false);
  CHECK(Value("canal").lastIndexOf("a", 2) == 1);
  CHECK(Value("abc").endsWith("b", 2));
  CHECK(Value("a😀b").codePointAt(1) == 128512);
  Value shown = "";
  for (auto [i, x] : list.entries()) shown += format("{}:{} ", i, x);
  CHECK(shown == "0:1 1:2 2:3 ");
}
