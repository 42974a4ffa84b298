// The client's functions against the Redis of REDIS_URL. What is not as it should be is printed, and ends the program with 1.
#include <crema/express.hpp>
#include <crema/redis.hpp>
using namespace crema;

int wrong = 0;

void expect(const char* what, const Value& got, const Value& wanted) {
  if (JSON.stringify(got) == JSON.stringify(wanted)) return;
  console.log(format("{}: {}, not {}", what, JSON.stringify(got), JSON.stringify(wanted)));
  wrong++;
}

Task<> keys(RedisClient client) {
  expect("set", co_await client.set("k", "v", {.EX = 10}), "OK");
  expect("get", co_await client.get("k"), "v");
  expect("ttl", co_await client.ttl("k"), 10);
  expect("get of nothing", co_await client.get("none"), null);
  expect("set NX", co_await client.set("k", "w", {.NX = true}), null);
  expect("set XX GET", co_await client.set("k", "w", {.XX = true, .GET = true}), "v");
  client.incr("n");
  expect("incr, then incrBy", co_await client.incrBy("n", 4), 5);
  expect("decr", co_await client.decr("n"), 4);
  expect("expire", co_await client.expire("n", 60), 1);
  expect("pExpire", co_await client.pExpire("none", 60), 0);
  expect("exists", co_await client.exists({"k", "n", "none"}), 2);
  expect("mGet", co_await client.mGet({"k", "none", "n"}), Array("w", null, "4"));
  expect("bytes", co_await client.set("bytes", Buffer.from("00ff0d0a", "hex")), "OK");
  expect("bytes", co_await client.sendCommand({"STRLEN", "bytes"}), 4);
  expect("del", co_await client.del({"k", "n", "bytes", "none"}), 3);
  expect("del of one", co_await client.del("k"), 0);
}

Task<> collections(RedisClient client) {
  expect("hSet", co_await client.hSet("h", {{"name", "ann"}, {"age", 30}}), 2);
  expect("hSet of one", co_await client.hSet("h", "town", "Ulm"), 1);
  expect("hGet", co_await client.hGet("h", "name"), "ann");
  expect("hIncrBy", co_await client.hIncrBy("h", "age", 1), 31);
  expect("hDel", co_await client.hDel("h", "town"), 1);
  expect("hGetAll", co_await client.hGetAll("h"), {{"name", "ann"}, {"age", "31"}});
  expect("hGetAll of nothing", co_await client.hGetAll("none"), Object());
  expect("sAdd", co_await client.sAdd("s", {"x", "y"}), 2);
  expect("sIsMember", co_await client.sIsMember("s", "x"), 1);
  expect("sRem", co_await client.sRem("s", "x"), 1);
  expect("sMembers", co_await client.sMembers("s"), Array("y"));
  Value members = Array({{"score", 1}, {"value", "a"}}, {{"score", 2.5}, {"value", "b"}});
  expect("zAdd", co_await client.zAdd("z", members), 2);
  expect("zRange", co_await client.zRange("z", 0, -1, {.REV = true}), {"b", "a"});
  Value scored = Array({{"value", "a"}, {"score", 1}}, {{"value", "b"}, {"score", 2.5}});
  expect("zRangeWithScores", co_await client.zRangeWithScores("z", 0, -1), scored);
  expect("zScore", co_await client.zScore("z", "b"), 2.5);
  expect("zScore of nothing", co_await client.zScore("z", "none"), null);
  expect("zIncrBy", co_await client.zIncrBy("z", 2, "a"), 3);
  expect("zRem", co_await client.zRem("z", "a"), 1);
  expect("rPush", co_await client.rPush("l", {"1", "2", "3"}), 3);
  expect("lPush", co_await client.lPush("l", "0"), 4);
  expect("lRange", co_await client.lRange("l", 0, -1), {"0", "1", "2", "3"});
  expect("lPop", co_await client.lPop("l"), "0");
  expect("rPop", co_await client.rPop("l"), "3");
}

