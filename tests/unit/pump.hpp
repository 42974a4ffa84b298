// tests/unit/pump.hpp — an app without a socket: bytes in, bytes out, on a clock that the test moves.
//
//   Pump pump(app);
//   auto answer = pump.get("/");                 // or ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
//   CHECK(answer.status == 200);  CHECK(answer.header("etag") == "…");  CHECK(answer.body == "…");
//   auto client = pump.connect();                // a connection of one's own
//   client->send("GET / HT");  client->send("TP/1.1\r\n…");  client->answer();
//   Agent agent(pump);  agent.get("/");          // keeps cookies, as a browser does
#pragma once
#include <crema/handler.hpp>
#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/exchange_events.hpp"
#include "h1/protocol.hpp"
#include "http/text.hpp"
#include "net/deadlines.hpp"
#include "net/loop.hpp"

namespace crema::testing {

using Fields = std::vector<std::pair<std::string, std::string>>;

struct Answer {
  int status = 0;  // 0: none came
  std::string reason, body, head;
  Fields fields;
  bool complete = false;

  bool has(std::string_view name) const { return count(name) > 0; }
  std::size_t count(std::string_view name) const { return headers(name).size(); }
  // The first field of that name, in any case; empty if there is none.
  std::string header(std::string_view name) const {
    const auto all = headers(name);
    return all.empty() ? std::string() : all.front();
  }
  std::vector<std::string> headers(std::string_view name) const {
    std::vector<std::string> found;
    for (const auto& [n, v] : fields)
      if (http::iequals(n, name)) found.push_back(v);
    return found;
  }
};

// Takes one answer off the front of `bytes`; `closed`: no more will come.
inline Answer take_answer(std::string& bytes, bool to_head, bool closed) {
  Answer a;
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string::npos) return a;
  a.head = bytes.substr(0, end + 2);
  a.status = std::stoi(a.head.substr(9, 3));
  const auto line = a.head.find("\r\n");
  a.reason = line > 13 ? a.head.substr(13, line - 13) : "";
  for (auto at = line + 2; at < a.head.size();) {
    const auto stop = a.head.find("\r\n", at), colon = a.head.find(": ", at);
    a.fields.emplace_back(a.head.substr(at, colon - at), a.head.substr(colon + 2, stop - colon - 2));
    at = stop + 2;
  }
  std::string rest = bytes.substr(end + 4);
  if (to_head || a.status < 200 || a.status == 204 || a.status == 304) {
    a.complete = true;
  } else if (a.header("Transfer-Encoding") == "chunked") {
    for (;;) {
      const auto stop = rest.find("\r\n");
      if (stop == std::string::npos) break;
      const auto size = std::stoul(rest, nullptr, 16);
      if (rest.size() < stop + 2 + size + 2) break;
      a.body += rest.substr(stop + 2, size);
      rest.erase(0, stop + 2 + size + 2);
      if (size == 0) {
        a.complete = true;
        break;
      }
    }
  } else if (a.has("Content-Length")) {
    const auto size = std::stoul(a.header("Content-Length"));
    a.body = rest.substr(0, size);
    a.complete = rest.size() >= size;
    if (a.complete) rest.erase(0, size);
  } else {
    a.body = std::exchange(rest, {});
    a.complete = closed;
  }
  if (a.complete) bytes = rest;
  return a;
}

class Pump;

// One connection. It reads all that comes, unless it is told to stop.
class Client final : public h1::Carrier, public net::Settling, public net::Deadline {
 public:
  explicit Client(Pump& pump);
  ~Client();

  void send(std::string_view bytes);
  // Sends no more, but reads on.
  void half_close();
  // Is gone.
  void leave();
  void stop_reading(bool stop = true);
  // The next answer, after what it takes of time; informational ones are skipped.
  Answer answer(bool to_head = false);
  // All that came and was not taken as an answer.
  const std::string& text() const { return text_; }
  void forget_text() { text_.clear(); }
  bool closed() const { return closed_; }
  bool reset() const { return reset_; }
  h1::Protocol& protocol() { return protocol_; }

  void wake() override;
  const detail::Peer& peer() const override { return peer_; }
  void proceed() override { protocol_.proceed(); }
  void flush() override;
  void settled() override;
  void expired() override;

 private:
  Pump& pump_;
  h1::Protocol protocol_;
  detail::Peer peer_{"127.0.0.1", "127.0.0.1", 50000, 3000, false};
  std::string text_;
  std::uint64_t progress_ = 0;
  bool closed_ = false, reset_ = false, stopped_ = false;
};

class Pump : private net::Guest {
 public:
  explicit Pump(Handler app, h1::Settings settings = {}) : settings_(settings), service_(std::move(app)) {
    deadlines_.limit(h1::Phase::head, 60000);
    deadlines_.limit(h1::Phase::request, 300000);
    deadlines_.limit(h1::Phase::keep_alive, 5000);
    deadlines_.limit(h1::Phase::discard, 5000);
    deadlines_.limit(h1::Phase::half_closed, 500);
    deadlines_.limit(h1::Phase::answer, settings.response_ms);
    deadlines_.limit(h1::Phase::write, 120000);
    loop.add_guest(*this);
  }
  ~Pump() { loop.remove_guest(*this); }

