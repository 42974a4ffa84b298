// crypto: randomness from the system's generator, keys from passwords, comparison in constant time.
#include <crema/crypto.hpp>

#include <crema/error.hpp>
#include <crema/task.hpp>
#include <crema/timers.hpp>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>

#include "core/value_node.hpp"
#include "http/random.hpp"
#include "core/arguments.hpp"
#include "node/digests.hpp"
#include "node/openssl_error.hpp"

namespace crema::detail {
namespace {

constexpr double most_size = 2'147'483'647;

std::string random_string(std::size_t size) {
  std::string bytes(size, '\0');
  http::random_bytes(bytes.data(), size);
  return bytes;
}

std::string secret_argument(std::string_view argument, const Value& v) {
  auto bytes = bytes_of(v);
  if (!bytes) {
    throw_invalid_type("The \"" + std::string(argument) + "\" argument",
                       "of type string or an instance of ArrayBuffer, Buffer, TypedArray, or DataView", v);
  }
  return std::move(*bytes);
}

double safe_integer(std::string_view argument, const Value& v) {
  if (!crema::Number.isSafeInteger(v))
    throw_invalid_type("The \"" + std::string(argument) + "\" argument", "a safe integer", v);
  return v.number();
}

// What the two functions of a password need, checked on the caller's thread and computed on any.
struct Pbkdf2 {
  std::string password, salt;
  int iterations;
  std::size_t length;
  const EVP_MD* digest;

  std::string operator()() const {
    std::string key(length, '\0');
    if (length == 0) return key;
    const int done =
        PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                          reinterpret_cast<const unsigned char*>(salt.data()), static_cast<int>(salt.size()),
                          iterations, digest, static_cast<int>(length), reinterpret_cast<unsigned char*>(key.data()));
    if (done != 1) throw Error("PBKDF2 failed");
    return key;
  }
};

Pbkdf2 pbkdf2_of(const Value& password, const Value& salt, const Value& iterations, const Value& length,
                 const Text& digest) {
  Pbkdf2 work{secret_argument("password", password), secret_argument("salt", salt), 0, 0, digest_named(digest)};
  const std::size_t rounds = size_argument("iterations", iterations, most_size);
  if (rounds == 0) throw_out_of_range("iterations", ">= 1 && <= 2147483647", iterations);
  work.iterations = static_cast<int>(rounds);
  work.length = size_argument("keylen", length, most_size);
  if (!work.digest) throw_invalid_digest(digest);
  return work;
}

struct Scrypt {
  std::string password, salt;
  std::size_t length;
  std::uint64_t cost, block, parallel, most_memory;

  // With no key asked for OpenSSL only looks at the parameters.
  bool derive(unsigned char* key) const {
    return EVP_PBE_scrypt(password.data(), password.size(), reinterpret_cast<const unsigned char*>(salt.data()),
                          salt.size(), cost, block, parallel, most_memory, key, key ? length : 0) == 1;
  }
  std::string operator()() const {
    std::string key(length, '\0');
    if (length != 0 && !derive(reinterpret_cast<unsigned char*>(key.data()))) throw Error("scrypt failed");
    return key;
  }
};

Scrypt scrypt_of(const Value& password, const Value& salt, const Value& length, const ScryptOptions& options) {
  constexpr double most_factor = 4'294'967'295;
  Scrypt work{secret_argument("password", password),
              secret_argument("salt", salt),
              size_argument("keylen", length, most_size),
              size_argument("N", options.cost, most_factor),
              size_argument("r", options.blockSize, most_factor),
              size_argument("p", options.parallelization, most_factor),
              size_argument("maxmem", options.maxmem, 9007199254740991.0)};
  // Zero means the default, as in Node.
  const ScryptOptions usual;
  if (work.cost == 0) work.cost = static_cast<std::uint64_t>(usual.cost);
  if (work.block == 0) work.block = static_cast<std::uint64_t>(usual.blockSize);
  if (work.parallel == 0) work.parallel = static_cast<std::uint64_t>(usual.parallelization);
  if (work.most_memory == 0) work.most_memory = static_cast<std::uint64_t>(usual.maxmem);
  (void)openssl_reason();  // of earlier failures
  if (!work.derive(nullptr)) {
    const std::string reason = openssl_reason();
    RangeError error(reason.empty() ? "Invalid scrypt params" : "Invalid scrypt params: " + reason);
    error.code = "ERR_CRYPTO_INVALID_SCRYPT_PARAMS";
    throw error;
  }
  return work;
}

struct RandomBytes {
  std::size_t size;
  std::string operator()() const { return random_string(size); }
};

template <class Work>
Task<> derive(Work work, Callback<Error, Value> callback) {
  std::string key;
  Error failed;
  try {
    key = co_await offload(std::move(work));
  } catch (...) {
    failed = error_of(std::current_exception());
  }
  if (failed) {
    callback(failed);
  } else {
    callback(nullptr, make_buffer(std::move(key)));
  }
}

std::string_view buffer_argument(std::string_view argument, const Value& v) {
  if (kind_of(v) != Kind::buffer) {
    throw_invalid_type("The \"" + std::string(argument) + "\" argument",
                       "an instance of ArrayBuffer, Buffer, TypedArray, or DataView", v);
  }
  return v.view();
}

}  // namespace

