// The head of an answer: whatever a handler sets, of whatever a client has sent, a client sees one answer with the fields that
// were set and the body that was sent. A byte says what is done, then come a line for the name and one for the value.
#include <crema/express.hpp>

#include <string>
#include <vector>

#include "connection.hpp"

namespace {

using namespace crema;

std::string program;  // what the handler does, for this input
std::vector<std::string> asked;

void act(const Response& res, unsigned what, const Value& name, const Value& value) {
  switch (what % 16) {
    case 0:
      res.set(name, value);
      break;
    case 1:
      res.append(name, value);
      break;
    case 2:
      res.cookie(name, value);
      break;
    case 3:
      res.cookie("c", "v", {.path = value, .domain = name});
      break;
    case 4:
      res.location(value);
      break;
    case 5:
      res.attachment(value);
      break;
    case 6:
      res.links({{name.str(), value}});
      break;
    case 7:
      res.type(value);
      break;
    case 8:
      res.vary(value);
      break;
    case 9:
      res.statusMessage = value;
      break;
    case 10:
      res.set(name, Array(value, name));
      break;
    case 11:
      res.clearCookie(name, {.path = value});
      break;
    case 12:
      res.removeHeader(name);
      break;
    case 13:
      res.set("Trailer", name);
      break;
    case 14:
      res.status(200 + static_cast<int>(value.length()) % 300);
      break;
    default:
      res.writeHead(200, Value{{name.str(), value}});
      break;
  }
}

App make_app() {
  auto app = express();
  app.set("env", "test");
  app.use([](auto& req, auto& res) {
    asked.push_back(req.method.str());
    res.set("X-Request", "0");
    fuzz::Input input(reinterpret_cast<const std::uint8_t*>(program.data()), program.size());
    // As many as a handler may set; each looks at those before.
    for (int actions = 0; actions < 64 && !input.rest().empty(); actions++) {
      const unsigned what = input.byte();
      const Value name(input.line()), value(input.line());
      // These are the framing, which is the handler's own to break; Node's, too.
      const auto lower = http::to_lower(name.view());
      if (lower == "content-length" || lower == "transfer-encoding" || lower == "connection" || lower == "x-request")
        continue;
      try {
        act(res, what, name, value);
      } catch (const Error& error) {
        fuzz::check(!error.message.str().empty(), "what may not stand in a head is told");
      }
    }
    res.end("the body");
  });
  return app;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static net::ManualClock clock;
  static net::Loop loop(clock);
  static const net::Loop::Scope scope(loop);
  static detail::Service service{make_app()};
  static const h1::Settings settings;
  program.assign(reinterpret_cast<const char*>(data), size);
  asked.clear();
  fuzz::Memory connection(loop, service, settings);
  connection.feed("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  fuzz::check(connection.open() || !connection.answer().empty(), "there is an answer");
  fuzz::Answers answers(connection.answer(), asked, true);
  answers.read();
  fuzz::check(answers.count() == 1, "there is one answer");
  return 0;
}
