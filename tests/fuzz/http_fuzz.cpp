// A connection: any bytes are answered or refused, without a socket, and in the same way whether they come at once or in pieces.
// What a request's body becomes goes through the body parsers.
#include <crema/express.hpp>

#include <string>

#include "core/exchange_events.hpp"
#include "fuzz.hpp"
#include "h1/protocol.hpp"
#include "net/clock.hpp"
#include "net/loop.hpp"

namespace {

using namespace crema;

// The two ends of a connection in memory.
class Memory final : public h1::Carrier, public net::Settling {
 public:
  Memory(net::Loop& loop, detail::Service& service, const h1::Settings& settings)
      : loop_(loop), protocol_(loop, service, settings, loop.blocks(), *this) {}
  ~Memory() {
    loop_.turn([&] { protocol_.lost(); });
    loop_.forget(*this);
  }

  void feed(std::string_view bytes) {
    // Memory of its own, so that AddressSanitizer sees who keeps a view of what was received.
    const std::string copy(bytes);
    loop_.turn([&] { protocol_.feed(copy); });
    loop_.poll();
  }
  void close() {
    loop_.turn([&] { protocol_.peer_closed(); });
    loop_.poll();
  }
  bool open() const { return protocol_.close() == h1::Close::no; }
  const std::string& answer() const { return answer_; }

  void wake() override { loop_.settle(*this); }
  const detail::Peer& peer() const override { return peer_; }
  void proceed() override { protocol_.proceed(); }
  void flush() override {
    auto& output = protocol_.output();
    std::string_view pieces[8];
    while (const auto count = output.pieces(pieces, 8)) {
      std::size_t size = 0;
      for (std::size_t i = 0; i < count; i++) {
        answer_ += pieces[i];
        size += pieces[i].size();
      }
      output.take(size);
    }
    protocol_.flushed();
  }
  void settled() override {}

 private:
  net::Loop& loop_;
  detail::Peer peer_;
  h1::Protocol protocol_;
  std::string answer_;
};

App make_app() {
  auto app = express();
  app.set("env", "test");  // errors are not printed
  app.use(express.json({.limit = "2kb", .strict = false}));
  app.use(express.urlencoded({.extended = true, .limit = "2kb"}));
  app.use(express.text({.limit = "2kb", .type = "text/*"}));
  app.use(express.raw({.limit = "2kb", .type = "application/octet-stream"}));
  app.get("/users/:id", [](auto& req, auto& res) { res.send(req.params["id"]); });
  app.get("/files/*path", [](auto& req, auto& res) { res.json(req.params); });
  app.get("/query", [](auto& req, auto& res) { res.json(req.query); });
  app.get("/headers", [](auto& req, auto& res) { res.json(req.headers); });
  app.get("/nothing", [](auto&, auto& res) { res.sendStatus(204); });
  app.all("/echo", [](auto& req, auto& res) {
    res.json({{"method", req.method}, {"url", req.url}, {"body", req.body}});
  });
  app.post("/unread", [](auto&, auto& res) { res.send("unread"); });
  return app;
}

const h1::Settings settings;

std::string answer_of(net::Loop& loop, detail::Service& service, std::string_view bytes, std::size_t piece) {
  Memory connection(loop, service, settings);
  for (std::size_t at = 0; at < bytes.size() && connection.open(); at += piece)
    connection.feed(bytes.substr(at, piece));
  connection.close();
  return connection.answer();
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static net::ManualClock clock;
  static net::Loop loop(clock);
  static const net::Loop::Scope scope(loop);
  static detail::Service service{make_app()};
  fuzz::Input input(data, size);
  const std::size_t piece = 1 + input.byte() % 40;
  const std::string_view bytes = input.rest();
  const std::string at_once = answer_of(loop, service, bytes, bytes.size() + 1);
  fuzz::check(at_once.empty() || at_once.starts_with("HTTP/1.1 "), "an answer begins with a status line");
  const auto in_pieces = answer_of(loop, service, bytes, piece);
  // Of a head that is both too large and wrong, either may be found first.
  if (bytes.size() < settings.head.bytes) fuzz::check(in_pieces == at_once, "pieces are answered as the whole is");
  return 0;
}
