#include "multer.hpp"

#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "pump.hpp"
#include "temp_folder.hpp"

namespace {

using namespace crema;
using crema::testing::Pump;
using crema::testing::TempFolder;

std::string part(const std::string& head, const std::string& content) {
  return "--X\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + content + "\r\n";
}
std::string field(const std::string& name, const std::string& value) { return part("name=\"" + name + "\"", value); }
std::string file(const std::string& name, const std::string& filename, const std::string& content) {
  return part("name=\"" + name + "\"; filename=\"" + filename + "\"\r\nContent-Type: text/plain", content);
}
const std::string over = "--X--\r\n";

std::string request(const std::string& body, const std::string& type = "multipart/form-data; boundary=X") {
  return "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: " + type + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

// Tells what a middleware has made of a request, or of its error.
App site(const Handler& upload) {
  auto app = express();
  app.set("env", "production");
  app.post("/", upload, [](auto& req, auto& res) {
    auto shown = [](auto one) { return one && one["originalname"] + ":" + one["size"] + ":" + one["buffer"]; };
    Value files = req.files;
    if (Array.isArray(files)) files = files.map(shown);
    else if (files) {
      for (auto [name, list] : Object.entries(files)) files[name] = list.map(shown);
    }
    res.json({{"body", typeof_(req.body) == "undefined" ? "undefined" : req.body},
              {"file", req.file ? shown(req.file) : null},
              {"files", files || null}});
  });
  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500)
        .send(format("{} {} {} {}", err.message, err.code, err["field"], instanceof <MulterError>(err)));
  });
  return app;
}

std::string post(const Handler& upload, const std::string& body) { return Pump(site(upload)).ask(request(body)).body; }

// The same, byte by byte.
std::string drip(const Handler& upload, const std::string& body) {
  Pump pump(site(upload));
  const auto client = pump.connect();
  for (const char c : request(body)) client->send({&c, 1});
  return client->answer().body;
}

}  // namespace

TEST_CASE("fields go into req.body, files to where the route wants them") {
  const auto upload = multer();
  const auto form = field("a", "1") + file("f", "x.txt", "one") + field("a", "2") + file("f", "y.txt", "two") + over;
  CHECK(post(upload.any(), form) == R"({"body":{"a":["1","2"]},"file":null,"files":["x.txt:3:one","y.txt:3:two"]})");
  CHECK(post(upload.array("f"), form) == post(upload.any(), form));
  CHECK(post(upload.fields({{.name = "f"}}), form) ==
        R"({"body":{"a":["1","2"]},"file":null,"files":{"f":["x.txt:3:one","y.txt:3:two"]}})");
  CHECK(post(upload.single("f"), file("f", "x.txt", "one") + over) ==
        R"({"body":{},"file":"x.txt:3:one","files":null})");
  CHECK(post(upload.single("f"), field("b", "") + over) == R"({"body":{"b":""},"file":null,"files":null})");
  CHECK(drip(upload.any(), form) == post(upload.any(), form));
}

TEST_CASE("requests of another type, or without a body, pass untouched") {
  const auto untouched = R"({"body":"undefined","file":null,"files":null})";
  Pump pump(site(multer().any()));
  CHECK(pump.ask(request("a=1", "application/x-www-form-urlencoded")).body == untouched);
  CHECK(pump.ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=X\r\n\r\n").body ==
        untouched);
  CHECK(pump.ask(request("x", "multipart/form-data; boundary=")).body == untouched);
}

