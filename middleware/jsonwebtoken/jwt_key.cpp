#include "jwt_key.hpp"

#include <crema/buffer.hpp>
#include <crema/host_object.hpp>
#include <crema/object.hpp>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <cctype>
#include <utility>
#include <vector>

namespace crema::detail {
namespace {

using Pair = std::shared_ptr<EVP_PKEY>;

Pair shared(EVP_PKEY* key) { return key ? Pair(key, EVP_PKEY_free) : Pair(); }

// What fails here is no error of the program's: whoever asks OpenSSL next must not find it.
struct QuietErrors {
  QuietErrors() { ERR_set_mark(); }
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;
  ~QuietErrors() { ERR_pop_to_mark(); }
};

struct Free {
  void operator()(BIO* bio) const noexcept { BIO_free(bio); }
  void operator()(X509* certificate) const noexcept { X509_free(certificate); }
  void operator()(BIGNUM* number) const noexcept { BN_clear_free(number); }
  void operator()(OSSL_PARAM* parameters) const noexcept { OSSL_PARAM_free(parameters); }
  void operator()(OSSL_PARAM_BLD* builder) const noexcept { OSSL_PARAM_BLD_free(builder); }
  void operator()(EVP_PKEY_CTX* context) const noexcept { EVP_PKEY_CTX_free(context); }
  void operator()(unsigned char* memory) const noexcept { OPENSSL_free(memory); }
  void operator()(char* memory) const noexcept { OPENSSL_free(memory); }
};

using Bio = std::unique_ptr<BIO, Free>;
Bio reader(std::string_view bytes) { return Bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()))); }

// Without it OpenSSL would ask at the terminal.
int give_passphrase(char* out, int size, int, void* passphrase) {
  const auto& text = *static_cast<const std::optional<std::string>*>(passphrase);
  if (!text || text->size() > static_cast<std::size_t>(size)) return -1;
  text->copy(out, text->size());
  return static_cast<int>(text->size());
}

using Passphrase = std::optional<std::string>;

bool is_pem(std::string_view text) { return text.find("-----BEGIN ") != std::string_view::npos; }

Pair private_pem(std::string_view text, Passphrase passphrase) {
  if (!is_pem(text)) return {};
  return shared(PEM_read_bio_PrivateKey(reader(text).get(), nullptr, give_passphrase, &passphrase));
}

Pair private_der(std::string_view bytes, Passphrase passphrase) {
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  if (auto found = shared(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(bytes.size())))) return found;
  return shared(d2i_PKCS8PrivateKey_bio(reader(bytes).get(), nullptr, give_passphrase, &passphrase));
}

Pair public_der(std::string_view bytes) {
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  if (auto found = shared(d2i_PUBKEY(nullptr, &at, static_cast<long>(bytes.size())))) return found;
  at = reinterpret_cast<const unsigned char*>(bytes.data());
  return shared(d2i_PublicKey(EVP_PKEY_RSA, nullptr, &at, static_cast<long>(bytes.size())));
}

Pair certificate_key(std::string_view bytes) {
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  const std::unique_ptr<X509, Free> certificate(d2i_X509(nullptr, &at, static_cast<long>(bytes.size())));
  return certificate ? shared(X509_get_pubkey(certificate.get())) : Pair();
}

// The first block of this name, and in DER what it holds.
std::optional<std::string> pem_block(std::string_view text, const char* name) {
  unsigned char* data = nullptr;
  long size = 0;
  Passphrase none;
  if (PEM_bytes_read_bio(&data, &size, nullptr, name, reader(text).get(), give_passphrase, &none) != 1) return {};
  const std::unique_ptr<unsigned char, Free> keep(data);
  return std::string(reinterpret_cast<const char*>(data), static_cast<std::size_t>(size));
}

// In Node's order. A private key serves as well: it holds the public one.
Pair public_pem(std::string_view text, Passphrase passphrase) {
  if (!is_pem(text)) return {};
  if (const auto block = pem_block(text, "PUBLIC KEY")) return public_der(*block);
  if (const auto block = pem_block(text, "RSA PUBLIC KEY")) return public_der(*block);
  if (const auto block = pem_block(text, "CERTIFICATE")) return certificate_key(*block);
  return private_pem(text, std::move(passphrase));
}

// -- JSON Web Keys (RFC 7517, RFC 7518 §6)

