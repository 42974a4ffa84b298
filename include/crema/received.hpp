// crema/received.hpp — what Node's errors say of an argument that is of the wrong type. For modules.
#pragma once
#include <crema/value.hpp>

#include <string>

namespace crema {

/// What stands behind "Received " in Node's sentences: "type number (5)", "an instance of Array", "undefined".
std::string receivedText(const Value& v);

}  // namespace crema
