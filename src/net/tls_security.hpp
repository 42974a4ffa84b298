// net/tls_security.hpp — TLS of one server: its certificates by host name, its tickets, what it asks of clients.
#pragma once
#include <crema/https.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/tls_context.hpp"
#include "net/tls_tickets.hpp"
#include "net/transport.hpp"

namespace crema::net {

using TlsContextPtr = std::shared_ptr<const TlsContext>;

class TlsSecurity final : public Security {
 public:
  // What a server tells of its handshakes, on the loop of the connection.
  struct Events {
    std::function<void(const Error&)> failed;
    std::function<void()> succeeded;
  };
  explicit TlsSecurity(const HttpsOptions& options);

  // -- of a server
  void on(Events events) { events_ = std::move(events); }
  void set_context(TlsContextPtr context);
  void add_context(std::string_view host, TlsContextPtr context);
  // Security
  void check() const override;
  std::unique_ptr<Transport> accept(int socket, Loop& loop, Pollable& connection) override;

  // -- for connections
  const Events& events() const noexcept { return events_; }
  const SNICallback& by_callback() const noexcept { return by_callback_; }
  // Null: none was added for that host.
  TlsContextPtr context_of(std::string_view host) const;
  bool asks_for_certificate() const noexcept { return request_certificate_; }

 private:
  static int choose_protocol(SSL* ssl, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                             unsigned offered_size, void* me);

  mutable std::mutex mutex_;  // of the contexts, which may change while it serves
  TlsContextPtr context_;
  std::vector<std::pair<std::string, TlsContextPtr>> hosts_;  // the newest last
  TlsTickets tickets_;
  std::string protocols_;  // each with its length before it (RFC 7301 §3.1)
  SNICallback by_callback_;
  Events events_;
  long session_seconds_;
  bool request_certificate_, reject_unauthorized_;
};

}  // namespace crema::net