std::string_view curve_named(std::string_view name) {
  if (name == "P-256") return "prime256v1";
  if (name == "P-384") return "secp384r1";
  if (name == "P-521") return "secp521r1";
  return {};
}

std::string bytes_of_member(const Value& jwk, std::string_view name) {
  const Value member = jwk.get(name);
  return typeof_(member) == "string" ? std::string(Buffer.from(member, "base64").view()) : std::string();
}

// Collects the parts of a key, which have to live until the parameters are made.
class KeyParts {
 public:
  KeyParts() : builder_(OSSL_PARAM_BLD_new()) {}
  bool number(const char* name, const std::string& bytes) {
    if (bytes.empty()) return false;
    numbers_.emplace_back(
        BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()), nullptr));
    return numbers_.back() && OSSL_PARAM_BLD_push_BN(builder_.get(), name, numbers_.back().get()) == 1;
  }
  bool text(const char* name, std::string_view value) {
    return OSSL_PARAM_BLD_push_utf8_string(builder_.get(), name, value.data(), value.size()) == 1;
  }
  bool octets(const char* name, std::string bytes) {
    octets_ = std::move(bytes);
    return OSSL_PARAM_BLD_push_octet_string(builder_.get(), name, octets_.data(), octets_.size()) == 1;
  }
  Pair key(const char* type, bool with_private) {
    const std::unique_ptr<OSSL_PARAM, Free> parameters(OSSL_PARAM_BLD_to_param(builder_.get()));
    const std::unique_ptr<EVP_PKEY_CTX, Free> context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* made = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1) return {};
    const int selection = with_private ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
    if (EVP_PKEY_fromdata(context.get(), &made, selection, parameters.get()) != 1) return {};
    return shared(made);
  }

 private:
  std::unique_ptr<OSSL_PARAM_BLD, Free> builder_;
  std::vector<std::unique_ptr<BIGNUM, Free>> numbers_;
  std::string octets_;
};

Pair rsa_jwk(const Value& jwk, bool with_private) {
  KeyParts parts;
  if (!parts.number(OSSL_PKEY_PARAM_RSA_N, bytes_of_member(jwk, "n"))) return {};
  if (!parts.number(OSSL_PKEY_PARAM_RSA_E, bytes_of_member(jwk, "e"))) return {};
  if (with_private) {
    static constexpr std::array<std::pair<const char*, const char*>, 6> members = {{
        {OSSL_PKEY_PARAM_RSA_D, "d"},
        {OSSL_PKEY_PARAM_RSA_FACTOR1, "p"},
        {OSSL_PKEY_PARAM_RSA_FACTOR2, "q"},
        {OSSL_PKEY_PARAM_RSA_EXPONENT1, "dp"},
        {OSSL_PKEY_PARAM_RSA_EXPONENT2, "dq"},
        {OSSL_PKEY_PARAM_RSA_COEFFICIENT1, "qi"},
    }};
    for (const auto& [parameter, member] : members) {
      if (!parts.number(parameter, bytes_of_member(jwk, member))) return {};
    }
  }
  return parts.key("RSA", with_private);
}

Pair ec_jwk(const Value& jwk, bool with_private) {
  const Value named = jwk.get("crv");
  const auto curve = typeof_(named) == "string" ? curve_named(named.view()) : std::string_view();
  if (curve.empty()) return {};
  KeyParts parts;
  const bool good =
      parts.text(OSSL_PKEY_PARAM_GROUP_NAME, curve) &&
      parts.octets(OSSL_PKEY_PARAM_PUB_KEY, "\x04" + bytes_of_member(jwk, "x") + bytes_of_member(jwk, "y"));
  if (!good || (with_private && !parts.number(OSSL_PKEY_PARAM_PRIV_KEY, bytes_of_member(jwk, "d")))) return {};
  return parts.key("EC", with_private);
}

Pair jwk_key(const Value& jwk, bool with_private) {
  const Value type = jwk.get("kty");
  if (with_private && typeof_(jwk.get("d")) != "string") return {};
  if (type == "RSA") return rsa_jwk(jwk, with_private);
  if (type == "EC") return ec_jwk(jwk, with_private);
  return {};
}

// -- what a Value holds

bool is_bytes(const Value& v) { return typeof_(v) == "string" || Buffer.isBuffer(v); }