Task<> together(RedisClient client) {
  Value replies = Array("OK", 2, Value{{"name", "ann"}, {"age", "31"}});
  expect("multi", co_await client.multi().set("m", 1).incr("m").hGetAll("h").exec(), replies);
  Error failed;
  try {
    (void)co_await client.multi().set("a", "x").lPush("a", "y").exec();
  } catch (Error& e) {
    failed = e;
  }
  expect("multi with a wrong command", failed.code, "WRONGTYPE");
  failed = {};
  try {
    (void)co_await client.lPush("m", "x");
  } catch (Error& e) {
    failed = e;
  }
  expect("an error", failed.message, "WRONGTYPE Operation against a key holding the wrong kind of value");
  expect("the database of the URL", co_await client.sendCommand({"CLIENT", "GETNAME"}), null);
  Set<> found;
  auto scan = client.scanIterator({.MATCH = "?", .COUNT = 2});
  for (Value some = co_await scan.next(); some; some = co_await scan.next()) {
    for (auto key : some) found.add(key);
  }
  expect("scanIterator", found.values().sort(), {"a", "h", "l", "m", "s", "z"});
  expect("keys", (co_await client.keys("?")).sort(), {"a", "h", "l", "m", "s", "z"});
  expect("dbSize", co_await client.dbSize(), 6);
}

Task<> messages(RedisClient client) {
  auto heard = Array(), patterns = Array();
  auto listener = [=](auto message, auto channel) { heard.push(channel + ": " + message); };
  auto by_pattern = [=](auto message) { patterns.push(message); };
  co_await client.subscribe({"news", "weather"}, listener);
  co_await client.pSubscribe("n*", by_pattern);
  expect("publish", co_await client.publish("news", "hello"), 2);
  co_await client.publish("weather", "rain");
  co_await Promise([](auto resolve) { setTimeout(resolve, 100); });
  expect("heard", heard, {"news: hello", "weather: rain"});
  expect("heard by pattern", patterns, Array("hello"));
  co_await client.unsubscribe("news");
  co_await client.pUnsubscribe();
  expect("publish to nobody", co_await client.publish("news", "hello"), 0);
  // The connection of the subscriptions breaks, and comes again.
  co_await client.sendCommand({"CLIENT", "KILL", "TYPE", "pubsub"});
  co_await Promise([](auto resolve) { setTimeout(resolve, 800); });
  expect("publish after a break", co_await client.publish("weather", "sun"), 1);
  co_await Promise([](auto resolve) { setTimeout(resolve, 100); });
  expect("heard after a break", heard.at(-1), "weather: sun");
}

Task<> limits(RedisClient client) {
  auto narrow = client.duplicate([](auto& o) { o.commandsQueueMaxLength = 2; });
  co_await narrow.connect();
  Value told;
  narrow.get("a");
  narrow.get("b");
  narrow.get("c").catch_([&](auto& err) { told = err.message; });
  expect("a full queue", told, "The queue is full");
  co_await narrow.close();
  expect("closed", narrow.isOpen(), false);
  // A command that takes too long fails in time.
  auto quick = client.duplicate([](auto& o) { o.commandTimeout = 200; });
  quick.on("error", [] {});
  co_await quick.connect();
  const double begun = Date.now().number();
  Error late;
  try {
    (void)co_await quick.sendCommand({"BLPOP", "empty", "3"});
  } catch (Error& e) {
    late = e;
  }
  expect("a late reply", late.code, "ETIMEDOUT");
  expect("in time", Date.now().number() - begun < 1000, true);
  quick.destroy();
}

Task<> start() {
  auto client = createClient({.url = process.env["REDIS_URL"]});
  client.on("error", [](auto err) { console.log("error event:", err.message); });
  co_await client.connect();
  co_await keys(client);
  co_await collections(client);
  co_await together(client);
  co_await messages(client);
  co_await limits(client);
  co_await client.quit();
}

int main() {
  run(start());
  return wrong == 0 ? 0 : 1;
}
