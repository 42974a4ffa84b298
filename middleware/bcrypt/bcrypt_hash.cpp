#include "bcrypt_hash.hpp"

#include <crypt.h>
#include <string.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

namespace crema::detail {
namespace {

// "$2b$": the letter that tells the revision, if there is one.
std::string_view revision_of(std::string_view salt) { return salt.substr(2, salt.find('$', 2) - 2); }

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '/';
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The key of the first revision, "$2$", is repeated without the NUL behind it.
std::string repeated(std::string_view password) {
  std::string key;
  while (!password.empty() && key.size() < bcrypt_bytes) key += password;
  key.resize(std::min(key.size(), bcrypt_bytes));
  return key;
}

struct Wipe {
  void operator()(crypt_data* data) const noexcept {
    explicit_bzero(data, sizeof *data);
    delete data;
  }
};

}  // namespace

bool is_bcrypt_salt(std::string_view text) {
  if (!text.starts_with("$2")) return false;
  text.remove_prefix(2);
  if (!text.starts_with('$')) {
    if (text.empty() || (text[0] != 'a' && text[0] != 'b' && text[0] != 'y')) return false;
    text.remove_prefix(1);
  }
  if (text.size() < 4 + 22 || text[0] != '$' || !is_digit(text[1]) || !is_digit(text[2]) || text[3] != '$')
    return false;
  const int rounds = (text[1] - '0') * 10 + (text[2] - '0');
  return rounds >= 4 && rounds <= 31 && std::all_of(text.begin() + 4, text.begin() + 26, is_letter);
}

bool is_bcrypt_password(std::string_view password) {
  return password.substr(0, bcrypt_bytes).find('\0') == std::string_view::npos;
}

std::string BcryptWork::operator()() const {
  const auto revision = revision_of(salt);
  const std::size_t head = 2 + revision.size();
  // libxcrypt's "$2a$" is unlike everybody's for a few passwords, in order that hashes of an old mistake do no harm; "$2b$" is
  // what the others compute for each revision.
  const std::string setting = "$2b" + salt.substr(head, 4 + 22);
  std::string key = revision.empty() ? repeated(password) : password.substr(0, bcrypt_bytes);
  const std::unique_ptr<crypt_data, Wipe> data(new crypt_data{});
  const char* made = crypt_rn(key.c_str(), setting.c_str(), data.get(), sizeof *data);
  explicit_bzero(key.data(), key.size());
  if (!made || !std::string_view(made).starts_with("$2b$")) throw std::runtime_error("bcrypt failed");
  return salt.substr(0, head) + std::string(made + 3);
}

std::string bcrypt_salt(char minor, unsigned rounds, std::string_view random) {
  std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> out{};
  const std::string prefix = std::string("$2") + minor + "$";
  if (!crypt_gensalt_rn(prefix.c_str(), rounds, random.data(), static_cast<int>(random.size()), out.data(),
                        static_cast<int>(out.size()))) {
    throw std::runtime_error("bcrypt failed");
  }
  return out.data();
}

}  // namespace crema::detail
