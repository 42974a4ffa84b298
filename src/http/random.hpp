// http/random.hpp — unguessable ids from the CSPRNG, drawn in bulk.
#pragma once

#include <cstddef>
#include <string>

namespace crema::http {

/// Fills `out` with random bytes. Small requests come from a block of the thread, whose bytes are wiped as they are
/// used and which a forked child throws away. Throws std::runtime_error if the system has no randomness to give.
void random_bytes(void* out, std::size_t size);

/// Appends an id of `bytes` random bytes in base64url: 24 bytes, 32 characters, as express-session's ids are.
void append_random_id(std::string& out, std::size_t bytes = 24);
std::string random_id(std::size_t bytes = 24);

}  // namespace crema::http
