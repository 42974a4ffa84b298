// <crema/testing.hpp>: requests, answers, expectations and their sentences, agents.
#include <crema/express.hpp>
#include <crema/http.hpp>
#include <crema/testing.hpp>
#include <doctest/doctest.h>

#include <string>

#include "temp_folder.hpp"

using namespace crema;

namespace {

App greeter() {
  auto app = express();
  app.set("env", "test");
  app.use(express.json());
  app.use(express.urlencoded({.extended = true}));
  app.get("/", [](auto& req, auto& res) { res.send("hey"); });
  app.get("/user", [](auto& req, auto& res) { res.json({{"name", "tobi"}, {"age", 2}}); });
  app.all("/echo", [](auto& req, auto& res) {
    res.json({{"method", req.method},
              {"query", req.query},
              {"type", req.get("Content-Type")},
              {"accept", req.get("Accept")},
              {"body", req.body},
              {"auth", req.get("Authorization")}});
  });
  app.get("/old", [](auto& req, auto& res) { res.redirect("/older?x=1"); });
  app.get("/older", [](auto& req, auto& res) { res.redirect(301, "user"); });
  app.get("/visits", [](auto& req, auto& res) {
    const auto visits = parseInt(req.get("Cookie").get("length") ? req.get("Cookie").split("=")[1] : Value("0")) + 1;
    res.cookie("visits", visits.str()).send(visits.str());
  });
  return app;
}

// What `work` throws, as what() says it; empty if it throws nothing.
template <class F>
std::string failure(F work) {
  try {
    work();
  } catch (const std::exception& err) {
    return err.what();
  }
  return "";
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

TEST_CASE("a test is sent at the end of its statement") {
  auto app = greeter();
  request(app)
      .get("/")
      .expect(200)
      .expect("hey")
      .expect("Content-Type", "text/html; charset=utf-8")
      .expect("Content-Length", 3);
  request(app).get("/user").expect(200, {{"age", 2}, {"name", "tobi"}}).expect("Content-Type", "json"_re);
  request(app).get("/").expect(200, "hey").expect("^h.y$"_re).expect({200, 404});
}

TEST_CASE("what is not as expected is told in supertest's words") {
  auto app = greeter();
  CHECK(first_line(failure([&] { request(app).get("/none").expect(200); })) ==
        R"(expected 200 "OK", got 404 "Not Found")");
  CHECK(first_line(failure([&] {
          request(app).get("/").expect({201, 204});
        })) == R"(expected one of "201, 204", got 200 "OK")");
  CHECK(first_line(failure([&] { request(app).get("/").expect("ho"); })) == "expected 'ho' response body, got 'hey'");
  CHECK(first_line(failure([&] { request(app).get("/").expect("^x"_re); })) == "expected body 'hey' to match /^x/");
  CHECK(first_line(failure([&] {
          request(app).get("/user").expect({{"name", "tobi"}});
        })) == "expected { name: 'tobi' } response body, got { name: 'tobi', age: 2 }");
  CHECK(first_line(failure([&] { request(app).get("/").expect("X-A", "b"); })) == R"(expected "X-A" header field)");
  CHECK(first_line(failure([&] { request(app).get("/").expect("Content-Type", "text/plain"); })) ==
        R"(expected "Content-Type" of "text/plain", got "text/html; charset=utf-8")");
  CHECK(first_line(failure([&] { request(app).get("/").expect("Content-Type", "json"_re); })) ==
        R"(expected "Content-Type" matching /json/, got "text/html; charset=utf-8")");
}

TEST_CASE("a failure shows its place, the request and the answer") {
  auto app = greeter();
  const auto text = failure([&] { request(app).get("/user").expect(404); });
  CHECK(text.find("GET /user") != std::string::npos);
  CHECK(text.find(std::string(__FILE__) + ":" + std::to_string(__LINE__ - 2)) != std::string::npos);
  CHECK(text.find(R"({"name":"tobi","age":2})") != std::string::npos);
}

TEST_CASE("the first expectation that fails counts, in the order in which they were written") {
  auto app = greeter();
  CHECK(first_line(failure([&] { request(app).get("/").expect("nope").expect(500); })) ==
        "expected 'nope' response body, got 'hey'");
  CHECK(first_line(failure([&] { request(app).get("/").expect(500).expect("nope"); })) ==
        R"(expected 500 "Internal Server Error", got 200 "OK")");
}

TEST_CASE("a function may look at the answer; what it throws or gives is the failure") {
  auto app = greeter();
  int calls = 0;
  request(app).get("/user").expect([&](auto& res) {
    calls++;
    CHECK(res.body["name"] == "tobi");
  });
  CHECK(calls == 1);
  CHECK(failure([&] { request(app).get("/").expect([](auto& res) { throw TypeError("no good"); }); }) == "no good");
  CHECK(first_line(failure([&] { request(app).get("/").expect([](auto& res) { return Error("not this"); }); })) ==
        "not this");
  CHECK_THROWS_AS(request(app).get("/").expect([](auto& res) { throw 5; }), int);
}

TEST_CASE("end() gives the answer") {
  auto app = greeter();
  const auto res = request(app).get("/user").expect(200).end();
  CHECK(res.status == 200);
  CHECK(res.ok == true);
  CHECK(res.type == "application/json");
  CHECK(res.charset == "utf-8");
  CHECK(res.text == R"({"name":"tobi","age":2})");
  CHECK(res.body["age"] == 2);
  CHECK(res.headers["content-length"] == "23");
  CHECK(res.get("X-Powered-By") == "Express");
  CHECK(!res.error);
  const auto missing = request(app).get("/none").end();
  CHECK(missing.notFound == true);
  CHECK(missing.error.message == "cannot GET /none (404)");
  CHECK(JSON.stringify(missing.body) == "{}");
}

TEST_CASE("bodies: objects are JSON, texts a form, unless the type says otherwise") {
  auto app = greeter();
  const auto body = [&](const Test& test) { return test.expect(200).end().body["body"]; };
  CHECK(JSON.stringify(body(request(app).post("/echo").send({{"a", 1}}).send({{"b", 2}}))) == R"({"a":1,"b":2})");
  CHECK(JSON.stringify(body(request(app).post("/echo").send("a=1").send("b=x%20y"))) == R"({"a":"1","b":"x y"})");
  CHECK(JSON.stringify(body(request(app).put("/echo").type("form").send({{"a", {{"b", "ä&"}, {"c", 1}}}}))) ==
        R"({"a":{"b":"ä&","c":"1"}})");
  CHECK(JSON.stringify(body(request(app).post("/echo").type("json").send("[1,2]"))) == "[1,2]");
  CHECK(JSON.stringify(body(request(app).post("/echo").send(Array(1, 2, 3)))) == "[1,2,3]");
}

TEST_CASE("fields, queries, credentials") {
  auto app = greeter();
  auto res = request(app)
                 .get("/echo?z=0")
                 .query({{"q", "a b"}, {"n", 1}})
                 .query("raw=1")
                 .accept("json")
                 .auth("tj", "pass")
                 .end();
  CHECK(JSON.stringify(res.body["query"]) == R"({"z":"0","raw":"1","q":"a b","n":"1"})");
  CHECK(res.body["accept"] == "application/json");
  CHECK(res.body["auth"] == "Basic dGo6cGFzcw==");
  CHECK(request(app).get("/echo").bearer("abc").end().body["auth"] == "Bearer abc");
  CHECK(request(app).get("/echo").auth("abc", {{"type", "bearer"}}).end().body["auth"] == "Bearer abc");
  CHECK(request(app).post("/echo").set({{"Accept", "a/b"}, {"X", 1}}).end().body["accept"] == "a/b");
  CHECK_THROWS_AS(request(app).get("/").set("A", "b\r\nc: d"), TypeError);
}

TEST_CASE("forms with files") {
  auto app = express();
  app.post("/", [](auto& req, auto& res) {
    Let text = "";
    const Value type = req.get("Content-Type");
    req.on("data", [=](auto chunk) { text += chunk; });
    req.on("end", [=] { res.json({{"type", type}, {"body", text}}); });
  });
  testing::TempFolder folder;
  folder.file("a.txt", "from a file");
  const auto res = request(app)
                       .post("/")
                       .field("name", "tj")
                       .field({{"tags", {"a", "b"}}})
                       .attach("one", Buffer.from("<b>"), "x.html")
                       .attach("two", folder / "a.txt")
                       .end();
  const std::string body = res.body["body"].str();
  const std::string boundary = res.body["type"].split("boundary=")[1].str();
  CHECK(res.body["type"].startsWith("multipart/form-data; boundary="));
  CHECK(body.find("--" + boundary + "\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\ntj\r\n") == 0);
  CHECK(body.find("name=\"tags\"\r\n\r\na\r\n") != std::string::npos);
  CHECK(body.find("name=\"tags\"\r\n\r\nb\r\n") != std::string::npos);
  CHECK(body.find("name=\"one\"; filename=\"x.html\"\r\nContent-Type: text/html\r\n\r\n<b>\r\n") != std::string::npos);
  CHECK(body.find("name=\"two\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nfrom a file\r\n") !=
        std::string::npos);
  CHECK(body.ends_with("--" + boundary + "--\r\n"));
  CHECK(failure([&] {
          request(app).post("/").attach("x", "/no/such/file");
        }).starts_with("ENOENT: no such file or directory, open"));
  CHECK_THROWS_AS(request(app).post("/").send({{"a", 1}}).attach("x", Buffer.from("y")), Error);
}

TEST_CASE("redirects are followed as often as is asked for") {
  auto app = greeter();
  request(app).get("/old").expect(302).expect("Location", "/older?x=1");
  request(app).get("/old").redirects(1).expect(301);
  const auto res = request(app).get("/old").redirects(2).expect(200).end();
  CHECK(res.body["name"] == "tobi");
  CHECK(res.redirects.length() == 2);
  CHECK(res.redirects[0].str().ends_with("/older?x=1"));
}

TEST_CASE("a POST that is redirected becomes a GET without a body, but for 307") {
  auto app = express();
  app.all("/from/:status", [](auto& req, auto& res) { res.redirect(parseInt(req.params["status"]), "/to"); });
  app.all("/to", express.text({.type = "*/*"}),
          [](auto& req, auto& res) { res.send(req.method + " " + (req.body || "nothing")); });
  request(app).post("/from/302").type("text/plain").send("x").redirects(1).expect("GET nothing");
  request(app).post("/from/307").type("text/plain").send("x").redirects(1).expect("POST x");
}

TEST_CASE("an agent keeps its cookies; a test alone does not") {
  auto app = greeter();
  auto visitor = request.agent(app);
  visitor.get("/visits").expect("1");
  visitor.get("/visits").expect("2");
  CHECK(visitor.jar.getCookie("visits")["value"] == "2");
  visitor.jar.setCookie("visits=41");
  visitor.get("/visits").expect("42");
  request(app).get("/visits").expect("1");
  CHECK(visitor.jar.getCookie("none") == undefined);
}

TEST_CASE("cookies have their paths, hosts and ends") {
  auto app = express();
  app.get("/set", [](auto& req, auto& res) {
    res.cookie("here", "1", {.path = "/a"})
        .cookie("elsewhere", "1", {.domain = "example.com"})
        .cookie("safe", "1", {.secure = true});
    res.cookie("gone", "1", {.maxAge = -1}).cookie("stays", "1").send("set");
  });
  app.get("/clear", [](auto& req, auto& res) { res.clearCookie("stays").send("cleared"); });
  app.use([](auto& req, auto& res) { res.send(req.get("Cookie") || "none"); });
  auto visitor = request.agent(app);
  visitor.get("/set").expect(200);
  visitor.get("/").expect("stays=1");
  visitor.get("/a/b").expect("here=1; stays=1");
  visitor.get("/ab").expect("stays=1");
  visitor.get("/a").set("Cookie", "own=2").expect("own=2; here=1; stays=1");
  visitor.get("/clear").expect(200);
  visitor.get("/").expect("none");
}

TEST_CASE("what an agent is told goes for all its requests") {
  auto app = greeter();
  auto agent = request.agent(app);
  agent.set("Accept", "x/y").auth("a", "b").query({{"k", 1}});
  const auto res = agent.get("/echo").end();
  CHECK(res.body["accept"] == "x/y");
  CHECK(res.body["auth"] == "Basic YTpi");
  CHECK(res.body["query"]["k"] == "1");
}

TEST_CASE("callbacks and coroutines") {
  auto app = greeter();
  int called = 0;
  run([&]() -> Task<> {
    const auto user = co_await request(app).get("/user").expect(200);
    CHECK(user.body["name"] == "tobi");
    bool failed = false;
    try {
      co_await request(app).get("/").expect(404);
    } catch (Error& err) {
      failed = true;
      CHECK(err.message == R"(expected 404 "Not Found", got 200 "OK")");
    }
    CHECK(failed);
    request(app).get("/").end([&](auto err, auto res) {
      called++;
      CHECK(!err);
      CHECK(res.text == "hey");
    });
    request(app).get("/").expect(500, [&](auto err) {
      called++;
      CHECK(err.message == R"(expected 500 "Internal Server Error", got 200 "OK")");
    });
    const auto count = [&](auto) { called++; };
    co_await request(app).get("/").then(count);
    CHECK_THROWS_AS(request(app).get("/").end(), Error);
  }());
  CHECK(called == 3);
}

TEST_CASE("a server that listens is left alone; one that does not listens for the test") {
  auto app = greeter();
  const Server idle = http.createServer(app);
  request(idle).get("/").expect("hey");
  CHECK(!idle.listening());
  request(idle).get("/").expect("hey");
  run([&]() -> Task<> {
    const Server server = http.createServer(app);
    auto listening = server.listen({.host = "127.0.0.1"});
    co_await request(server).get("/").expect("hey");
    CHECK(server.listening());
    co_await request("http://127.0.0.1:" + server.address()["port"].str()).get("/").expect("hey");
    server.close();
  }());
  request([](auto& req, auto& res) { res.end("a function"); }).get("/").expect("a function");
  CHECK_THROWS_AS(request("localhost"), TypeError);
}

TEST_CASE("what goes wrong on the way is told") {
  CHECK(failure([] { request("http://127.0.0.1:1").get("/").expect(200); }) == "ECONNREFUSED: Connection refused");
  auto app = express();
  app.get("/hang", [](auto& req, auto& res) {});
  app.get("/cut", [](auto& req, auto& res) { req.destroy(); });
  app.get("/json", [](auto& req, auto& res) { res.type("json").send("{oops"); });
  CHECK(failure([&] { request(app).get("/hang").timeout(30); }) == "Timeout of 30ms exceeded");
  CHECK(failure([&] { request(app).get("/hang").timeout({{"response", 30}}); }) == "Response timeout of 30ms exceeded");
  CHECK(failure([&] { request(app).get("/cut"); }) == "socket hang up");
  CHECK(failure([&] { request(app).get("/json").expect(200); }).find("JSON") != std::string::npos);
}

TEST_CASE("bodies of all kinds") {
  auto app = express();
  app.get("/bytes", [](auto& req, auto& res) { res.send(Buffer.from({1, 2, 255})); });
  app.get("/form", [](auto& req, auto& res) { res.type("application/x-www-form-urlencoded").send("a=1&b[c]=2"); });
  app.get("/stream", [](auto& req, auto& res) {
    res.write("one ");
    setImmediate([=] { res.end("two"); });
  });
  app.get("/links", [](auto& req, auto& res) { res.links({{"next", "/?page=2"}, {"last", "/?page=9"}}).send("x"); });
  app.get("/none", [](auto& req, auto& res) { res.status(204).end(); });
  CHECK(request(app).get("/bytes").end().body.toString("hex") == "0102ff");
  CHECK(JSON.stringify(request(app).get("/form").end().body) == R"({"a":"1","b":{"c":"2"}})");
  request(app).get("/stream").expect("one two");
  CHECK(JSON.stringify(request(app).get("/links").end().links) == R"({"next":"/?page=2","last":"/?page=9"})");
  request(app).get("/none").expect(204, "");
  request(app).head("/stream").expect(200);
  CHECK(request(app).get("/stream").buffer(false).end().text == undefined);
  CHECK(request(app).get("/stream").responseType("blob").end().body.toString() == "one two");
  request(app)["propfind"]("/none").expect(404);
}
