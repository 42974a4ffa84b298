// Keys and certificates. Invariant: what cannot serve is refused here, in a sentence, and not at the first handshake.
#include "net/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "core/arguments.hpp"
#include "core/stdio.hpp"

namespace crema::net {
namespace {

// Forward secrecy and authenticated encryption alone (RFC 9325 §4.2); all browsers of the last ten years speak one of them.
constexpr const char* usual_ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* usual_suites = "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";

std::string pem_of(const char* option, const Value& v) {
  auto bytes = detail::bytes_of(v);
  if (!bytes)
    detail::throw_invalid_type("The \"options." + std::string(option) + "\" property",
                               "of type string or an instance of Buffer, TypedArray, or DataView", v);
  return std::move(*bytes);
}

// An option that is one thing or a list of them.
template <class F>
void each(const Value& option, F f) {
  if (option == null) return;
  if (!Array.isArray(option)) return f(option);
  for (const auto& one : option) f(one);
}

Owned<BIO> reader(const std::string& text) {
  return Owned<BIO>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

struct Passphrase {
  std::string text;
  bool given = false, asked = false;
};

int give_passphrase(char* to, int room, int, void* data) {
  auto& passphrase = *static_cast<Passphrase*>(data);
  passphrase.asked = true;
  if (!passphrase.given || passphrase.text.size() > static_cast<std::size_t>(room)) return -1;
  std::memcpy(to, passphrase.text.data(), passphrase.text.size());
  return static_cast<int>(passphrase.text.size());
}

int version_of(const Value& name, const char* which) {
  const auto text = name.str();
  if (text == "TLSv1.3") return TLS1_3_VERSION;
  if (text == "TLSv1.2") return TLS1_2_VERSION;
  if (text == "TLSv1.1") return TLS1_1_VERSION;
  if (text == "TLSv1") return TLS1_VERSION;
  TypeError error(JSON.stringify(name).str() + " is not a valid " + which + " TLS protocol version");
  error.code = "ERR_TLS_INVALID_PROTOCOL_VERSION";
  throw error;
}

std::string text_of(const ASN1_TIME* time) {
  const Owned<BIO> out(BIO_new(BIO_s_mem()));
  ASN1_TIME_print(out.get(), time);
  char* text = nullptr;
  const auto size = BIO_get_mem_data(out.get(), &text);
  return std::string(text, static_cast<std::size_t>(size));
}

std::string name_of(const X509* certificate) {
  char name[256];
  X509_NAME_oneline(X509_get_subject_name(certificate), name, sizeof name);
  return name;
}

void warn_of_dates(const X509* certificate) {
  const auto* until = X509_get0_notAfter(certificate);
  const auto* from = X509_get0_notBefore(certificate);
  if (X509_cmp_current_time(until) < 0) {
    detail::write_all(2, "Warning: the certificate of " + name_of(certificate) + " expired on " + text_of(until) +
                             ": clients will refuse it, renew it\n");
  } else if (X509_cmp_current_time(from) > 0) {
    detail::write_all(2, "Warning: the certificate of " + name_of(certificate) + " is valid only from " +
                             text_of(from) + " on: clients will refuse it until then\n");
  }
}

}  // namespace

TlsContext::TlsContext(const SecureContextOptions& options) : context_(SSL_CTX_new(TLS_method())) {
  if (!context_) throw openssl_error("OpenSSL cannot be used");
  ERR_clear_error();
  speak(options);
  add_certificates(options.cert);
  add_keys(options.key, options.passphrase);
  trust(options.ca);
  if (!has_certificate()) return;
  if (!SSL_CTX_get0_privatekey(get())) throw Error("`cert` is given without its private key: give it as `key`");
  if (SSL_CTX_check_private_key(get()) != 1) throw openssl_error("`key` does not belong to `cert`");
}

bool TlsContext::has_certificate() const noexcept { return SSL_CTX_get0_certificate(get()) != nullptr; }

void TlsContext::speak(const SecureContextOptions& options) {
  auto* context = get();
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF |
                                   (options.honorCipherOrder ? SSL_OP_CIPHER_SERVER_PREFERENCE : 0));
  SSL_CTX_set_mode(context,
                   SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context, 1);
  // Sessions are taken up again by tickets: the server keeps nothing.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_dh_auto(context, 1);
  SSL_CTX_set_min_proto_version(context, version_of(options.minVersion, "minimum"));
  SSL_CTX_set_max_proto_version(context, version_of(options.maxVersion, "maximum"));

