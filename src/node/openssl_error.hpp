// node/openssl_error.hpp — what OpenSSL says of a failure, as Node's crypto passes it on.
#pragma once
#include <crema/error.hpp>

#include <string>

namespace crema::detail {

// "error:030000AC:digital envelope routines::memory limit exceeded" of the thread's first error, all of which are forgotten then;
// empty if there is none.
std::string openssl_reason();

// The same as an Error with `library`, `reason` and `code` ("ERR_OSSL_BAD_DECRYPT"); of `otherwise` if there is none.
Error openssl_failure(const char* otherwise);

}  // namespace crema::detail
