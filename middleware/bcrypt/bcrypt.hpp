// crema/bcrypt.hpp — passwords, hashed by bcrypt.                                               npm: bcrypt 6, bcryptjs 3
#pragma once
#include <crema/callback.hpp>
#include <crema/error.hpp>
#include <crema/task.hpp>
#include <crema/value.hpp>

#include <utility>

namespace crema {
namespace detail {

struct BcryptLibrary {
  /// The hash of a password (text or buffer): "$2b$10$" and 53 letters. `salt` is one of genSalt(), or a number of rounds, 4 to 31:
  /// each more doubles the time. Works on another thread. Rejects with an Error in bcrypt's words for arguments of other types, a
  /// salt that is none, and a password with a NUL in its first 72 bytes, behind which nothing counts.
  Task<Value> hash(Value data, Value salt) const;
  void hash(const Value& data, const Value& salt, Callback<Error, Value> callback) const;
  /// The same on this thread, which serves nobody meanwhile.
  Value hashSync(const Value& data, const Value& salt = 10) const;

  /// Whether the hash ("$2a$", "$2b$", "$2y$" or "$2$") is that of the password; false for a text that is no hash. Works on another
  /// thread. Rejects for arguments of other types.
  Task<bool> compare(Value data, Value hash) const;
  void compare(const Value& data, const Value& hash, Callback<Error, bool> callback) const;
  bool compareSync(const Value& data, const Value& hash) const;

  /// A salt that nobody has had before: "$2b$10$" and 22 letters. `minor` is "a" or "b".
  Task<Value> genSalt(Value rounds = 10, Value minor = "b") const;
  template <class F>
    requires(Callable<F> && !Single<F>)
  void genSalt(F callback) const { give_salt(10, "b", Callback<Error, Value>(std::move(callback))); }
  template <class F>
    requires(Callable<F> && !Single<F>)
  void genSalt(const Value& rounds, F callback) const {
    give_salt(rounds, "b", Callback<Error, Value>(std::move(callback)));
  }
  void genSalt(const Value& rounds, const Value& minor, Callback<Error, Value> callback) const {
    give_salt(rounds, minor, std::move(callback));
  }
  Value genSaltSync(const Value& rounds = 10, const Value& minor = "b") const;

  /// The rounds of a hash. Throws Error for a text that is none.
  int getRounds(const Value& hash) const;
  /// The salt of a hash: its first 29 letters (bcryptjs).
  Value getSalt(const Value& hash) const;
  /// Whether a password is longer than the 72 bytes that count (bcryptjs).
  bool truncates(const Value& password) const;

 private:
  void give_salt(const Value& rounds, const Value& minor, Callback<Error, Value> callback) const;
};

}  // namespace detail

/// `const bcrypt = require('bcrypt')`: `co_await bcrypt.hash(password, 10)`, `co_await bcrypt.compare(password, hash)`.
inline constexpr detail::BcryptLibrary bcrypt{};

}  // namespace crema
