// express.json(), text(), raw() and urlencoded() on a connection in memory.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "pump.hpp"

using namespace crema;
using namespace std::string_literals;

namespace {

struct Message {
  std::string body;
  std::string type = "application/json";
  std::string fields = "";
  std::size_t piece = 0;  // chunked, this many bytes at a time; 0: with its length
};

std::string as_request(const Message& m) {
  std::string text = "POST / HTTP/1.1\r\nHost: a\r\n" + m.fields;
  if (!m.type.empty()) text += "Content-Type: " + m.type + "\r\n";
  if (m.piece == 0) return text + "Content-Length: " + std::to_string(m.body.size()) + "\r\n\r\n" + m.body;
  text += "Transfer-Encoding: chunked\r\n\r\n";
  for (std::size_t at = 0; at < m.body.size(); at += m.piece) {
    const auto part = m.body.substr(at, m.piece);
    char size[20];
    std::snprintf(size, sizeof size, "%zx\r\n", part.size());
    text += size + part + "\r\n";
  }
  return text + "0\r\n\r\n";
}

// What came of a body: what the next handler found, or the error.
struct Outcome {
  Value body = "not reached";
  Error error;
  std::string answer;
};

// Parsers in a row, as app.use() would have them; `bytes` come in one read, or byte by byte.
Outcome send(const std::vector<Handler>& parsers, const std::string& bytes, bool slowly = false) {
  Outcome outcome;
  auto app = express();
  for (const auto& parser : parsers) app.use(parser);
  app.use([&](auto& req, auto& res) {
    outcome.body = req.body;
    res.send("reached");
  });
  app.use([&](auto& err, auto&, auto& res, auto) {
    outcome.error = err;
    res.status(err.status).send("refused");
  });
  testing::Pump pump{Handler(app)};
  const auto client = pump.connect();
  if (slowly) {
    for (const char c : bytes) client->send(std::string_view(&c, 1));
  } else {
    client->send(bytes);
  }
  outcome.answer = client->text();
  return outcome;
}

Outcome send(const Handler& parser, const Message& message, bool slowly = false) {
  return send(std::vector<Handler>{parser}, as_request(message), slowly);
}

std::string json_of(const Value& v) { return v == undefined ? "undefined" : JSON.stringify(v).str(); }
// The body as JSON, or "status type: message".
std::string told(const Outcome& o) {
  if (!o.error) return json_of(o.body);
  return o.error.status.str() + (o.error.type ? " " + o.error.type.str() : "") + ": " + o.error.message.str();
}
std::string parsed(const Handler& parser, const Message& message) { return told(send(parser, message)); }

std::string members(const Error& error, const Value& names) {
  return JSON.stringify(names.map([&](auto name) { return error[name]; })).str();
}

std::string creation(const std::function<void()>& create) {
  try {
    create();
    return "none";
  } catch (const TypeError& error) {
    return error.message.str();
  }
}

// {"a":1}
const std::string zipped =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\x54\xb2\x32\xac\x05\x00\xaf\xac\x1b\x56\x07\x00\x00\x00"s;

}  // namespace

TEST_CASE("a JSON body becomes req.body, however it comes") {
  const Message whole{R"({"user":"tobi","list":[1,true,null]})"};
  const std::string expected = R"({"user":"tobi","list":[1,true,null]})";
  CHECK(parsed(express.json(), whole) == expected);
  CHECK(told(send(express.json(), whole, true)) == expected);
  Message chunked = whole;
  chunked.piece = 3;
  CHECK(parsed(express.json(), chunked) == expected);
  CHECK(told(send(express.json(), chunked, true)) == expected);
}

TEST_CASE("an empty body is empty, not missing") {
  CHECK(parsed(express.json(), {""}) == "{}");
  CHECK(parsed(express.json(), {"\xEF\xBB\xBF"}) == "{}");
  CHECK(parsed(express.json(), {.body = "", .piece = 1}) == "{}");
  CHECK(parsed(express.urlencoded(), {"", "application/x-www-form-urlencoded"}) == "{}");
  CHECK(parsed(express.text(), {"", "text/plain"}) == R"("")");
  const auto raw = send(express.raw(), {"", "application/octet-stream"});
  CHECK(raw.body.length() == 0);
  CHECK(typeof_(raw.body) == "object");
}

