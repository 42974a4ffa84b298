// createHash and createHmac over OpenSSL's EVP, which knows every algorithm by its name.
#include <crema/crypto.hpp>

#include <crema/error.hpp>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <memory>
#include <string>
#include <string_view>

#include "core/encodings.hpp"
#include "core/value_node.hpp"
#include "core/arguments.hpp"
#include "node/digests.hpp"

namespace crema {
namespace detail {
namespace {

// What is being computed; finish() is called once.
struct HashState : Closure {
  virtual void add(std::string_view bytes) = 0;
  virtual std::string finish() = 0;
  bool finished = false;
};

struct Deleter {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
  void operator()(EVP_MAC_CTX* context) const noexcept { EVP_MAC_CTX_free(context); }
  void operator()(EVP_MAC* mac) const noexcept { EVP_MAC_free(mac); }
};

[[noreturn]] void throw_failed() { throw Error("The hash could not be computed"); }

class DigestState final : public HashState {
 public:
  explicit DigestState(const EVP_MD* algorithm) : context_(EVP_MD_CTX_new()) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), algorithm, nullptr) != 1) throw_unsupported_digest();
  }
  void add(std::string_view bytes) override {
    if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1) throw_failed();
  }
  std::string finish() override {
    std::string result(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    if (EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(result.data()), &size) != 1) throw_failed();
    result.resize(size);
    return result;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, Deleter> context_;
};

class HmacState final : public HashState {
 public:
  HmacState(const EVP_MD* algorithm, std::string_view key) {
    const std::unique_ptr<EVP_MAC, Deleter> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    context_.reset(mac ? EVP_MAC_CTX_new(mac.get()) : nullptr);
    std::string name = EVP_MD_get0_name(algorithm);
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
                                     OSSL_PARAM_construct_end()};
    // An empty key needs an address, too: a null one would mean "the key of before".
    const auto* bytes = reinterpret_cast<const unsigned char*>(key.empty() ? "" : key.data());
    if (!context_ || EVP_MAC_init(context_.get(), bytes, key.size(), parameters) != 1) throw_failed();
  }
  void add(std::string_view bytes) override {
    if (EVP_MAC_update(context_.get(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()) != 1) {
      throw_failed();
    }
  }
  std::string finish() override {
    std::string result(EVP_MAX_MD_SIZE, '\0');
    std::size_t size = 0;
    auto* out = reinterpret_cast<unsigned char*>(result.data());
    if (EVP_MAC_final(context_.get(), out, &size, result.size()) != 1) throw_failed();
    result.resize(size);
    return result;
  }

 private:
  std::unique_ptr<EVP_MAC_CTX, Deleter> context_;
};

HashState& unfinished(const ClosurePtr& hash) {
  auto& state = *static_cast<HashState*>(hash.get());
  if (state.finished) {
    Error error("Digest already called");
    error.code = "ERR_CRYPTO_HASH_FINALIZED";
    throw error;
  }
  return state;
}

Value in_encoding(std::string&& bytes, const Value& encoding) {
  Value buffer = make_buffer(std::move(bytes));
  if (kind_of(encoding) != Kind::text || !encoding_named(encoding.view())) return buffer;
  return buffer.toString(encoding);
}

}  // namespace

const EVP_MD* digest_named(std::string_view name) { return EVP_get_digestbyname(std::string(name).c_str()); }

void throw_unsupported_digest() { throw Error("Digest method not supported"); }

void throw_invalid_digest(std::string_view name) {
  TypeError error("Invalid digest: " + std::string(name));
  error.code = "ERR_CRYPTO_INVALID_DIGEST";
  throw error;
}

Hash CryptoLibrary::createHash(const Text& algorithm) const {
  const EVP_MD* found = digest_named(algorithm);
  if (!found) throw_unsupported_digest();
  return Hash(ClosurePtr(new DigestState(found)));
}

Hash CryptoLibrary::createHmac(const Text& algorithm, const Value& key) const {
  const auto bytes = bytes_of(key);
  if (!bytes) {
    throw_invalid_type(
        "The \"key\" argument",
        "of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, or CryptoKey", key);
  }
  const EVP_MD* found = digest_named(algorithm);
  if (!found) throw_invalid_digest(algorithm);
  return Hash(ClosurePtr(new HmacState(found, *bytes)));
}

Value CryptoLibrary::hash(const Text& algorithm, const Value& data, const Value& encoding) const {
  return createHash(algorithm).update(data).digest(encoding);
}

bool CryptoLibrary::hasHash(const Text& algorithm) const { return digest_named(algorithm) != nullptr; }

Value CryptoLibrary::getHashes() const {
  Value names = Array();
  const auto add = [](const EVP_MD*, const char* name, const char*, void* list) {
    const std::string_view text = name ? name : "";
    const bool lower = text.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
    if ((lower || text.starts_with("RSA-")) && digest_named(text)) static_cast<Value*>(list)->push(text);
  };
  EVP_MD_do_all_sorted(add, &names);
  return names;
}

}  // namespace detail

const Hash& Hash::update(const Value& data, const Value& encoding) const {
  auto& state = detail::unfinished(state_);
  if (kind_of(data) == Kind::buffer) {
    state.add(data.view());
    return *this;
  }
  const auto bytes = detail::bytes_of(data, encoding);
  if (!bytes) {
    detail::throw_invalid_type("The \"data\" argument",
                               "of type string or an instance of Buffer, TypedArray, or DataView", data);
  }
  state.add(*bytes);
  return *this;
}

Value Hash::digest(const Value& encoding) const {
  auto& state = detail::unfinished(state_);
  state.finished = true;
  return detail::in_encoding(state.finish(), encoding);
}

}  // namespace crema
