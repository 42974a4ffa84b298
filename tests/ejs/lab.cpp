// Renders what each line of standard input asks for, as ejs_lab.js does with npm's ejs: JSON in, JSON out.
#include <crema/ejs.hpp>
#include <crema/express.hpp>

#include <exception>
#include <iostream>
#include <string>

using namespace crema;

namespace {

// Locals that JSON cannot say.
Value special() {
  Value shared = {{"name", "shared"}};
  Value self = {{"name", "loop"}};
  self["self"] = self;
  Value failed = TypeError("something is wrong");
  failed["status"] = 418;
  return {{"plural", Function([](auto n, auto word) { return n == 1 ? word : word + "s"; })},
          {"upper", Function([](auto text) { return text.toUpperCase(); })},
          {"kind", Function([](auto v) { return typeof_(v); })},
          {"sum", Function([](auto list) { return list.reduce([](auto a, auto b) { return a + b; }, 0); })},
          {"same", Function([](auto v) { return v; })},
          {"make", Function([](auto n) {
             return Value{{"n", n}, {"list", {n, n + 1}}, {"when", Date(0)}};
           })},
          {"nothing", Function([] {})},
          {"count", Function([](auto a, auto b, auto c, auto d, auto e) {
             return Value{a, b, c, d, e};
           })},
          {"fail", Function([](auto text) -> Value { throw RangeError(text); })},
          {"refuse", Function([]() -> Value { throw createError(403, "not allowed"); })},
          {"when", Date(1700000000123)},
          {"never", Date("nonsense")},
          {"undef", undefined},
          {"nil", null},
          {"nan", Number("NaN")},
          {"infinity", Number("Infinity")},
          {"minus", Value(-1) / Value(0)},
          {"zero", -0.0},
          {"bytes", Buffer.from("h\u00e9llo")},
          {"error", failed},
          {"pattern", Regex("a+(b)", "gi")},
          {"first", shared},
          {"second", shared},
          {"loop", self},
          {"list", {1, undefined, Number("NaN"), Date(0), Array(Date(1))}}};
}

EjsOptions options_of(const Value& request) {
  EjsOptions o = detail::ejs_options(request["options"]);
  const Value functions = request["functions"].value_or(Array());
  if (functions.includes("escape")) o.escape = [](auto v) { return "[" + String(v) + "]"; };
  if (functions.includes("includer")) {
    o.includer = [](auto name, auto file) {
      Value made;
      if (name == "virtual") made = {{"template", "virtual <%= 1 + 1 %>"}};
      if (name == "blank") made = {{"template", ""}};
      if (name == "moved") made = {{"filename", path.join(path.dirname(file), "item.ejs")}};
      return made;
    };
  }
  return o;
}

Value answer(const Value& request) {
  ejs.clearCache();
  const Value globals = request["globals"] || Object();
  ejs.delimiter = globals["delimiter"];
  ejs.openDelimiter = globals["openDelimiter"];
  ejs.closeDelimiter = globals["closeDelimiter"];
  ejs.localsName = globals["localsName"];
  Value data = request["data"];
  if (request["special"]) data = Object.assign(special(), data);
  const auto options = options_of(request);
  Value result;
  if (request["file"]) {
    const auto take = [&](auto err, auto text) {
      if (err) throw err;
      result = text;
    };
    if (request["options"] || request["functions"]) ejs.renderFile(request["file"], data, options, take);
    else ejs.renderFile(request["file"], data, take);
  } else if (request["compile"]) {
    const auto page = ejs.compile(request["text"], options);
    result = page(data) + page(data);
  } else {
    result = ejs.render(request["text"], data, options);
  }
  return {{"text", result}, {"type", typeof_(result)}};
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    Value told;
    try {
      told = answer(JSON.parse(line));
    } catch (...) {
      const Error e = Error::from_exception(std::current_exception());
      if (e.is_thrown_value()) {
        told = {{"error", {{"message", Value(e)}, {"name", Value(e).get("name")}}}};
        if (typeof_(Value(e)) == "object") told["error"] = Object.assign(Object(), Value(e));
      } else {
        told = {
            {"error",
             {{"name", e.name}, {"message", e.message}, {"path", e["path"]}, {"status", e.status}, {"code", e.code}}}};
      }
    }
    std::cout << JSON.stringify(told).str() << std::endl;
  }
}
