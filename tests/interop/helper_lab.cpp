// Calls the helpers that need no server: a line {"call", "args", "options"} of JSON in, a line {"value"} or {"error"} out.
// helpers.mjs does the same with npm's packages and compares.
#include <crema/bytes.hpp>
#include <crema/debug.hpp>
#include <crema/dotenv.hpp>
#include <crema/express.hpp>
#include <crema/ms.hpp>
#include <crema/nanoid.hpp>
#include <crema/uuid.hpp>

#include <iostream>
#include <string>

using namespace crema;

namespace {

// The random bytes of helpers.mjs.
struct Dice {
  std::uint32_t state;
  Value operator()(const Value& count) {
    Value bytes = Array();
    for (int i = 0; i < static_cast<int>(count); ++i) {
      state = state * 1664525U + 1013904223U;
      bytes.push(state >> 24);
    }
    return bytes;
  }
};

Value list(const Value& bytes) {
  return !Buffer.isBuffer(bytes) ? bytes : Array.from(bytes, [](auto byte) { return byte; });
}

UuidV1Options v1_options(const Value& o) {
  return {
      .node = o["node"], .clockseq = o["clockseq"], .msecs = o["msecs"], .nsecs = o["nsecs"], .random = o["random"]};
}

Value uuid_call(const Value& call, const Value& a, const Value& o) {
  if (call == "v1") return uuid.v1(v1_options(o));
  if (call == "v3") return uuid.v3(a[0], a[1]);
  if (call == "v4") return uuid.v4({.random = o["random"]});
  if (call == "v5") return uuid.v5(a[0], a[1]);
  if (call == "v6") return uuid.v6(v1_options(o));
  if (call == "v7") return uuid.v7({.msecs = o["msecs"], .seq = o["seq"], .random = o["random"]});
  if (call == "validate") return uuid.validate(a[0]);
  if (call == "version") return uuid.version(a[0]);
  if (call == "parse") return list(uuid.parse(a[0]));
  if (call == "stringify") return uuid.stringify(a[0]);
  if (call == "v1ToV6") return list(uuid.v1ToV6(a[0]));
  if (call == "v6ToV1") return list(uuid.v6ToV1(a[0]));
  throw Error("no such call");
}

Value bytes_call(const Value& call, const Value& a, const Value& o) {
  BytesOptions options;
  if (o["decimalPlaces"] != undefined) options.decimalPlaces = o["decimalPlaces"];
  options.fixedDecimals = static_cast<bool>(o["fixedDecimals"]);
  options.thousandsSeparator = o["thousandsSeparator"];
  options.unit = o["unit"];
  options.unitSeparator = o["unitSeparator"];
  if (call == "parse") return bytes.parse(a[0]);
  return call == "format" ? bytes.format(a[0], options) : bytes(a[0], options);
}

void print(const Debugger& debug, const Value& a) {
  if (a.length() == 0) debug();
  else if (a.length() == 1) debug(a[0]);
  else if (a.length() == 2) debug(a[0], a[1]);
  else if (a.length() == 3) debug(a[0], a[1], a[2]);
  else debug(a[0], a[1], a[2], a[3]);
}

// A line of a debugger, and what is named; the date is whenever it is.
Value debugged(const Value& a, const Value& o) {
  createDebug.enable(a[0]);
  const auto plain = createDebug(a[1]);
  const Value more = o["extend"];
  const auto debug = !more ? plain : more.length() > 1 ? plain.extend(more[0], more[1]) : plain.extend(more[0]);
  debug.useColors = o["colors"];
  if (o["color"]) debug.color = o["color"];
  Let line = null;
  debug.log = [=](auto text) { line = text.replace(R"(\d{4}-\d\d-\d\dT[\d:.]+Z)"_re, "date"); };
  print(debug, a.slice(2));
  Value found = {{"line", line},
                 {"enabled", debug.enabled ? true : false},
                 {"namespace", debug.namespace_},
                 {"color", debug.color},
                 {"names", createDebug.names()},
                 {"skips", createDebug.skips()},
                 {"env", process.env["DEBUG"].value_or(null)}};
  found["was"] = createDebug.disable();
  found["now"] = createDebug.enabled(a[1]);
  return found;
}

Value result(const Value& line) {
  const Value name = line["call"], a = line["args"], o = line["options"].value_or(Object());
  const Value module = name.split(".")[0], call = name.split(".")[1];
  if (module == "ms") return ms(a[0], {.long_ = static_cast<bool>(o["long"])});
  if (module == "bytes") return bytes_call(call, a, o);
  if (module == "uuid") return uuid_call(call, a, o);
  if (module == "debug" && call == "print") {
    const auto debug = createDebug(a[0]);
    print(debug, a.slice(1));
    return null;
  }
  if (module == "debug") return debugged(a, o);
  if (module == "dotenv") return dotenv.parse(a[0]);
  if (module == "nanoid") {
    const Dice dice{static_cast<std::uint32_t>(o["seed"])};
    return customRandom(a[0], a[1], dice)(a[2]);
  }
  if (module == "createError") {
    const Error e = a.length() == 1 ? createError(a[0]) : createError(a[0], a[1]);
    return {{"text", e.str()},
            {"status", e.status},
            {"statusCode", e.statusCode},
            {"expose", e.expose},
            {"http", createError.isHttpError(e)}};
  }
  throw Error("no such module");
}

}  // namespace

int main() {
  for (std::string text; std::getline(std::cin, text);) {
    Value answer;
    try {
      const Value value = result(JSON.parse(text));
      answer = {{"value", value}, {"type", typeof_(value)}};
    } catch (const Error& error) {
      answer = {{"error", error.str()}, {"code", error.code}};
    }
    std::cout << JSON.stringify(answer).str() << "\n";
  }
}
