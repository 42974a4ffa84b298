// bcrypt itself, on bytes: libxcrypt's, which wants texts without a NUL. Knows no Values, and may run on any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace crema::detail {

/// Bytes of a password that count.
inline constexpr std::size_t bcrypt_bytes = 72;
/// Letters of a salt with its head: "$2b$10$" and 22.
inline constexpr std::size_t bcrypt_salt_letters = 29;
inline constexpr std::size_t bcrypt_hash_letters = 60;

/// What is hashed, ready for another thread.
struct BcryptWork {
  std::string password;
  std::string salt;  // its first letters; what follows is not looked at

  /// The hash. Throws std::runtime_error when the system has no memory for it.
  std::string operator()() const;
};

/// Whether a text begins with a salt: "$2a$", "$2b$", "$2y$" or "$2$", rounds from 4 to 31, 22 letters.
bool is_bcrypt_salt(std::string_view text);
/// Whether bcrypt could see all of a password: libxcrypt's would end at a NUL.
bool is_bcrypt_password(std::string_view password);
/// A salt of 16 random bytes; `minor` is 'a' or 'b', rounds are from 4 to 31.
std::string bcrypt_salt(char minor, unsigned rounds, std::string_view random);

}  // namespace crema::detail