TEST_CASE("names in brackets nest") {
  const auto body = [](const std::vector<std::string>& names) {
    std::string form;
    int n = 0;
    for (const auto& name : names) form += field(name, std::to_string(n++));
    const auto answer = post(multer().none(), form + over);
    return answer.substr(8, answer.find(",\"file\"") - 8);
  };
  CHECK(body({"a[b][c]", "a[b][d]"}) == R"({"a":{"b":{"c":"0","d":"1"}}})");
  CHECK(body({"a[]", "a[]"}) == R"({"a":["0","1"]})");
  CHECK(body({"a[2]"}) == R"({"a":[null,null,"0"]})");
  CHECK(body({"a[]", "a[x]"}) == R"({"a":{"0":"0","x":"1"}})");
  CHECK(body({"a", "a[x]", "a"}) == R"({"a":{"":["0","2"],"x":"1"}})");
  CHECK(body({"a[", "[b]", "a[][b]"}) == R"({"a[":"0","[b]":"1","a[][b]":"2"})");
  CHECK(body({"__proto__"}) == R"({"__proto__":"0"})");
}

TEST_CASE("limits are the most there may be, and tell where") {
  const auto limited = [](MulterLimits limits, const std::string& form) {
    return post(multer({.limits = std::move(limits)}).any(), form + over);
  };
  const auto passes = [](const std::string& answer) { return answer.starts_with("{"); };
  const auto f = file("f", "x", "12345");
  CHECK(passes(limited({.fileSize = 5}, f)));
  CHECK(limited({.fileSize = 4}, f) == "File too large LIMIT_FILE_SIZE f true");
  CHECK(passes(limited({.files = 1}, f)));
  CHECK(limited({.files = 1}, f + f) == "Too many files LIMIT_FILE_COUNT undefined true");
  CHECK(passes(limited({.fields = 1}, field("a", "1"))));
  CHECK(limited({.fields = 1}, field("a", "1") + field("b", "1")) ==
        "Too many fields LIMIT_FIELD_COUNT undefined true");
  CHECK(limited({.parts = 1}, field("a", "1") + f) == "Too many parts LIMIT_PART_COUNT undefined true");
  CHECK(limited({.fieldSize = 1}, field("a", "12")) == "Field value too long LIMIT_FIELD_VALUE a true");
  CHECK(limited({.fieldNameSize = 1}, field("ab", "1")) == "Field name too long LIMIT_FIELD_KEY undefined true");
  CHECK(limited({.fieldNestingDepth = 1}, field("a[b][c]", "1")) ==
        "Field name nesting too deep LIMIT_FIELD_NESTING a[b][c] true");
  CHECK(limited({.fieldArrayIndexLimit = 1}, field("a[2]", "1")) ==
        "Field name array index too large LIMIT_FIELD_ARRAY_INDEX a[2] true");
  CHECK(limited({}, field("a[200000]", "1")) ==
        "Field name array index too large LIMIT_FIELD_ARRAY_INDEX a[200000] true");
  CHECK(limited({}, field("a", std::string(1048577, 'x'))) == "Field value too long LIMIT_FIELD_VALUE a true");
  CHECK(limited({.of = [](auto& req) -> Value {
                  return {{"fileSize", 4}};
                }},
                f) == "File too large LIMIT_FILE_SIZE f true");
  CHECK_THROWS_AS(multer({.limits = {.fileSize = -1}}), TypeError);
  CHECK_THROWS_AS(multer({.limits = {.files = "2"}}), TypeError);
}

TEST_CASE("files that nobody has asked for are an error") {
  const auto upload = multer();
  const auto f = file("f", "x", "1");
  CHECK(post(upload.none(), f + over) == "Unexpected file field LIMIT_UNEXPECTED_FILE f true");
  CHECK(post(upload.single("f"), f + f + over) == "Unexpected file field LIMIT_UNEXPECTED_FILE f true");
  CHECK(post(upload.array("f", 1), f + f + over) == "Unexpected file field LIMIT_UNEXPECTED_FILE f true");
  CHECK(post(upload.any(), part("filename=\"x\"", "1") + over) ==
        "Field name missing MISSING_FIELD_NAME undefined true");
}

TEST_CASE("forms that are none are told in busboy's words") {
  Pump pump(site(multer().any()));
  const auto said = [&](const std::string& body, const std::string& type = "multipart/form-data; boundary=X") {
    return pump.ask(request(body, type)).body;
  };
  CHECK(said("") == "Unexpected end of form undefined undefined false");
  CHECK(said(field("a", "1")) == "Unexpected end of form undefined undefined false");
  CHECK(said("--X\r\nbroken\r\n\r\n1\r\n--X--") == "Malformed part header undefined undefined false");
  CHECK(said("x", "multipart/form-data") == "Multipart: Boundary not found undefined undefined false");
  CHECK(said("x", "multipart/mixed; boundary=X") ==
        "Unsupported content type: multipart/mixed; boundary=X undefined undefined false");
}

TEST_CASE("a filter wants files, leaves them out, refuses, or falls; at once or later") {
  const auto filtered = [](FileFilter filter) {
    return post(multer({.fileFilter = std::move(filter)}).any(), file("f", "a", "1") + file("g", "b", "2") + over);
  };
  const auto one = R"({"body":{},"file":null,"files":["b:1:2"]})";
  CHECK(filtered([](auto& req, auto file, auto cb) { cb(null, file["fieldname"] == "g"); }) == one);
  CHECK(filtered([](auto& req, auto file, auto cb) { setImmediate([=] { cb(null, file["fieldname"] == "g"); }); }) ==
        one);
  CHECK(filtered([](auto& req, auto file, auto cb) -> Task<> {
          co_await Promise.resolve();
          cb(null, file["fieldname"] == "g");
        }) == one);
  CHECK(filtered([](auto& req, auto file, auto cb) { cb(Error("no")); }) == "no undefined undefined false");
  CHECK(filtered([](auto& req, auto file, auto cb) { throw Error("oh"); }) == "oh undefined undefined false");
  CHECK(filtered([](auto& req, auto file, auto cb) -> Task<> {
          co_await Promise.resolve();
          throw MulterError("LIMIT_FILE_COUNT");
        }) == "Too many files LIMIT_FILE_COUNT undefined true");
}

TEST_CASE("on disk: names, sizes, contents, and nothing left when something fails") {
  const TempFolder folder;
  const auto names = [&] { return fs.readdirSync(folder.path()); };
  const auto on_disk = [&](MulterLimits limits = {}) {
    return multer({.dest = folder / "made/here", .limits = std::move(limits)}).any();
  };
  Value stored;
  auto app = express();
  app.post("/", on_disk(), [&](auto& req, auto& res) {
    stored = req.files;
    res.end();
  });
  Pump(app).ask(request(file("f", "a.txt", "one") + file("f", "b.txt", std::string(300000, 'x')) + over));
  CHECK(stored.map([](auto one) { return one["size"]; }).join() == "3,300000");
  CHECK(fs.readFileSync(stored[0]["path"], "utf8") == "one");
  CHECK(fs.readFileSync(stored[1]["path"]).length() == 300000);
  CHECK(stored[0]["filename"].length() == 32);
  CHECK(stored[0]["path"] == folder / "made/here/" + stored[0]["filename"].str());
  for (auto one : stored) fs.unlinkSync(one["path"]);

  CHECK(post(on_disk({.fileSize = 2}), file("f", "a", "12") + file("g", "b", "123") + over) ==
        "File too large LIMIT_FILE_SIZE g true");
  CHECK(post(on_disk(), file("f", "a", "12") + file("g", "b", std::string(300000, 'x'))) ==
        "Unexpected end of form undefined undefined false");
  CHECK(names().join() == "made");
  CHECK(fs.readdirSync(folder / "made/here").length() == 0);
}

TEST_CASE("a client who leaves leaves no file behind") {
  const TempFolder folder;
  Pump pump(site(multer({.dest = folder.path()}).any()));
  const auto whole = request(file("f", "a", "12") + file("g", "b", std::string(300000, 'x')) + over);
  for (const std::size_t at : {200U, 400U, 1000U, 200000U}) {
    const auto client = pump.connect();
    client->send(whole.substr(0, at));
    client->leave();
  }
  double patience = 1000;
  while (pump.wait(patience)) {
  }
  CHECK(fs.readdirSync(folder.path()).length() == 0);
}

TEST_CASE("what the disk refuses is Node's error") {
  const TempFolder folder;
  const auto storage = multer.diskStorage({
      .destination = [&](auto& req, auto file, auto cb) { cb(null, folder / "not/there"); },
      .filename = [](auto& req, auto file, auto cb) { cb(null, "x"); },
  });
  CHECK(post(multer({.storage = storage}).any(), file("f", "a", "1") + over) ==
        "ENOENT: no such file or directory, open '" + folder / "not/there/x" + "' ENOENT undefined false");
}

namespace {

// Keeps lengths, and refuses to remove.
struct Lengths : StorageEngine {
  std::vector<std::string> removed;
  void _handleFile(Request& req, MulterFile file, Callback<Error, Value> cb) override {
    Let length_ = 0;
    file.stream.on("data", [=](auto chunk) { length_ += chunk.length(); });
    file.stream.on("end", [=] { cb(null, {{"size", length_}, {"buffer", "-"}}); });
  }
  void _removeFile(Request& req, MulterFile file, Callback<Error> cb) override {
    removed.push_back(file["originalname"]);
    cb(Error("it stays"));
  }
};

}  // namespace

TEST_CASE("a storage of one's own reads the stream, and is told what to remove") {
  const auto lengths = std::make_shared<Lengths>();
  const auto upload = multer({.storage = lengths, .limits = {.fieldSize = 1}}).any();
  CHECK(post(upload, file("f", "a", "12345") + over) == R"({"body":{},"file":null,"files":["a:5:-"]})");
  CHECK(lengths->removed.empty());
  CHECK(post(upload, file("f", "a", "1") + file("f", "b", "2") + field("x", "12") + over) ==
        "Field value too long LIMIT_FIELD_VALUE x true");
  CHECK(lengths->removed == std::vector<std::string>{"a", "b"});
  CHECK(post(multer({.storage = Lengths()}).any(), file("f", "a", "") + over) ==
        R"({"body":{},"file":null,"files":["a:0:-"]})");
}

TEST_CASE("a stream that nobody reads makes the client wait") {
  auto app = express();
  Let wait;
  app.post("/",
           multer({
                      .fileFilter = [=](auto& req, auto file, auto cb) { wait = Function([=] { cb(null, true); }); },
                      .fileHwm = 1000,
                  })
               .single("f"),
           [](auto& req, auto& res) { res.send(format("{}", req.file["size"])); });
  Pump pump(app);
  const auto client = pump.connect();
  const auto whole = request(file("f", "a", std::string(500000, 'x')) + over);
  client->send(whole.substr(0, 100000));
  client->send(whole.substr(100000));
  CHECK(!client->protocol().wants_read());
  Value go_on = wait;
  wait = undefined;  // or it would hold the form, which holds the filter, which holds it
  go_on();
  pump.settle();
  CHECK(client->answer().body == "500000");
}

TEST_CASE("names are what browsers mean by them") {
  const auto name = [](MulterOptions options, const std::string& given) {
    const auto answer = post(multer(options).any(), file("f", given, "") + over);
    const auto at = answer.find("[\"") + 2;
    return at == 1 ? std::string("-") : answer.substr(at, answer.find(":0:") - at);
  };
  CHECK(name({}, "\xc3\xbc.txt") == "\xc3\x83\xc2\xbc.txt");
  CHECK(name({.defParamCharset = "utf8"}, "\xc3\xbc.txt") == "\xc3\xbc.txt");
  CHECK(name({}, "C:\\\\dir\\\\x.txt") == "x.txt");
  CHECK(name({.preservePath = true}, "dir/x.txt") == "dir/x.txt");
  CHECK(name({}, "50%.txt") == "50%.txt");
  CHECK(name({}, "%22%0a") == "\\\"\\n");
  CHECK(name({}, "..") == "-");
  CHECK(name({}, "") == "-");
}

TEST_CASE("a form that does not come from the connection") {
  auto upload = multer({.streamHandler = [](auto& req, auto form) { form.end(req["rawBody"]); }}).any();
  auto app = express();
  app.post("/", express.raw({.type = "*/*"}), [=](auto& req, auto& res) {
    req["rawBody"] = req.body;
    upload(req, res, [=](auto err) { res.send(err ? err.message : req.files[0]["buffer"]); });
  });
  CHECK(Pump(app).ask(request(file("f", "a", "raw") + over)).body == "raw");
}

TEST_CASE("somebody has read the body before") {
  auto app = express();
  app.use(express.raw({.type = "*/*"}));
  app.use(multer().any());
  app.use([](auto& err, auto& req, auto& res, auto next) { res.send(err.message); });
  CHECK(Pump(app).ask(request(file("f", "a", "1") + over)).body == "Unexpected end of form");
}

TEST_CASE("somebody has answered before the form has come") {
  const TempFolder folder;
  auto app = express();
  app.post("/", [](auto& req, auto& res, auto next) {
    next();
    setImmediate([=] { res.send("enough"); });
  });
  app.post("/", multer({.dest = folder.path()}).any(), [](auto& req, auto& res) { res.end(); });
  app.use([](auto& err, auto& req, auto& res, auto next) {});
  Pump pump(app);
  const auto client = pump.connect();
  const auto whole = request(file("g", "b", std::string(300000, 'x')) + over);
  client->send(whole.substr(0, 100000));
  CHECK(client->answer().body == "enough");
  client->send(whole.substr(100000));
  client->leave();
  double patience = 1000;
  while (pump.wait(patience)) {
  }
  CHECK(fs.readdirSync(folder.path()).length() == 0);
}
