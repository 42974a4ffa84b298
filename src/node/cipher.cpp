// createCipheriv and createDecipheriv over OpenSSL's EVP. ! An authenticated mode gives no text as whole before its tag has been
// compared: final() throws then.
#include <crema/crypto.hpp>

#include <crema/error.hpp>

#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/arguments.hpp"
#include "core/encodings.hpp"
#include "core/request_stream.hpp"
#include "core/value_node.hpp"
#include "node/openssl_error.hpp"

namespace crema {
namespace detail {
namespace {

constexpr std::string_view byte_types = "of type string or an instance of ArrayBuffer, Buffer, TypedArray, or DataView";

struct Deleter {
  void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
  void operator()(EVP_CIPHER* cipher) const noexcept { EVP_CIPHER_free(cipher); }
};

struct CipherState final : Closure {
  std::unique_ptr<EVP_CIPHER_CTX, Deleter> context{EVP_CIPHER_CTX_new()};
  bool encrypts = false, authenticated = false, finished = false, tag_is_set = false;
  std::size_t tag_size = 16;
  std::string tag;   // once it is known
  std::string held;  // bytes that the next part's text begins with
};

template <class E = Error>
[[noreturn]] void fail(const std::string& message, const char* code) {
  E error(message);
  error.code = code;
  throw error;
}

CipherState& state_of(const ClosurePtr& cipher) { return *static_cast<CipherState*>(cipher.get()); }

[[noreturn]] void throw_state(const char* operation) {
  fail(std::string("Invalid state for operation ") + operation, "ERR_CRYPTO_INVALID_STATE");
}

std::string bytes_argument(std::string_view argument, std::string_view types, const Value& v,
                           const Value& encoding = {}) {
  auto bytes = bytes_of(v, encoding);
  if (!bytes) throw_invalid_type("The \"" + std::string(argument) + "\" argument", types, v);
  return std::move(*bytes);
}

// Tags that GCM may have: SP 800-38D §5.2.1.2; OCB and ChaCha20-Poly1305 take any up to 16 bytes.
bool tag_size_fits(int mode, std::size_t size) {
  if (mode == EVP_CIPH_GCM_MODE) return size == 4 || size == 8 || (size >= 12 && size <= 16);
  return size >= 1 && size <= 16;
}

[[noreturn]] void throw_tag_size(double size) {
  fail<TypeError>("Invalid authentication tag length: " + Value(size).str(), "ERR_CRYPTO_INVALID_AUTH_TAG");
}

void set_vector(CipherState& state, const EVP_CIPHER* cipher, const Value& vector) {
  const bool given = vector != null;
  const std::string bytes = given ? bytes_argument("iv", byte_types, vector) : std::string();
  const int expected = EVP_CIPHER_get_iv_length(cipher);
  const bool missing = bytes.empty() && expected != 0;
  const bool wrong = !state.authenticated && given && bytes.size() != static_cast<std::size_t>(expected);
  if (missing || wrong) fail<TypeError>("Invalid initialization vector", "ERR_CRYPTO_INVALID_IV");
  if (state.authenticated &&
      EVP_CIPHER_CTX_ctrl(state.context.get(), EVP_CTRL_AEAD_SET_IVLEN, static_cast<int>(bytes.size()), nullptr) != 1)
    fail<TypeError>("Invalid initialization vector", "ERR_CRYPTO_INVALID_IV");
  const auto* iv = bytes.empty() ? nullptr : reinterpret_cast<const unsigned char*>(bytes.data());
  if (EVP_CipherInit_ex(state.context.get(), nullptr, nullptr, nullptr, iv, -1) != 1)
    throw openssl_failure("Failed to initialize cipher");
}

Cipher make_cipher(const Text& algorithm, const Value& key, const Value& vector, const Value& options, bool encrypts) {
  const std::string secret = bytes_argument(
      "key", "of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, or CryptoKey",
      key);
  ERR_clear_error();
  const std::unique_ptr<EVP_CIPHER, Deleter> cipher(EVP_CIPHER_fetch(nullptr, algorithm.str().c_str(), nullptr));
  ERR_clear_error();
  if (!cipher) fail("Unknown cipher", "ERR_CRYPTO_UNKNOWN_CIPHER");
  const int mode = EVP_CIPHER_get_mode(cipher.get());
  if (mode == EVP_CIPH_CCM_MODE || mode == EVP_CIPH_WRAP_MODE || mode == EVP_CIPH_SIV_MODE)
    fail("crema: this mode is not known here: " + algorithm.str(), "ERR_CRYPTO_UNKNOWN_CIPHER");

  auto* state = new CipherState;
  Cipher made{ClosurePtr(state)};
  state->encrypts = encrypts;
  state->authenticated = (EVP_CIPHER_get_flags(cipher.get()) & EVP_CIPH_FLAG_AEAD_CIPHER) != 0;
  if (!state->context ||
      EVP_CipherInit_ex(state->context.get(), cipher.get(), nullptr, nullptr, nullptr, encrypts) != 1)
    throw openssl_failure("Failed to initialize cipher");
  if (const Value size = options.get("authTagLength"); state->authenticated && size != undefined) {
    if (!crema::Number.isInteger(size) || !tag_size_fits(mode, static_cast<std::size_t>(std::max(size.number(), 0.0))))
      throw_tag_size(size.number());
    state->tag_size = static_cast<std::size_t>(size);
  }
  // The vector before the key: what Node complains of first.
  const int key_size = EVP_CIPHER_get_key_length(cipher.get());
  set_vector(*state, cipher.get(), vector);
  if (static_cast<std::size_t>(key_size) != secret.size() &&
      EVP_CIPHER_CTX_set_key_length(state->context.get(), static_cast<int>(secret.size())) != 1) {
    ERR_clear_error();
    fail<RangeError>("Invalid key length", "ERR_CRYPTO_INVALID_KEYLEN");
  }
  const auto* bytes = reinterpret_cast<const unsigned char*>(secret.data());
  if (EVP_CipherInit_ex(state->context.get(), nullptr, nullptr, bytes, nullptr, -1) != 1)
    throw openssl_failure("Failed to initialize cipher");
  return made;
}

// Text of the bytes that make whole characters; in the last part of all.
Value in_encoding(CipherState& state, std::string&& bytes, const Value& encoding, bool last) {
  if (encoding == null || encoding == "buffer") return make_buffer(std::move(bytes));
  state.held += bytes;
  const auto known = encoding_named(encoding.str());
  std::size_t whole = state.held.size();
  if (!last && known == Encoding::utf8) whole = complete_utf8(state.held);
  else if (!last && known == Encoding::utf16le) whole -= whole % 2;
  else if (!last && (known == Encoding::base64 || known == Encoding::base64url)) whole -= whole % 3;
  const Value text = make_buffer(std::string_view(state.held).substr(0, whole)).toString(encoding);
  state.held.erase(0, whole);
  return text;
}

void collect_name(const EVP_CIPHER*, const char* name, const char*, void* list) {
  std::string text = name ? name : "";
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 32) : c;
  static_cast<std::vector<std::string>*>(list)->push_back(text);
}

}  // namespace

Cipher CryptoLibrary::createCipheriv(const Text& algorithm, const Value& key, const Value& vector,
                                     const Value& options) const {
  return make_cipher(algorithm, key, vector, options, true);
}

Cipher CryptoLibrary::createDecipheriv(const Text& algorithm, const Value& key, const Value& vector,
                                       const Value& options) const {
  return make_cipher(algorithm, key, vector, options, false);
}

Value CryptoLibrary::getCiphers() const {
  std::vector<std::string> names;
  EVP_CIPHER_do_all_sorted(collect_name, &names);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::erase_if(names, [](const std::string& name) {
    const std::unique_ptr<EVP_CIPHER, Deleter> found(EVP_CIPHER_fetch(nullptr, name.c_str(), nullptr));
    const int mode = found ? EVP_CIPHER_get_mode(found.get()) : EVP_CIPH_CCM_MODE;
    return mode == EVP_CIPH_CCM_MODE || mode == EVP_CIPH_WRAP_MODE || mode == EVP_CIPH_SIV_MODE;
  });
  ERR_clear_error();
  return names;
}

}  // namespace detail