  std::string list, suites;
  if (options.ciphers != null) {
    // Those of TLS 1.3 are set on their own.
    for (const auto& name : options.ciphers.split(":")) {
      auto& to = name.startsWith("TLS_") ? suites : list;
      (to += to.empty() ? "" : ":") += name.str();
    }
  }
  if (SSL_CTX_set_ciphersuites(context, suites.empty() ? usual_suites : suites.c_str()) != 1 ||
      SSL_CTX_set_cipher_list(context, list.empty() ? usual_ciphers : list.c_str()) != 1)
    throw openssl_error("`ciphers` names none that this OpenSSL knows: \"" + options.ciphers.str() + "\"");
  const auto curves =
      options.ecdhCurve == null || options.ecdhCurve == "auto" ? "X25519:P-256:P-384" : options.ecdhCurve.str();
  if (SSL_CTX_set1_groups_list(context, curves.c_str()) != 1)
    throw openssl_error("`ecdhCurve` names a group that this OpenSSL does not know: \"" + curves + "\"");
}

void TlsContext::add_certificates(const Value& option) {
  each(option, [&](const Value& one) { add_certificate(pem_of("cert", one)); });
}

void TlsContext::add_certificate(const std::string& pem) {
  const auto in = reader(pem);
  const Owned<X509> own(PEM_read_bio_X509_AUX(in.get(), nullptr, nullptr, nullptr));
  if (!own) throw openssl_error("`cert` is no certificate in PEM format: it begins with -----BEGIN CERTIFICATE-----");
  if (SSL_CTX_use_certificate(get(), own.get()) != 1) throw openssl_error("`cert` cannot be used");
  SSL_CTX_clear_chain_certs(get());
  while (const Owned<X509> next{PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)}) {
    if (SSL_CTX_add1_chain_cert(get(), next.get()) != 1)
      throw openssl_error("a certificate that follows in `cert` cannot be used");
  }
  ERR_clear_error();  // that nothing follows
  warn_of_dates(own.get());
}

// A key is its text, or {pem, passphrase}.
void TlsContext::add_keys(const Value& option, const Value& passphrase) {
  each(option, [&](const Value& one) {
    const auto pem = one["pem"];
    if (pem == null) return add_key(pem_of("key", one), passphrase);
    add_key(pem_of("key", pem), one["passphrase"] == null ? passphrase : Value(one["passphrase"]));
  });
}

void TlsContext::add_key(const std::string& pem, const Value& passphrase) {
  Passphrase words;
  if (passphrase != null) words = {pem_of("passphrase", passphrase), true};
  const auto in = reader(pem);
  const Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(in.get(), nullptr, give_passphrase, &words));
  OPENSSL_cleanse(words.text.data(), words.text.size());
  if (!key) {
    if (words.asked && !words.given) throw openssl_error("`key` is encrypted: give its `passphrase`");
    if (words.asked) throw openssl_error("`passphrase` does not open `key`");
    throw openssl_error("`key` is no private key in PEM format: it begins with -----BEGIN PRIVATE KEY-----");
  }
  if (SSL_CTX_use_PrivateKey(get(), key.get()) != 1) throw openssl_error("`key` does not belong to `cert`");
}

void TlsContext::trust(const Value& option) {
  if (option == null) {
    SSL_CTX_set_default_verify_paths(get());
    ERR_clear_error();  // a system without any
    return;
  }
  each(option, [&](const Value& one) {
    const auto pem = pem_of("ca", one);
    const auto in = reader(pem);
    int count = 0;
    while (const Owned<X509> authority{PEM_read_bio_X509_AUX(in.get(), nullptr, nullptr, nullptr)}) {
      X509_STORE_add_cert(SSL_CTX_get_cert_store(get()), authority.get());
      SSL_CTX_add_client_CA(get(), authority.get());
      count++;
    }
    if (count == 0) throw openssl_error("`ca` is no certificate in PEM format");
    ERR_clear_error();
  });
}

}  // namespace crema::net
