// node/digests.hpp — OpenSSL's digests by name, for hashes and for what is derived with them.
#pragma once
#include <openssl/types.h>

#include <string_view>

namespace crema::detail {

// Null when OpenSSL knows none of that name.
const EVP_MD* digest_named(std::string_view name);

[[noreturn]] void throw_unsupported_digest();
[[noreturn]] void throw_invalid_digest(std::string_view name);

}  // namespace crema::detail