using namespace detail;

Value Cipher::update(const Value& data, const Value& input, const Value& output) const {
  CipherState& state = state_of(state_);
  const std::string bytes =
      bytes_argument("data", "of type string or an instance of Buffer, TypedArray, or DataView", data, input);
  if (state.finished) throw Error("Trying to add data in unsupported state");
  ERR_clear_error();
  std::string out(bytes.size() + EVP_MAX_BLOCK_LENGTH, '\0');
  int size = 0;
  const auto* in = reinterpret_cast<const unsigned char*>(bytes.data());
  // With no text at all OpenSSL would take a null output for data to be authenticated.
  if (!bytes.empty() && EVP_CipherUpdate(state.context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, in,
                                         static_cast<int>(bytes.size())) != 1)
    throw openssl_failure("Trying to add data in unsupported state");
  out.resize(static_cast<std::size_t>(size));
  return in_encoding(state, std::move(out), output, false);
}

Value Cipher::final(const Value& output) const {
  CipherState& state = state_of(state_);
  if (state.finished) fail("Invalid state", "ERR_CRYPTO_INVALID_STATE");
  state.finished = true;
  const char* unauthenticated = "Unsupported state or unable to authenticate data";
  if (state.authenticated && !state.encrypts && !state.tag_is_set) throw Error(unauthenticated);
  ERR_clear_error();
  std::string out(EVP_MAX_BLOCK_LENGTH, '\0');
  int size = 0;
  if (EVP_CipherFinal_ex(state.context.get(), reinterpret_cast<unsigned char*>(out.data()), &size) != 1)
    throw openssl_failure(state.authenticated ? unauthenticated : "Unsupported state");
  out.resize(static_cast<std::size_t>(size));
  if (state.authenticated && state.encrypts) {
    state.tag.assign(state.tag_size, '\0');
    if (EVP_CIPHER_CTX_ctrl(state.context.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(state.tag_size),
                            state.tag.data()) != 1)
      throw openssl_failure("The tag could not be made");
  }
  return in_encoding(state, std::move(out), output, true);
}

