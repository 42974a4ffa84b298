// crema/json_text.hpp — JSON as text in and out of buffers, for modules that keep it: stores, signed cookies.
#pragma once
#include <crema/value.hpp>

#include <string>
#include <string_view>

namespace crema {

/// Appends what JSON.stringify(v) gives. False, and nothing appended, for what has no JSON: undefined and functions. Throws
/// TypeError when v contains itself.
bool appendJson(std::string& out, const Value& v);

/// The same of an object without its own member `key`.
bool appendJsonWithout(std::string& out, const Value& object, std::string_view key);

/// JSON.parse(text). Throws SyntaxError.
Value parseJson(std::string_view text);

/// Whether every object of JavaScript has a member of this name ("constructor", "__proto__" …): what sessions leave out of data
/// that comes from outside, as npm's do.
bool isObjectPrototypeMember(std::string_view name);

}  // namespace crema
