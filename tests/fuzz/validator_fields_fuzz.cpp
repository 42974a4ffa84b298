// Chains of express-validator over wildcards: a body of any JSON, whose fields are found, checked, cleaned and told of within a moment.
// What an error says of a path is what stands there. The first byte chooses the fields and what is done with them.
#include <crema/express.hpp>
#include <crema/json_text.hpp>
#include <crema/process.hpp>
#include <crema/validator.hpp>

#include <ctime>
#include <string>
#include <string_view>

#include "connection.hpp"
#include "field_paths.hpp"

namespace {

using namespace crema;
namespace net = fuzz::net;

constexpr const char* fields[] = {"*",    "**",      "a",      "a.*.b", "*.a",  "**.a",
                                  "*[0]", "['a.b']", "**.a.*", "",      "**.*", "a.**"};
constexpr std::size_t field_count = std::size(fields);

std::string json(const Value& v) {
  std::string out;
  appendJson(out, v);
  return out;
}

void check_errors(const Request& req, const Response& res) {
  const Value errors = validationResult(req).array();
  for (const Value error : errors) {
    if (error["type"] != "field" || error["path"] == "") continue;
    fuzz::check(json(error["value"]) == json(validation::value_at(req.body, error["path"].str())),
                "the value of an error is what stands at its path");
  }
  res.json(static_cast<int>(errors.length()));
}

App make_app() {
  auto app = express();
  app.set("env", "test");
  app.use(express.json({.strict = false}));
  for (std::size_t i = 0; i < field_count; ++i) {
    const auto path = [&](const char* what) { return "/" + std::string(what) + std::to_string(i); };
    app.post(path("refuse"), body(fields[i]).custom([](auto) { return false; }), check_errors);
    app.post(path("clean"), body(fields[i]).trim().escape().toInt().isInt(), [](auto& req, auto& res) {
      res.json({validationResult(req).array(), req.body.value_or(nullptr)});
    });
    app.post(path("exact"), checkExact({body(fields[i]).exists()}), check_errors);
    app.post(path("data"), body(fields[i]).exists(), [](auto& req, auto& res) { res.json(matchedData(req)); });
  }
  return app;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static net::ManualClock clock;
  static net::Loop loop(clock);
  static const net::Loop::Scope scope(loop);
  static detail::Service service{make_app()};
  static const fuzz::h1::Settings settings;
  static constexpr const char* ways[] = {"refuse", "clean", "exact", "data"};
  fuzz::Input input(data, size);
  const unsigned choice = input.byte();
  const std::string body_text(input.rest());
  const auto began = std::clock();
  fuzz::Memory connection(loop, service, settings);
  connection.feed("POST /" + std::string(ways[choice % 4]) + std::to_string(choice / 4 % field_count) +
                  " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: " +
                  std::to_string(body_text.size()) + "\r\n\r\n" + body_text);
  const auto status = std::string_view(connection.answer()).substr(0, 12);
  fuzz::check(status == "HTTP/1.1 200" || status == "HTTP/1.1 400" || status == "HTTP/1.1 500", "a body has an answer");
  fuzz::check(std::clock() - began < 2 * CLOCKS_PER_SEC, "a body is looked through within a moment");
  return 0;
}
