#include "net/tls_tickets.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstring>

#include "net/clock.hpp"

namespace crema::net {
namespace {

constexpr double seals_for_ms = 12.0 * 60 * 60 * 1000;

int place() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

}  // namespace

TlsTickets::TlsTickets(std::string_view shared) {
  if (shared.empty()) return;
  Key key{};
  key.size = 16;
  std::memcpy(key.name.data(), shared.data(), 16);
  std::memcpy(key.hmac.data(), shared.data() + 16, 16);
  std::memcpy(key.aes.data(), shared.data() + 32, 16);
  key.set = true;
  keys_[0] = key;
  shared_ = true;
}

TlsTickets::~TlsTickets() { OPENSSL_cleanse(keys_.data(), sizeof keys_); }

void TlsTickets::install(SSL_CTX* context) { SSL_CTX_set_tlsext_ticket_key_evp_cb(context, prepare); }

// Not in the context: a host name may have changed that.
void TlsTickets::serve(SSL* connection) { SSL_set_ex_data(connection, place(), this); }

TlsTickets::Key TlsTickets::fresh(double now) {
  Key key{};
  key.size = 32;
  key.since = now;
  key.set = RAND_bytes(key.name.data(), static_cast<int>(key.name.size())) == 1 &&
            RAND_priv_bytes(key.hmac.data(), static_cast<int>(key.hmac.size())) == 1 &&
            RAND_priv_bytes(key.aes.data(), static_cast<int>(key.aes.size())) == 1;
  return key;
}

TlsTickets::Key TlsTickets::current() {
  const std::lock_guard lock(mutex_);
  const double now = Clock::system().steady_ms();
  if (!shared_ && (!keys_[0].set || now - keys_[0].since > seals_for_ms)) {
    std::move_backward(keys_.begin(), keys_.end() - 1, keys_.end());
    keys_[0] = fresh(now);
  }
  return keys_[0];
}

bool TlsTickets::find(const unsigned char* name, Key& key, bool& old) {
  const std::lock_guard lock(mutex_);
  const double now = Clock::system().steady_ms();
  for (std::size_t i = 0; i < keys_.size(); i++) {
    if (!keys_[i].set || std::memcmp(keys_[i].name.data(), name, keys_[i].name.size()) != 0) continue;
    if (!shared_ && now - keys_[i].since > 3 * seals_for_ms) return false;
    key = keys_[i];
    old = !shared_ && (i > 0 || now - key.since > seals_for_ms);
    return true;
  }
  return false;
}

bool TlsTickets::use(const Key& key, const unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac, bool sealing) {
  const auto* aes = key.size == 32 ? EVP_aes_256_cbc() : EVP_aes_128_cbc();
  if (EVP_CipherInit_ex(cipher, aes, nullptr, key.aes.data(), iv, sealing ? 1 : 0) != 1) return false;
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, const_cast<unsigned char*>(key.hmac.data()), key.size),
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end()};
  return EVP_MAC_CTX_set_params(mac, parameters) == 1;
}

// OpenSSL's contract (SSL_CTX_set_tlsext_ticket_key_evp_cb): -1 error, 0 no such key (a whole handshake), 1 done, 2 done and
// to be sealed anew.
int TlsTickets::prepare(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                        int sealing) {
  auto* me = static_cast<TlsTickets*>(SSL_get_ex_data(ssl, place()));
  if (!me) return -1;
  if (sealing) {
    const Key key = me->current();
    if (!key.set || RAND_bytes(iv, EVP_CIPHER_get_iv_length(EVP_aes_256_cbc())) != 1) return -1;
    std::memcpy(name, key.name.data(), key.name.size());
    return use(key, iv, cipher, mac, true) ? 1 : -1;
  }
  Key key;
  bool old = false;
  if (!me->find(name, key, old)) return 0;
  if (!use(key, iv, cipher, mac, false)) return -1;
  return old ? 2 : 1;
}

}  // namespace crema::net
