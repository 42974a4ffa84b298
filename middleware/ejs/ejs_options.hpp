// ejs_options.hpp — the options of ejs. Included by ejs.hpp.
#pragma once
#include <crema/function.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace crema {

/// An option that is a function: a lambda, or a function in a Value.
class EjsFunction {
 public:
  EjsFunction() = default;
  EjsFunction(const Value& function) : value_(function) {}
  template <class F>
    requires(detail::Callable<F> && !detail::Single<F> && !std::same_as<F, EjsFunction>)
  EjsFunction(F f) : value_(Function(std::move(f))) {}
  const Value& value() const noexcept { return value_; }

 private:
  Value value_;
};

/// npm: https://github.com/mde/ejs#options. What is left out is what `ejs.delimiter` and the like say, else the default.
struct EjsOptions {
  bool cache = false;   // Keep the template by its filename. Default: false.
  Value filename = {};  // What it is called, for includes, errors and the cache. Default: the file that is rendered.
  Value root = {};      // Folder, or list of them, of include("/x"). Default: "/".
  Value views = {};     // List of folders for include("x") beside that of the file. Default: none.
  Value context = {};   // `this` in the template. Default: undefined.
  bool compileDebug = true;            // Errors tell file and line. Default: true.
  Value delimiter = {};                // Default: "%".
  Value openDelimiter = {};            // Default: "<".
  Value closeDelimiter = {};           // Default: ">".
  bool debug = false;                  // Prints the JavaScript that is made of the template. Default: false.
  bool strict = false;                 // "use strict", without `with`. Default: false.
  bool _with = true;                   // Locals are variables; false: members of `locals` alone. Default: true.
  bool unsafePrototypeLocals = false;  // Do not copy what include() is given. Default: false.
  Value destructuredLocals = {};       // List of names that are variables, even with strict. Default: none.
  Value localsName = {};               // Name of the object of locals. Default: "locals".
  bool rmWhitespace = false;           // Drop white space at both ends of lines, and empty lines. Default: false.
  EjsFunction escape = {};             // What <%= gives its value to. Default: ejs.escapeXML.
  Value outputFunctionName = {};       // Name of a function that prints. Default: none.
  bool async = false;                  // Templates may `await`. Default: false.
  EjsFunction includer = {};           // (path, file that was found) to {filename, template}. Default: none.
};

}  // namespace crema
