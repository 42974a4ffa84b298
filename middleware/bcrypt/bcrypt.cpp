// What npm's bcrypt checks, in its words; the work is done on another thread.
#include "bcrypt.hpp"

#include <crema/buffer.hpp>
#include <crema/cookie.hpp>
#include <crema/crypto.hpp>
#include <crema/process.hpp>

#include <algorithm>
#include <exception>
#include <string>
#include <string_view>
#include <tuple>

#include "bcrypt_hash.hpp"

namespace crema::detail {
namespace {

bool is_text(const Value& v) { return typeof_(v) == "string"; }
bool is_number(const Value& v) { return typeof_(v) == "number"; }
bool is_data(const Value& v) { return is_text(v) || Buffer.isBuffer(v); }

std::string bytes_of(const Value& data) { return std::string(Buffer.from(data).view()); }

std::string made_salt(const Value& rounds, const Value& minor) {
  if (rounds && !is_number(rounds)) throw Error("rounds must be a number");
  if (rounds < 0) throw Error("rounds must be a positive integer");
  if (minor && minor != "a" && minor != "b") throw Error("minor must be either \"a\" or \"b\"");
  const double wanted = rounds ? std::clamp(rounds.number(), 4.0, 31.0) : 10;
  return bcrypt_salt(minor == "a" ? 'a' : 'b', static_cast<unsigned>(wanted), crypto.randomBytes(16).view());
}

BcryptWork hashing(const Value& data, const Value& salt) {
  if (data == null || salt == null) throw Error("data and salt arguments required");
  if (!is_data(data) || (!is_text(salt) && !is_number(salt))) {
    throw Error("data must be a string or Buffer and salt must either be a salt string or a number of rounds");
  }
  BcryptWork work{bytes_of(data), is_number(salt) ? made_salt(salt, "b") : salt.str()};
  if (!is_bcrypt_salt(work.salt))
    throw Error("Invalid salt. Salt must be in the form of: $Vers$log2(NumRounds)$saltvalue");
  if (!is_bcrypt_password(work.password)) throw Error("data must not have a NUL in its first 72 bytes");
  return work;
}

// Whether the hash may be the password's, and then what to compute for it.
struct Comparison {
  bool possible = false;
  BcryptWork work;

  bool same(std::string_view computed, const Value& hash) const { return sameText(computed, hash.view()); }
};

Comparison comparison(const Value& data, const Value& hash, const char* wrong_types) {
  if (data == null || hash == null) throw Error("data and hash arguments required");
  if (!is_data(data) || !is_text(hash)) throw Error(wrong_types);
  Comparison asked{false, {bytes_of(data), hash.str()}};
  asked.possible = is_bcrypt_salt(asked.work.salt) && is_bcrypt_password(asked.work.password);
  return asked;
}

// Gives a task's end to a callback, never before its caller has returned.
template <class T>
Task<> give(Task<T> task, Callback<Error, T> callback) {
  Error failed;
  T result{};
  try {
    result = co_await task;
  } catch (...) {
    failed = Error::from_exception(std::current_exception());
  }
  auto tell = [=] {
    if (failed) callback(failed);
    else callback(nullptr, result);
  };
  process.nextTick(tell);
}

}  // namespace

Task<Value> BcryptLibrary::hash(Value data, Value salt) const {
  auto work = hashing(data, salt);
  co_return co_await offload(std::move(work));
}

void BcryptLibrary::hash(const Value& data, const Value& salt, Callback<Error, Value> callback) const {
  std::ignore = give(hash(data, salt), std::move(callback));
}

Value BcryptLibrary::hashSync(const Value& data, const Value& salt) const { return hashing(data, salt)(); }

Task<bool> BcryptLibrary::compare(Value data, Value hash) const {
  auto asked = comparison(data, hash, "data and hash must be strings");
  if (!asked.possible) co_return false;
  auto work = asked.work;
  const std::string computed = co_await offload(std::move(work));
  co_return asked.same(computed, hash);
}

void BcryptLibrary::compare(const Value& data, const Value& hash, Callback<Error, bool> callback) const {
  std::ignore = give(compare(data, hash), std::move(callback));
}

bool BcryptLibrary::compareSync(const Value& data, const Value& hash) const {
  const auto asked = comparison(data, hash, "data must be a string or Buffer and hash must be a string");
  return asked.possible && asked.same(asked.work(), hash);
}

Task<Value> BcryptLibrary::genSalt(Value rounds, Value minor) const { co_return made_salt(rounds, minor); }

void BcryptLibrary::give_salt(const Value& rounds, const Value& minor, Callback<Error, Value> callback) const {
  std::ignore = give(genSalt(rounds, minor), std::move(callback));
}

Value BcryptLibrary::genSaltSync(const Value& rounds, const Value& minor) const { return made_salt(rounds, minor); }

// Of whatever looks like one, as in npm.
int BcryptLibrary::getRounds(const Value& hash) const {
  if (hash == null) throw Error("hash argument required");
  if (!is_text(hash)) throw Error("hash must be a string");
  const auto text = hash.view();
  const std::size_t sign = text.size() > 2 && text[2] == '$' ? 2 : 3;
  const bool has_rounds = text.starts_with('$') && text.size() > sign && text[sign] == '$';
  const Value rounds = has_rounds ? parseInt(text.substr(sign + 1)) : Value();
  if (!rounds) throw Error("invalid hash provided");
  return static_cast<int>(rounds);
}

Value BcryptLibrary::getSalt(const Value& hash) const {
  if (!is_text(hash)) throw Error("Illegal arguments: " + typeof_(hash));
  const int letters = hash.length();
  if (letters != static_cast<int>(bcrypt_hash_letters))
    throw Error("Illegal hash length: " + std::to_string(letters) + " != 60");
  return hash.substring(0, static_cast<int>(bcrypt_salt_letters));
}

bool BcryptLibrary::truncates(const Value& password) const {
  if (!is_text(password)) throw Error("Illegal arguments: " + typeof_(password));
  return bytes_of(password).size() > bcrypt_bytes;
}

}  // namespace crema::detail
