// crema/argon2.hpp — passwords, hashed by Argon2 (RFC 9106).                                             npm: argon2 0.45
#pragma once
#include <crema/error.hpp>
#include <crema/task.hpp>
#include <crema/value.hpp>

namespace crema {

/// Options of argon2.hash(). What is undefined counts as not given.
/// npm: https://github.com/ranisalt/node-argon2/wiki/Options
struct Argon2Options {
  Value type = {};         // argon2.argon2d, argon2.argon2i or argon2.argon2id. Default: argon2id.
  Value memoryCost = {};   // Memory, in KiB. Default: 65536.
  Value timeCost = {};     // Passes over it. Default: 3.
  Value parallelism = {};  // Threads, which work on a part of it each. Default: 4.
  Value hashLength = {};   // Bytes of the hash. Default: 32.
  Value salt = {};         // A buffer of at least 8 bytes. Default: 16 random ones.
  Value raw = {};          // Whether the bytes of the hash are given, and not a text. Default: false.
  Value secret = {};  // A buffer that is not kept with the hash ("pepper"), and needed to verify it. Default: none.
  Value associatedData = {};  // A buffer that is kept with the hash. Default: none.
  Value version = {};         // 0x10 or 0x13. Default: 0x13.
};

/// Options of argon2.verify().
struct Argon2VerifyOptions {
  Value secret = {};  // That of hash(). Default: none.
};

namespace detail {

struct Argon2Library {
  int argon2d = 0, argon2i = 1, argon2id = 2;

  /// The hash of a password (text or buffer): "$argon2id$v=19$m=65536,p=4,t=3$…", or with `.raw` a buffer. Works on another thread.
  /// Rejects with RangeError, or Error in Argon2's words ("Salt is too short"), and TypeError for a password of another type.
  Task<Value> hash(Value password, Argon2Options options = {}) const;
  /// Whether a hash is that of the password; false for a hash by something else. Works on another thread. Rejects with TypeError for
  /// a text that is no hash.
  Task<bool> verify(Value digest, Value password, Argon2VerifyOptions options = {}) const;
  /// Whether a hash was made with other costs than these (memoryCost, timeCost, parallelism, version).
  bool needsRehash(const Value& digest, const Argon2Options& options = {}) const;
};

}  // namespace detail

/// `const argon2 = require('argon2')`: `co_await argon2.hash(password)`, `co_await argon2.verify(hash, password)`.
inline constexpr detail::Argon2Library argon2{};

}  // namespace crema
