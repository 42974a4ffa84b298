// crema/byte_size.hpp — sizes in options: "100kb".                                                        npm: bytes 3.1
#pragma once
#include <crema/value.hpp>

#include <optional>

namespace crema {

/// Bytes: of a number itself, of a text as npm's bytes reads it ("1.5 MB", powers of 1,024); nothing for anything else.
std::optional<double> byteSize(const Value& size);

}  // namespace crema
