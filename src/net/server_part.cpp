// A server on one loop. Invariant: whoever asked it to stop hears of it once, when the last connection has gone.
#include "net/server_part.hpp"

#include <unistd.h>

#include <utility>

#include "net/connection.hpp"

namespace crema::net {
namespace {

// Of the rest of a body that nobody reads, of a last answer, and of an answer to a client that sends no more.
constexpr double discard_timeout = 5000, linger_timeout = 2000, half_closed_timeout = 500;

// A client that had just connected when the server was told to stop sends its request within this time. Without it a rolling
// restart would lose some.
constexpr double unused_grace = 500;

}  // namespace

ServerPart::ServerPart(Loop& l, detail::Service& s, const PartSettings& settings, ConnectionCounts& counts,
                       Security* secure, std::function<bool()> told)
    : loop(l), service(s), security(secure), timed_out(std::move(told)), counts_(counts) {
  using h1::Phase;
  take(settings);
  deadlines.limit(Phase::discard, discard_timeout);
  deadlines.limit(Phase::half_closed, half_closed_timeout);
  deadlines.limit(Phase::linger, linger_timeout);
  loop.add_guest(*this);
}

ServerPart::~ServerPart() {
  if (grace_) timer_of(grace_).clear();
  loop_ends();
  loop.remove_guest(*this);
}

void ServerPart::take(const PartSettings& settings) noexcept {
  using h1::Phase;
  http = settings.http;
  deadlines.limit(Phase::head, settings.headers_timeout);
  deadlines.limit(Phase::request, settings.request_timeout);
  deadlines.limit(Phase::keep_alive, settings.keep_alive_timeout);
  deadlines.limit(Phase::answer, settings.response_timeout);
  deadlines.limit(Phase::write, settings.write_timeout);
  silence.limit(Phase::keep_alive, settings.timeout);
  limits_silence = settings.timeout > 0;
}

void ServerPart::tick(std::uint32_t now) {
  deadlines.tick(now);
  if (limits_silence) silence.tick(now);
}

void ServerPart::adopt(int socket, ClientKey client) {
  Connection* connection;
  try {
    connection = new Connection(*this, socket, client);
  } catch (...) {
    ::close(socket);  // no descriptor or memory is left for it
    counts_.leave(client);
    throw;
  }
  connection->next_ = first_;
  if (first_) first_->previous_ = connection;
  first_ = connection;
  count_++;
  if (stopping_) connection->stop();
}

void ServerPart::remove(Connection& connection) {
  (connection.previous_ ? connection.previous_->next_ : first_) = connection.next_;
  if (connection.next_) connection.next_->previous_ = connection.previous_;
  connection.previous_ = connection.next_ = nullptr;
  count_--;
  counts_.leave(connection.client_);
  if (stopping_) emptied();
}

void ServerPart::emptied() {
  if (count_ == 0 && emptied_) std::exchange(emptied_, {})();
}

template <class F>
void ServerPart::each(F f) {
  for (auto* connection = first_; connection;) {
    auto* next = connection->next_;
    f(*connection);
    connection = next;
  }
}

void ServerPart::stop(bool unused, Callback<> done) {
  stopping_ = true;
  emptied_ = std::move(done);
  each([](Connection& connection) { connection.stop(); });
  if (unused) grace_ = loop.timers().start(unused_grace, false, false, [this] { close_unused(); });
  emptied();
}

void ServerPart::close_unused() {
  each([](Connection& connection) { connection.close_idle(true); });
}

void ServerPart::close_idle() {
  each([](Connection& connection) { connection.close_idle(); });
}

void ServerPart::close_all() {
  each([](Connection& connection) { connection.abort(); });
}

void ServerPart::loop_ends() noexcept {
  while (first_) {
    auto* connection = first_;
    first_ = connection->next_;
    counts_.leave(connection->client_);
    delete connection;
  }
  count_ = 0;
}

}  // namespace crema::net