TEST_CASE("req.body stays undefined without a body and for another type") {
  CHECK(told(send({express.json()}, "GET / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\r\n")) ==
        "undefined");
  CHECK(parsed(express.json(), {"{}", "text/plain"}) == "undefined");
  CHECK(parsed(express.json(), {"{}", ""}) == "undefined");
  CHECK(parsed(express.json(), {"{}", "application/vnd.api+json"}) == "undefined");
  CHECK(parsed(express.json(), {"{}", "application/json; charset=utf-8"}) == "{}");
  CHECK(parsed(express.json(), {"{}", "Application/JSON"}) == "{}");
}

TEST_CASE("types: a text, a list, a shorthand, a wildcard, a function, an async function") {
  const auto with = [](ValueOr<Request&> type) { return express.json({.type = type}); };
  CHECK(parsed(with("application/vnd.api+json"), {"{}", "application/vnd.api+json"}) == "{}");
  CHECK(parsed(with({"text/json", "application/json"}), {"{}", "text/json"}) == "{}");
  CHECK(parsed(with("json"), {"{}"}) == "{}");
  CHECK(parsed(with("+json"), {"{}", "application/x+json"}) == "{}");
  CHECK(parsed(with("application/*"), {"{}", "application/x"}) == "{}");
  CHECK(parsed(with(Array()), {"{}", "any/thing"}) == "{}");
  CHECK(parsed(with(Array()), {"{}", "nonsense"}) == "undefined");
  CHECK(parsed(with(undefined), {"{}"}) == "{}");
  CHECK(parsed(with([](auto& req) { return req.get("x-type") == "json"; }), {"{}", "", "X-Type: json\r\n"}) == "{}");
  CHECK(parsed(with([](auto&) { return false; }), {"{}"}) == "undefined");
  CHECK(parsed(with([](auto&) -> Task<Value> { co_return true; }), {"{}", "x/y"}) == "{}");
  CHECK(parsed(with([](auto&) -> Task<Value> { co_return false; }), {"{}"}) == "undefined");
  CHECK(parsed(with([](auto&) -> Value { throw createError(418, "teapot"); }), {"{}"}) == "418: teapot");
  CHECK(parsed(with([](auto&) -> Task<Value> {
                 throw createError(418, "teapot");
                 co_return true;
               }),
               {"{}"}) == "418: teapot");
}

TEST_CASE("strict JSON takes objects and arrays only, and names what it found") {
  const std::string failed = "400 entity.parse.failed: ";
  CHECK(parsed(express.json(), {"true"}) == failed + "Unexpected token 't', \"true\" is not valid JSON");
  CHECK(parsed(express.json(), {" \t\r\n\"str\""}) ==
        failed + "Unexpected token '\"', \" \t\r\n\"str\"\" is not valid JSON");
  CHECK(parsed(express.json(), {"  "}) == failed + "Unexpected end of JSON input");
  CHECK(parsed(express.json(), {"1234567890123456789012345"}) ==
        failed + "Unexpected token '1', \"1234567890\"... is not valid JSON");
  CHECK(parsed(express.json(), {std::string(12, ' ') + "1234567890123456789012345"}) ==
        failed + "Unexpected token '1', ...\"          1234567890\"... is not valid JSON");
  CHECK(parsed(express.json(), {std::string(20, ' ') + "12345"}) ==
        failed + "Unexpected token '1', ...\"          12345\" is not valid JSON");
  CHECK(parsed(express.json({.strict = false}), {"true"}) == "true");
  CHECK(parsed(express.json({.strict = false}), {" 7 "}) == "7");
  CHECK(parsed(express.json({.strict = false}), {"  "}) == failed + "Unexpected end of JSON input");
}

TEST_CASE("a body that is not JSON is a SyntaxError with the text") {
  const auto outcome = send(express.json(), {"{\"user\":"});
  CHECK(told(outcome) == "400 entity.parse.failed: Unexpected end of JSON input");
  CHECK(instanceof <SyntaxError>(outcome.error));
  CHECK(outcome.error.name == "SyntaxError");
  CHECK(outcome.error.expose == true);
  CHECK(outcome.error["body"] == "{\"user\":");
}

TEST_CASE("a reviver sees every member") {
  const auto doubled =
      express.json({.reviver = [](auto, auto value) { return typeof_(value) == "number" ? value * 2 : value; }});
  CHECK(parsed(doubled, {"{\"a\":1,\"b\":[2,\"x\"]}"}) == R"({"a":2,"b":[4,"x"]})");
  const auto picky = express.json({.reviver = [](auto, auto) -> Value { throw TypeError("no"); }});
  CHECK(parsed(picky, {"{\"a\":1}"}) == "400 entity.parse.failed: no");
}