  std::unique_ptr<Client> connect() { return std::make_unique<Client>(*this); }
  // One request on a connection of its own.
  Answer ask(std::string_view request) {
    const auto client = connect();
    client->send(request);
    return client->answer(request.starts_with("HEAD "));
  }
  Answer request(std::string_view method, std::string_view path, const Fields& fields = {},
                 std::string_view body = {}) {
    std::string text = std::string(method) + " " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n";
    for (const auto& [name, value] : fields) text += name + ": " + value + "\r\n";
    if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return ask(text + "\r\n" + std::string(body));
  }
  Answer get(std::string_view path, const Fields& fields = {}) { return request("GET", path, fields); }
  Answer post(std::string_view path, std::string_view body, const Fields& fields = {}) {
    return request("POST", path, fields, body);
  }
  void advance(double ms) { loop.advance(ms); }
  // Runs all that can run without time going by.
  void settle() {
    while (loop.poll()) {
    }
  }
  // One step towards what something waits for: other threads, else time, up to a minute of it. False: there is nothing to wait for.
  bool wait(double& patience) {
    if (loop.poll()) return settle(), true;
    if (loop.away()) return loop.io().restart(), loop.io().run_one(), true;
    const double due = loop.timers().next_due() - clock.steady_ms();
    if (!(due <= patience)) return false;
    patience -= due;
    loop.advance(due);
    return true;
  }

  // What a server's listeners add to the handler.
  detail::Service& service() { return service_; }

  net::ManualClock clock;
  net::Loop loop{clock};

 private:
  friend class Client;
  void tick(std::uint32_t now) override { deadlines_.tick(now); }
  void loop_ends() noexcept override {}

  net::Loop::Scope scope_{loop};
  h1::Settings settings_;
  net::Deadlines deadlines_;
  detail::Service service_;
};

inline Client::Client(Pump& pump)
    : pump_(pump), protocol_(pump.loop, pump.service_, pump.settings_, pump.loop.blocks(), *this) {
  pump.deadlines_.place(*this, protocol_.phase(), pump.loop.tick(), true);
}
inline Client::~Client() {
  leave();
  pump_.loop.forget(*this);
}
inline void Client::send(std::string_view bytes) {
  const std::string held(bytes);  // gone afterwards, as a receive buffer is overwritten
  pump_.loop.turn([&] {
    protocol_.feed(held);
    wake();
  });
  pump_.settle();
}
inline void Client::half_close() {
  pump_.loop.turn([&] { protocol_.peer_closed(); });
  pump_.settle();
}
inline void Client::leave() {
  if (closed_) return;
  closed_ = true;
  pump_.deadlines_.remove(*this);
  pump_.loop.turn([&] { protocol_.lost(); });
}
inline void Client::stop_reading(bool stop) {
  stopped_ = stop;
  pump_.loop.turn([&] { wake(); });
  pump_.settle();
}
inline Answer Client::answer(bool to_head) {
  double patience = 60000;
  for (;;) {
    auto found = take_answer(text_, to_head, closed_);
    if (found.complete && found.status >= 200) return found;
    if (found.complete) continue;
    if (closed_ || !pump_.wait(patience)) return found;
  }
}
inline void Client::wake() {
  if (!closed_) pump_.loop.settle(*this);
}
inline void Client::flush() {
  auto& out = protocol_.output();
  std::string_view piece;
  while (!stopped_ && !out.empty()) {
    if (out.file() && !out.load_file()) {
      protocol_.file_failed();
      break;
    }
    out.pieces(&piece, 1);
    text_ += piece;
    out.take(piece.size());
  }
  protocol_.flushed();
}
inline void Client::settled() {
  const auto close = protocol_.close();
  if (close == h1::Close::no || (close < h1::Close::cut && !protocol_.output().empty())) {
    const auto progress = protocol_.progress();
    pump_.deadlines_.place(*this, protocol_.phase(), pump_.loop.tick(), progress != progress_);
    progress_ = progress;
    return;
  }
  reset_ = close == h1::Close::reset;
  leave();
}
inline void Client::expired() {
  protocol_.expired();
  wake();
}

// A visitor with a cookie jar, on a connection of his own for each request.
class Agent {
 public:
  explicit Agent(Pump& pump) : pump_(pump) {}

  Answer request(std::string_view method, std::string_view path, Fields fields = {}, std::string_view body = {}) {
    std::string all;
    for (const auto& [name, value] : cookies_) all += (all.empty() ? "" : "; ") + name + "=" + value;
    if (!all.empty()) fields.emplace_back("Cookie", all);
    auto answer = pump_.request(method, path, fields, body);
    for (const auto& set : answer.headers("Set-Cookie")) take(set);
    return answer;
  }
  Answer get(std::string_view path, Fields fields = {}) { return request("GET", path, std::move(fields)); }
  Answer post(std::string_view path, std::string_view body, Fields fields = {}) {
    return request("POST", path, std::move(fields), body);
  }
  // The value that is sent under that name; empty if none is.
  std::string cookie(std::string_view name) const {
    for (const auto& [n, value] : cookies_)
      if (n == name) return value;
    return {};
  }
  void cookie(std::string_view name, std::string_view value) {
    std::erase_if(cookies_, [&](const auto& c) { return c.first == name; });
    if (!value.empty()) cookies_.emplace_back(name, value);
  }

 private:
  void take(std::string_view set) {
    const auto pair = set.substr(0, set.find(';'));
    const auto equals = pair.find('=');
    const bool over = set.find("Expires=Thu, 01 Jan 1970") != set.npos || set.find("Max-Age=0") != set.npos;
    cookie(pair.substr(0, equals), over ? std::string_view() : pair.substr(equals + 1));
  }

  Pump& pump_;
  Fields cookies_;
};

}  // namespace crema::testing