const Cipher& Cipher::setAutoPadding(bool on) const {
  CipherState& state = state_of(state_);
  if (state.finished || EVP_CIPHER_CTX_set_padding(state.context.get(), on) != 1) throw_state("setAutoPadding");
  return *this;
}

Value Cipher::getAuthTag() const {
  const CipherState& state = state_of(state_);
  if (state.tag.empty()) throw_state("getAuthTag");
  return make_buffer(std::string_view(state.tag));
}

const Cipher& Cipher::setAuthTag(const Value& tag, const Value& encoding) const {
  CipherState& state = state_of(state_);
  std::string bytes = bytes_argument("buffer", byte_types, tag, encoding);
  if (!state.authenticated || state.encrypts || state.finished || state.tag_is_set) throw_state("setAuthTag");
  if (!tag_size_fits(EVP_CIPHER_CTX_get_mode(state.context.get()), bytes.size()))
    throw_tag_size(static_cast<double>(bytes.size()));
  if (EVP_CIPHER_CTX_ctrl(state.context.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(bytes.size()), bytes.data()) !=
      1)
    throw openssl_failure("The tag could not be set");
  state.tag_is_set = true;
  return *this;
}

const Cipher& Cipher::setAAD(const Value& data) const {
  CipherState& state = state_of(state_);
  const std::string bytes = bytes_argument("aadbuf", byte_types, data);
  if (!state.authenticated || state.finished) throw_state("setAAD");
  int size = 0;
  const auto* in = reinterpret_cast<const unsigned char*>(bytes.data());
  if (!bytes.empty() && EVP_CipherUpdate(state.context.get(), nullptr, &size, in, static_cast<int>(bytes.size())) != 1)
    throw_state("setAAD");
  return *this;
}

}  // namespace crema