TEST_CASE("of what a reviver throws name and message count") {
  const auto picky = express.json({.reviver = [](auto, auto) -> Value {
    auto error = TypeError("no");
    error.status = 418;
    error.type = "own";
    error["more"] = 1;
    throw error;
  }});
  const auto outcome = send(picky, {"[1]"});
  CHECK(told(outcome) == "400 entity.parse.failed: no");
  CHECK(instanceof <TypeError>(outcome.error));
  CHECK(outcome.error["more"] == undefined);
}

TEST_CASE("a body that one parser has refused is passed over by the next") {
  auto app = express();
  app.set("env", "test");
  app.use(express.json({.limit = 5}));
  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.set("X-Refused", err.type);
    next();
  });
  app.use(express.json());
  app.use([](auto& req, auto& res) { res.json({{"body", req.body == undefined ? "none" : "some"}}); });
  crema::testing::Pump pump(app);
  const auto client = pump.connect();
  client->send(as_request({R"({"a":"beyond"})"}));
  const auto answer = client->answer();
  CHECK(answer.status == 200);
  CHECK(answer.header("X-Refused") == "entity.too.large");
  CHECK(answer.body == R"({"body":"none"})");
}

TEST_CASE("a body beyond the limit is a 413 with what was expected or received") {
  const auto declared = send(express.json({.limit = "10b"}), {"[1,2,3,4,5,6]"});
  CHECK(told(declared) == "413 entity.too.large: request entity too large");
  CHECK(members(declared.error, {"expected", "length", "limit", "received"}) == "[13,13,10,null]");
  const auto chunked = send(express.json({.limit = 10}), {.body = "[1,2,3,4,5,6]", .piece = 20});
  CHECK(told(chunked) == "413 entity.too.large: request entity too large");
  CHECK(members(chunked.error, {"expected", "length", "limit", "received"}) == "[null,null,10,13]");
  CHECK(parsed(express.json({.limit = 13}), {"[1,2,3,4,5,6]"}) == "[1,2,3,4,5,6]");
  CHECK(parsed(express.json({.limit = 0}), {"{}"}) == "413 entity.too.large: request entity too large");
  CHECK(parsed(express.json({.limit = 0}), {""}) == "{}");
  CHECK(parsed(express.json(), {"\"" + std::string(102'400, 'x') + "\""}).starts_with("413"));
  CHECK(parsed(express.text({.limit = "1kb"}), {std::string(1024, 'x'), "text/plain"}).size() == 1026);
  CHECK(parsed(express.text({.limit = undefined}), {std::string(102'400, 'x'), "text/plain"}).size() == 102'402);
}

TEST_CASE("the client of a refused body gets its answer, and the connection goes on") {
  auto bytes = as_request({"[1,2,3,4,5,6]"});
  bytes += bytes;
  const auto outcome = send({express.json({.limit = 10})}, bytes);
  const auto first = outcome.answer.find("HTTP/1.1 413"), second = outcome.answer.rfind("HTTP/1.1 413");
  CHECK(first == 0);
  CHECK(second != first);
}

TEST_CASE("packed bodies are unpacked, and the limit is of what comes out") {
  const Message packed{zipped, "application/json", "Content-Encoding: gzip\r\n"};
  CHECK(parsed(express.json(), packed) == R"({"a":1})");
  CHECK(parsed(express.json({.limit = 7}), packed) == R"({"a":1})");
  CHECK(parsed(express.json({.limit = 6}), packed) == "413 entity.too.large: request entity too large");
  CHECK(parsed(express.json(), {zipped, "application/json", "Content-Encoding: GZIP\r\n"}) == R"({"a":1})");
  CHECK(parsed(express.json({.inflate = false}), packed) == "415 encoding.unsupported: content encoding unsupported");
  CHECK(parsed(express.json({.inflate = false}), {"{}", "application/json", "Content-Encoding: identity\r\n"}) == "{}");
  const auto raw = send(express.raw(), {zipped, "application/octet-stream", "Content-Encoding: gzip\r\n"});
  CHECK(raw.body.toString() == R"({"a":1})");
}

TEST_CASE("an encoding that is not spoken is a 415") {
  const auto bogus = send(express.json(), {"{}", "application/json", "Content-Encoding: Nulls\r\n"});
  CHECK(told(bogus) == "415 encoding.unsupported: unsupported content encoding \"nulls\"");
  CHECK(bogus.error["encoding"] == "nulls");
  CHECK(parsed(express.json(), {zipped, "application/json", "Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n"}) ==
        "415 encoding.unsupported: unsupported content encoding \"gzip, gzip\"");
}

TEST_CASE("a body that is broken is a 400 as zlib tells it") {
  const auto outcome = send(express.json(), {"{}", "application/json", "Content-Encoding: gzip\r\n"});
  CHECK(told(outcome) == "400: incorrect header check");
  CHECK(members(outcome.error, {"errno", "code", "expose", "type"}) == R"([-3,"Z_DATA_ERROR",true,null])");
}

TEST_CASE("charsets: JSON takes Unicode, forms two, text any") {
  const auto utf16 = "{\0\"\0a\0\"\0:\0001\0}\0"s;
  CHECK(parsed(express.json(), {utf16, "application/json; charset=UTF-16"}) == R"({"a":1})");
  CHECK(parsed(express.json(), {"{\"a\":\"\xFF\"}"}) == "{\"a\":\"\uFFFD\"}");
  const auto refused = send(express.json(), {"{}", "application/json; charset=KOI8-R"});
  CHECK(told(refused) == "415 charset.unsupported: unsupported charset \"KOI8-R\"");
  CHECK(refused.error["charset"] == "koi8-r");
  CHECK(parsed(express.json(), {"{}", "application/json; charset=utf-x"}) ==
        "415 charset.unsupported: unsupported charset \"UTF-X\"");
  const std::string form = "application/x-www-form-urlencoded";
  CHECK(parsed(express.urlencoded(), {"a=%F8", form + "; charset=iso-8859-1"}) == "{\"a\":\"\u00F8\"}");
  CHECK(parsed(express.urlencoded(), {"a=\xF8", form + "; charset=\"iso-8859-1\""}) == "{\"a\":\"\u00F8\"}");
  CHECK(parsed(express.urlencoded(), {"a", form + "; charset=latin1"}) ==
        "415 charset.unsupported: unsupported charset \"LATIN1\"");
  CHECK(parsed(express.text(), {"\xE9", "text/plain; charset=latin1"}) == "\"\u00E9\"");
  CHECK(parsed(express.text({.defaultCharset = "iso-8859-1"}), {"\xE9", "text/plain"}) == "\"\u00E9\"");
  CHECK(parsed(express.text(), {"x", "text/plain; charset=x-bogus"}) ==
        "415 charset.unsupported: unsupported charset \"X-BOGUS\"");
  CHECK(send(express.raw(), {"x", "application/octet-stream; charset=x-bogus"}).body.toString() == "x");
}

TEST_CASE("of several faults the first counts: charset that may not be, encoding, length, charset that is not known") {
  const std::string bogus = "text/plain; charset=x-bogus", packed = "Content-Encoding: x-bogus\r\n";
  CHECK(parsed(express.json(), {"{}", "application/json; charset=x-bogus", packed}).starts_with("415 charset"));
  CHECK(parsed(express.text(), {"text", bogus, packed}).starts_with("415 encoding"));
  CHECK(parsed(express.text({.limit = 2}), {"text", bogus}).starts_with("413"));
  CHECK(parsed(express.text({.limit = 2}), {"text", bogus, packed}).starts_with("415 encoding"));
  CHECK(parsed(express.text({.limit = 2}), {.body = "text", .type = bogus, .piece = 1}).starts_with("415 charset"));
  const auto look = [](auto&, auto&, auto) {};
  CHECK(parsed(express.text({.limit = 2, .verify = look}), {"text", bogus, packed}).starts_with("415 charset"));
}

TEST_CASE("after setEncoding there are no bytes for a parser") {
  const std::vector<Handler> row = {[](auto& req, auto&, auto next) {
                                      req.setEncoding("utf8");
                                      next();
                                    },
                                    express.json()};
  CHECK(told(send(row, as_request({"{}"}))) == "500 stream.encoding.set: stream encoding should not be set");
}

TEST_CASE("verify sees the raw body and the charset, and refuses with 403 or its own status") {
  Value seen, charset;
  const auto look = [&](auto&, auto&, auto buffer, auto encoding) {
    seen = buffer.toString();
    charset = encoding;
  };
  CHECK(parsed(express.json({.verify = look}), {"{\"a\":1}"}) == R"({"a":1})");
  CHECK(seen == "{\"a\":1}");
  CHECK(charset == "utf-8");
  CHECK(send(express.raw({.verify = look}), {"x", "application/octet-stream"}).body.toString() == "x");
  CHECK(charset == null);

  const auto refuse = [](auto&, auto&, auto) { throw Error("no arrays"); };
  const auto outcome = send(express.json({.verify = refuse}), {"[1]"});
  CHECK(told(outcome) == "403 entity.verify.failed: no arrays");
  CHECK(outcome.error["body"].toString() == "[1]");
  const auto own = [](auto&, auto&, auto) {
    Error error("no");
    error.status = 400;
    error.type = "foo";
    throw error;
  };
  CHECK(parsed(express.json({.verify = own}), {"[1]"}) == "400 foo: no");
  const auto text = [](auto&, auto&, auto) { throw "refused"; };
  CHECK(parsed(express.json({.verify = text}), {"[1]"}) == "403 entity.verify.failed: refused");
  const auto object = [](auto&, auto&, auto) { throw Value{{"status", 400}, {"type", "own"}}; };
  CHECK(parsed(express.json({.verify = object}), {"[1]"}) == "403 own: Forbidden");
  const auto number = [](auto&, auto&, auto) { throw 7; };
  CHECK(parsed(express.json({.verify = number}), {"[1]"}) == "403 entity.verify.failed: Forbidden");
  CHECK(parsed(express.text({.verify = refuse}), {"x", "text/plain; charset=x-bogus"}) ==
        "415 charset.unsupported: unsupported charset \"X-BOGUS\"");
}

TEST_CASE("form errors carry the form") {
  const std::string form = "application/x-www-form-urlencoded";
  const auto many = send(express.urlencoded({.parameterLimit = 1}), {"a&b", form});
  CHECK(told(many) == "413 parameters.too.many: too many parameters");
  CHECK(many.error["body"] == "a&b");
  CHECK(parsed(express.urlencoded({.extended = true, .depth = 1}), {"a[b][c]=1", form}) ==
        "400 querystring.parse.rangeError: The input exceeded the depth");
}

TEST_CASE("of parsers in a row the first that fits reads the body, the others leave it") {
  const std::vector<Handler> row = {express.json(), express.urlencoded({.extended = true}), express.text(),
                                    express.raw()};
  CHECK(told(send(row, as_request({"{\"a\":1}"}))) == R"({"a":1})");
  CHECK(told(send(row, as_request({"a[b]=1", "application/x-www-form-urlencoded"}))) == R"({"a":{"b":"1"}})");
  CHECK(told(send(row, as_request({"text", "text/plain"}))) == R"("text")");
  const std::vector<Handler> twice = {express.json(), express.json({.limit = 0, .type = "*/*"})};
  CHECK(told(send(twice, as_request({"{\"a\":1}"}))) == R"({"a":1})");
  const std::vector<Handler> text_first = {express.text({.type = "*/*"}), express.json()};
  CHECK(told(send(text_first, as_request({"{}", "application/json; charset=latin1"}))) == R"("{}")");
}

TEST_CASE("req.body = … of a handler between two parsers stays") {
  const std::vector<Handler> row = {express.json(),
                                    [](auto& req, auto&, auto next) {
                                      req.body = "changed";
                                      next();
                                    },
                                    express.json()};
  CHECK(told(send(row, as_request({"{}"}))) == R"("changed")");
}

TEST_CASE("a header that a handler has set counts") {
  const std::vector<Handler> row = {[](auto& req, auto&, auto next) {
                                      req.headers["content-type"] = "application/json";
                                      next();
                                    },
                                    express.json()};
  CHECK(told(send(row, as_request({"{}", "text/plain"}))) == "{}");
}

TEST_CASE("a client that leaves is a 400 for the handlers that are left") {
  Error error;
  auto app = express();
  app.use(express.json());
  app.use([&](auto& err, auto&, auto&, auto) { error = err; });
  testing::Pump pump{Handler(app)};
  const auto client = pump.connect();
  client->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n[1,2");
  client->leave();
  CHECK(error.message == "request aborted");
  CHECK(members(error, {"code", "expected", "length", "received", "type", "status"}) ==
        R"(["ECONNABORTED",10,10,4,"request.aborted",400])");
}

TEST_CASE("wrong options are told when the parser is made") {
  CHECK(creation([] { express.json({.limit = "lots"}); }) == "option limit \"lots\" is invalid");
  CHECK(creation([] { express.raw({.limit = true}); }) == "option limit \"true\" is invalid");
  CHECK(creation([] { express.text({.limit = NAN}); }) == "option limit \"NaN\" is invalid");
  CHECK(creation([] { express.urlencoded({.defaultCharset = "latin1"}); }) ==
        "option defaultCharset must be either utf-8 or iso-8859-1");
  CHECK(creation([] { express.urlencoded({.parameterLimit = 0}); }) ==
        "option parameterLimit must be a positive number");
  CHECK(creation([] { express.json({.limit = "1.5mb"}); }) == "none");
  CHECK(creation([] { express.json({.limit = null}); }) == "none");
}