// {key, format, passphrase}, as Node takes it.
bool is_description(const Value& v) {
  return typeof_(v) == "object" && v != null && !Array.isArray(v) && !Buffer.isBuffer(v) && !host<HostObject>(v);
}

Pair described_key(const Value& v, bool with_private) {
  const Value key = v.get("key"), format = v.get("format"), given = v.get("passphrase");
  if (format == "jwk") return is_description(key) ? jwk_key(key, with_private) : Pair();
  if (!is_bytes(key)) return {};
  const Passphrase passphrase = is_bytes(given) ? Passphrase(given.view()) : Passphrase();
  const auto bytes = key.view();
  if (format == "der") {
    if (with_private) return private_der(bytes, passphrase);
    auto found = public_der(bytes);
    return found ? found : private_der(bytes, passphrase);
  }
  if (format != undefined && format != "pem") return {};
  return with_private ? private_pem(bytes, passphrase) : public_pem(bytes, passphrase);
}

std::optional<JwtKey> key_of(const Value& v, bool with_private) {
  if (v == null) return JwtKey();
  const QuietErrors quiet;
  Pair pair;
  if (is_bytes(v)) pair = with_private ? private_pem(v.view(), {}) : public_pem(v.view(), {});
  else if (is_description(v)) pair = described_key(v, with_private);
  if (pair) {
    return JwtKey{with_private ? JwtKey::Type::private_key : JwtKey::Type::public_key, {}, std::move(pair)};
  }
  if (!is_bytes(v)) return std::nullopt;
  return JwtKey{JwtKey::Type::secret, std::string(Buffer.from(v).view()), {}};
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// OpenSSL's "SHA2-256" is Node's "sha256".
std::string digest_name(const char* name) {
  std::string text = lower(name);
  if (text.starts_with("sha2-")) text.erase(3, 2);
  return text;
}

}  // namespace

std::string_view JwtKey::kind() const {
  if (!pair) return {};
  switch (EVP_PKEY_get_base_id(pair.get())) {
    case EVP_PKEY_RSA:
      return "rsa";
    case EVP_PKEY_RSA_PSS:
      return "rsa-pss";
    case EVP_PKEY_EC:
      return "ec";
    case EVP_PKEY_DSA:
      return "dsa";
    case EVP_PKEY_DH:
      return "dh";
    case EVP_PKEY_ED25519:
      return "ed25519";
    case EVP_PKEY_ED448:
      return "ed448";
    case EVP_PKEY_X25519:
      return "x25519";
    case EVP_PKEY_X448:
      return "x448";
    default:
      return {};
  }
}

int JwtKey::modulus_bits() const { return kind().starts_with("rsa") ? EVP_PKEY_get_bits(pair.get()) : 0; }

std::string JwtKey::curve() const {
  std::array<char, 64> name{};
  std::size_t size = 0;
  if (!pair || EVP_PKEY_get_group_name(pair.get(), name.data(), name.size(), &size) != 1) return {};
  return std::string(name.data(), size);
}

std::optional<JwtKey::Restrictions> JwtKey::restrictions() const {
  if (kind() != "rsa-pss") return std::nullopt;
  const QuietErrors quiet;
  std::array<char, 64> digest{}, mgf_digest{};
  std::size_t size = 0;
  int salt = 20;  // the defaults of RFC 8017 A.2.3
  const auto text = [&](const char* name, auto& out) {
    return EVP_PKEY_get_utf8_string_param(pair.get(), name, out.data(), out.size(), &size) == 1;
  };
  const bool has_digest = text(OSSL_PKEY_PARAM_RSA_DIGEST, digest);
  const bool has_mgf = text(OSSL_PKEY_PARAM_RSA_MGF1_DIGEST, mgf_digest);
  const bool has_salt = EVP_PKEY_get_int_param(pair.get(), OSSL_PKEY_PARAM_RSA_PSS_SALTLEN, &salt) == 1;
  if (!has_digest && !has_mgf && !has_salt) return std::nullopt;
  return Restrictions{has_digest ? digest_name(digest.data()) : "sha1",
                      has_mgf ? digest_name(mgf_digest.data()) : "sha1", salt};
}

std::optional<JwtKey> signing_key(const Value& v) { return key_of(v, true); }

std::optional<JwtKey> verifying_key(const Value& v) { return key_of(v, false); }

}  // namespace crema::detail
