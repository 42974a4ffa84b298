// One try at the Redis of REDIS_URL over TLS: prints {ok, size} or {code, message}, and how long it took.
#include <crema/express.hpp>
#include <crema/redis.hpp>
using namespace crema;

Task<Value> visit(RedisClient client) {
  auto size = int(parseInt(process.env["SIZE"]) || 10);
  auto text = Value("x").repeat(size);
  co_await client.set("written by crema", text);
  auto got = co_await client.get("written by crema");
  co_return Value{{"ok", got == text}, {"size", got.length()}};
}

int main() {
  auto file = [](auto name) { return process.env[name] ? fs.readFileSync(process.env[name]) : Value(); };
  auto begun = Date.now();
  RedisSocketOptions socket = {
      .key = file("KEY"),
      .cert = file("CERT"),
      .ca = file("CA"),
      .rejectUnauthorized = process.env["ANY"] != "1",
      .servername = process.env["SERVERNAME"],
      .connectTimeout = 1000,
      .reconnectStrategy = false,
  };
  if (auto allowed = process.env["ONLY"]) {
    socket.checkServerIdentity = [=](auto servername, auto cert) -> Value {
      if (cert["subject"]["CN"] == allowed) return undefined;
      return Error(format("{} is {}", servername, cert["subject"]["CN"]));
    };
  }
  auto client = createClient({.url = process.env["REDIS_URL"], .socket = socket, .commandTimeout = 5000});
  client.on("error", [](auto err) {});
  auto tried = [](RedisClient redis) -> Task<Value> {
    try {
      co_await redis.connect();
      auto result = co_await visit(redis);
      co_await redis.quit();
      co_return result;
    } catch (Error& err) {
      co_return Value{{"code", err.code}, {"message", err.message}};
    }
  };
  auto shown = [=](RedisClient redis) -> Task<> {
    auto result = co_await tried(redis);
    result["ms"] = Date.now() - begun;
    console.log(JSON.stringify(result));
  };
  run(shown(client));
}
