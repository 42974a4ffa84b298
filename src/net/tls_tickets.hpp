// net/tls_tickets.hpp — the keys under which clients keep their sessions, so that the server need not.
#pragma once
#include <openssl/ssl.h>

#include <array>
#include <mutex>
#include <string_view>

namespace crema::net {

// Used by all loops. A key seals for 12 hours and opens for 24 more; one that was given does so for ever.
class TlsTickets {
 public:
  // `shared`: 48 bytes (name, HMAC key, AES key, as Node's ticketKeys), or nothing.
  explicit TlsTickets(std::string_view shared = {});
  ~TlsTickets();
  TlsTickets(const TlsTickets&) = delete;
  TlsTickets& operator=(const TlsTickets&) = delete;

  // Once for a context; then for each of its connections, which it outlives.
  static void install(SSL_CTX* context);
  void serve(SSL* connection);

 private:
  struct Key {
    std::array<unsigned char, 16> name;
    std::array<unsigned char, 32> hmac, aes;
    std::size_t size;  // of hmac and aes
    double since;      // ms; of the steady clock
    bool set = false;
  };
  static int prepare(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                     int sealing);
  static bool use(const Key& key, const unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac, bool sealing);
  Key current();
  bool find(const unsigned char* name, Key& key, bool& old);
  static Key fresh(double now);

  std::mutex mutex_;
  std::array<Key, 3> keys_;  // the newest first
  bool shared_ = false;
};

}  // namespace crema::net