Value CryptoLibrary::randomBytes(const Value& size) const {
  return make_buffer(random_string(size_argument("size", size, most_size)));
}

void CryptoLibrary::randomBytes(const Value& size, Callback<Error, Value> callback) const {
  if (!callback) throw_invalid_type("The \"callback\" argument", "of type function", undefined);
  std::ignore = derive(RandomBytes{size_argument("size", size, most_size)}, std::move(callback));
}

void CryptoLibrary::randomInt(const Value& min, const Value& max, Callback<Error, Value> callback) const {
  if (!callback) throw_invalid_type("The \"callback\" argument", "of type function", undefined);
  const Value drawn = randomInt(min, max);  // what is wrong with the arguments is thrown
  queueMicrotask([drawn, callback = std::move(callback)] { callback(nullptr, drawn); });
}

Value CryptoLibrary::randomInt(const Value& min_or_max, const Value& max) const {
  const bool both = max != undefined;
  const double low = both ? safe_integer("min", min_or_max) : 0;
  const double high = safe_integer("max", both ? max : min_or_max);
  if (!(high > low)) {
    throw_out_of_range("max", "greater than the value of \"min\" (" + Value(low).str() + ")", both ? max : min_or_max);
  }
  constexpr std::uint64_t draws = std::uint64_t{1} << 48;
  if (high - low >= static_cast<double>(draws)) throw_out_of_range("max - min", "<= 281474976710655", high - low);
  const auto range = static_cast<std::uint64_t>(high - low);
  const std::uint64_t fair = draws - draws % range;  // above it, some results would be likelier
  std::uint64_t drawn = fair;
  while (drawn >= fair) {
    http::random_bytes(&drawn, sizeof drawn);
    drawn %= draws;
  }
  return low + static_cast<double>(drawn % range);
}

// RFC 9562 §5.4.
Value CryptoLibrary::randomUUID() const {
  std::string bytes = random_string(16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    const auto byte = static_cast<unsigned char>(bytes[i]);
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

Value CryptoLibrary::pbkdf2Sync(const Value& password, const Value& salt, const Value& iterations, const Value& length,
                                const Text& digest) const {
  return make_buffer(pbkdf2_of(password, salt, iterations, length, digest)());
}

void CryptoLibrary::pbkdf2(const Value& password, const Value& salt, const Value& iterations, const Value& length,
                           const Text& digest, Callback<Error, Value> callback) const {
  std::ignore = derive(pbkdf2_of(password, salt, iterations, length, digest), std::move(callback));
}

Value CryptoLibrary::scryptSync(const Value& password, const Value& salt, const Value& length,
                                const ScryptOptions& options) const {
  return make_buffer(scrypt_of(password, salt, length, options)());
}

void CryptoLibrary::scrypt(const Value& password, const Value& salt, const Value& length, const ScryptOptions& options,
                           Callback<Error, Value> callback) const {
  std::ignore = derive(scrypt_of(password, salt, length, options), std::move(callback));
}

bool CryptoLibrary::timingSafeEqual(const Value& a, const Value& b) const {
  const std::string_view left = buffer_argument("buf1", a), right = buffer_argument("buf2", b);
  if (left.size() != right.size()) {
    RangeError error("Input buffers must have the same byte length");
    error.code = "ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH";
    throw error;
  }
  return CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace crema::detail
