// createSign and createVerify: what is added is collected, because which digests a key takes is known only with the key.
#include <crema/crypto.hpp>

#include <crema/error.hpp>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "core/arguments.hpp"
#include "core/value_node.hpp"
#include "node/digests.hpp"
#include "node/openssl_error.hpp"

namespace crema {
namespace detail {
namespace {

struct Deleter {
  void operator()(BIO* bio) const noexcept { BIO_free(bio); }
  void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const noexcept { X509_free(certificate); }
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
using KeyPointer = std::unique_ptr<EVP_PKEY, Deleter>;

struct SignatureState final : Closure {
  explicit SignatureState(const EVP_MD* algorithm) : digest(algorithm) {}
  const EVP_MD* digest;
  std::string data;
};

SignatureState& state_of(const ClosurePtr& signature) { return *static_cast<SignatureState*>(signature.get()); }

// What may be given as a key: a text or buffer, or {key, passphrase}.
struct KeyText {
  std::string pem, passphrase;
};

KeyText key_argument(const Value& key) {
  const bool options = kind_of(key) == Kind::object;
  const Value text = options ? Value(key["key"]) : key;
  auto pem = bytes_of(text);
  if (!pem) {
    throw_invalid_type(options ? "The \"key.key\" property" : "The \"key\" argument",
                       "of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, or "
                       "CryptoKey",
                       text);
  }
  const Value passphrase = options ? Value(key["passphrase"]) : Value();
  return {std::move(*pem), passphrase == null ? "" : bytes_of(passphrase).value_or("")};
}

int give_passphrase(char* to, int size, int, void* passphrase) {
  const auto& text = *static_cast<const std::string*>(passphrase);
  if (text.size() > static_cast<std::size_t>(size)) return 0;
  std::memcpy(to, text.data(), text.size());
  return static_cast<int>(text.size());
}

std::unique_ptr<BIO, Deleter> reader(const std::string& pem) {
  return std::unique_ptr<BIO, Deleter>(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

KeyPointer private_key(KeyText& text) {
  ERR_clear_error();
  KeyPointer key(PEM_read_bio_PrivateKey(reader(text.pem).get(), nullptr, give_passphrase, &text.passphrase));
  if (!key) throw openssl_failure("The key could not be read");
  return key;
}

// A public key, the one of a certificate, or that of a private key.
KeyPointer public_key(KeyText& text) {
  if (text.pem.find("PRIVATE KEY-----") != std::string::npos) return private_key(text);
  ERR_clear_error();
  if (text.pem.find("-----BEGIN CERTIFICATE") != std::string::npos) {
    const std::unique_ptr<X509, Deleter> certificate(
        PEM_read_bio_X509(reader(text.pem).get(), nullptr, give_passphrase, &text.passphrase));
    KeyPointer key(certificate ? X509_get_pubkey(certificate.get()) : nullptr);
    if (!key) throw openssl_failure("The certificate could not be read");
    return key;
  }
  KeyPointer key(PEM_read_bio_PUBKEY(reader(text.pem).get(), nullptr, give_passphrase, &text.passphrase));
  if (!key) throw openssl_failure("The key could not be read");
  return key;
}

// Ed25519 and Ed448 hash by themselves.
const EVP_MD* digest_for(const EVP_PKEY* key, const EVP_MD* digest) {
  const int kind = EVP_PKEY_get_base_id(key);
  return kind == EVP_PKEY_ED25519 || kind == EVP_PKEY_ED448 ? nullptr : digest;
}

const unsigned char* bytes(const std::string& text) { return reinterpret_cast<const unsigned char*>(text.data()); }

Signature make(const Text& algorithm) {
  std::string name = algorithm.str();
  if (name.starts_with("RSA-") || name.starts_with("rsa-")) name.erase(0, 4);
  const EVP_MD* digest = digest_named(name);
  if (!digest) {
    TypeError error("Invalid digest: " + algorithm.str());
    error.code = "ERR_CRYPTO_INVALID_DIGEST";
    throw error;
  }
  return Signature(ClosurePtr(new SignatureState(digest)));
}

}  // namespace

Signature CryptoLibrary::createSign(const Text& algorithm) const { return make(algorithm); }
Signature CryptoLibrary::createVerify(const Text& algorithm) const { return make(algorithm); }

}  // namespace detail

using namespace detail;

const Signature& Signature::update(const Value& data, const Value& encoding) const {
  const auto added = bytes_of(data, encoding);
  if (!added) {
    throw_invalid_type("The \"data\" argument", "of type string or an instance of Buffer, TypedArray, or DataView",
                       data);
  }
  state_of(state_).data += *added;
  return *this;
}

Value Signature::sign(const Value& key, const Value& encoding) const {
  if (!key) {
    Error error("No key provided to sign");
    error.code = "ERR_CRYPTO_SIGN_KEY_REQUIRED";
    throw error;
  }
  KeyText text = key_argument(key);
  const KeyPointer with = private_key(text);
  const SignatureState& state = state_of(state_);
  const std::unique_ptr<EVP_MD_CTX, Deleter> context(EVP_MD_CTX_new());
  std::size_t size = 0;
  if (!context ||
      EVP_DigestSignInit(context.get(), nullptr, digest_for(with.get(), state.digest), nullptr, with.get()) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, bytes(state.data), state.data.size()) != 1)
    throw openssl_failure("The text could not be signed");
  std::string made(size, '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(made.data()), &size, bytes(state.data),
                     state.data.size()) != 1)
    throw openssl_failure("The text could not be signed");
  made.resize(size);
  Value buffer = make_buffer(std::move(made));
  return encoding == null || encoding == "buffer" ? buffer : buffer.toString(encoding);
}

bool Signature::verify(const Value& key, const Value& signature, const Value& encoding) const {
  KeyText text = key_argument(key);
  const KeyPointer with = public_key(text);
  const auto given = bytes_of(signature, encoding);
  if (!given) {
    throw_invalid_type("The \"signature\" argument",
                       "of type string or an instance of ArrayBuffer, Buffer, TypedArray, or DataView", signature);
  }
  const SignatureState& state = state_of(state_);
  const std::unique_ptr<EVP_MD_CTX, Deleter> context(EVP_MD_CTX_new());
  if (!context ||
      EVP_DigestVerifyInit(context.get(), nullptr, digest_for(with.get(), state.digest), nullptr, with.get()) != 1)
    throw openssl_failure("The signature could not be verified");
  const bool fits =
      EVP_DigestVerify(context.get(), bytes(*given), given->size(), bytes(state.data), state.data.size()) == 1;
  ERR_clear_error();
  return fits;
}

}  // namespace crema
