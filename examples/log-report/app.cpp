// Access logs in, figures out: regular expressions, dates, strings, numbers, Maps, sorting, closures and generators.
#include <crema/express.hpp>
using namespace crema;

const auto LINE =
    R"re(^(?<ip>[\d.]+) - (?<user>\S+) \[(?<day>\d{2})\/(?<month>\w{3})\/(?<year>\d{4}):(?<time>[\d:]{8}) (?<zone>[+-]\d{4})\] "(?<method>[A-Z]+) (?<url>[^" ]+)[^"]*" (?<status>\d{3}) (?<bytes>\d+|-))re"_re;
const Value MONTHS = Value("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split(" ");

auto parseLine = [](Value line) -> Value {
  auto match = line.match(LINE);
  if (!match) return null;
  Value groups = match["groups"], ip = groups["ip"], user = groups["user"], day = groups["day"],
        month = groups["month"], year = groups["year"], time = groups["time"], zone = groups["zone"],
        method = groups["method"], url = groups["url"], status = groups["status"], bytes = groups["bytes"];
  auto iso = format("{}-{}-{}T{}{}:{}", year, String(MONTHS.indexOf(month) + 1).padStart(2, "0"), day, time,
                    zone.slice(0, 3), zone.slice(3));
  Value parts = url.split("?"), path = parts[0], search = parts[1].value_or("");
  return {
      {"ip", ip},
      {"user", user == "-" ? undefined : user},
      {"at", Date(iso)},
      {"method", method},
      {"path", path},
      {"query", Object.fromEntries(search.split("&").filter(Boolean).map(
                    [](auto pair) { return pair.split("=").map(decodeURIComponent); }))},
      {"status", +status},
      {"bytes", bytes == "-" ? 0 : Number(bytes)},
  };
};

Generator batches(Value list, Value size = 2) {
  for (Value i = 0; i < list.length(); i += size) co_yield list.slice(i, i + size);
}

Generator ids(Value prefix) {
  Value n = 0;
  while (true) co_yield format("{}-{}", prefix, (++n).toString(36).padStart(3, "0"));
}

auto groupBy = [](Value list, Value key) {
  return list.reduce(
      [=](auto groups, auto item) {
        Value name = typeof_(key) == "function" ? key(item) : item[key];
        if (!groups[name]) groups[name] = Array();
        groups[name].push(item);
        return groups;
      },
      Object());
};

auto percentile = [](Value numbers, Value p) {
  Value sorted = Value{spread(numbers)}.sort([](auto a, auto b) { return a - b; });
  return sorted[Math.min(sorted.length() - 1, Math.floor(sorted.length() * p))].value_or(0);
};

auto slugify = [](Value text) {
  return text.toString()
      .toLowerCase()
      .trim()
      .replace(Regex(R"([^\w\s-])", "g"), "")
      .replace(Regex(R"([\s_-]+)", "g"), "-")
      .replace(Regex("^-+|-+$", "g"), "");
};
auto titleCase = [](Value text) {
  return text.replace(Regex(R"(\b(\w)(\w*))", "g"),
                      [](auto, auto first, auto rest) { return first.toUpperCase() + rest.toLowerCase(); });
};
auto hash = [](Value text) {
  Value h = 0;
  for (int i = 0; i < text.length(); i++) {
    h = (h << 5) - h + text.charCodeAt(i);
    h |= 0;
  }
  return unsignedShift(h, 0).toString(16);
};
auto roman = [](Value n) {
  return Array(Array(1000, "M"), Array(900, "CM"), Array(500, "D"), Array(400, "CD"), Array(100, "C"), Array(90, "XC"),
               Array(50, "L"), Array(40, "XL"), Array(10, "X"), Array(9, "IX"), Array(5, "V"), Array(4, "IV"),
               Array(1, "I"))
      .reduce(
          [&](auto text, auto pair) {
            while (n >= pair[0]) {
              text += pair[1];
              n -= pair[0];
            }
            return text;
          },
          "");
};
auto memo = [](Value fn, Map<> cache = {}) {
  return Function([=](auto... args) {
    auto key = JSON.stringify(Array(args...));
    if (!cache.has(key)) cache.set(key, fn(args...));
    return cache.get(key);
  });
};
Value fib = memo(Function([](auto n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }));
auto compose = [](auto... fns) {
  return [=](Value x) { return Array(Function(fns)...).reduceRight([](auto value, auto fn) { return fn(value); }, x); };
};
auto shout = compose([](auto s) { return format("{}!", s); }, [](auto s) { return s.toUpperCase(); },
                     [](auto s) { return s.trim(); });

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;
  Let entries = Array();
  auto nextId = ids("log");
  app.use(express.text({.limit = "1mb"}));

  app.post("/logs", [=](auto& req, auto& res) {
    auto lines = req.body.split("\\r?\\n"_re).filter([](auto line) { return line.trim() != ""; });
    auto parsed = lines.map(parseLine);
    auto good = parsed.filter([](auto entry) { return entry != null; }).map([=](auto entry) {
      return Value{{"id", nextId.next()["value"]}, spread(entry)};
    });
    entries = {spread(entries), spread(good)};
    res.status(201).json({{"stored", good.length()},
                          {"refused", lines.filter([=](auto line, auto i) { return !parsed[i]; })},
                          {"total", entries.length()}});
  });

  app.get("/entries", [=](auto& req, auto& res) {
    Value from = req.query["from"], to = req.query["to"], where = omit(req.query, "from", "to");
    auto found =
        entries
            .filter([=](auto entry) { return (!from || entry["at"] >= Date(from)) && (!to || entry["at"] < Date(to)); })
            .filter([=](auto entry) {
              return Object.entries(where).every([=](auto pair) { return String(entry[pair[0]]) == pair[1]; });
            });
    res.json(found);
  });

  app.get("/report", [=](auto& req, auto& res) {
    Value byStatus = Object.fromEntries(Object
                                            .entries(groupBy(entries, Function([](auto entry) {
                                                               return format("{}xx", Math.floor(entry["status"] / 100));
                                                             })))
                                            .map([](auto e) { return Array(e[0], e[1].length()); }));
    Value byPath =
        Object.entries(groupBy(entries, "path"))
            .map([](auto e) {
              return Value{{"path", e[0]},
                           {"hits", e[1].length()},
                           {"bytes", e[1].reduce([](auto sum, auto entry) { return sum + entry["bytes"]; }, 0)}};
            })
            .sort([](auto a, auto b) { return b["hits"] - a["hits"] || a["path"].localeCompare(b["path"]); });
    Set<> visitors = Set<>(entries.map([](auto entry) { return entry["ip"]; }));
    Value unique = entries.map([](auto entry) { return entry["user"]; }).filter([](auto user, auto i, auto all) {
      return user && all.indexOf(user) == i;
    });
    Value sizes = entries.map([](auto entry) { return entry["bytes"]; });
    Value days = Set<>(entries.map([](auto entry) { return entry["at"].toISOString().slice(0, 10); })).values().sort();
    Value first = days[0], others = days.slice(1);
    res.json({
        {"byStatus", byStatus},
        {"byPath", byPath},
        {"visitors", visitors.size()},
        {"unique", unique},
        {"days", {{"first", first}, {"others", others}}},
        {"bytes",
         {{"sum", sizes.reduce([](auto a, auto b) { return a + b; }, 0)},
          {"p50", percentile(sizes, 0.5)},
          {"p95", percentile(sizes, 0.95)},
          {"mean", (sizes.reduce([](auto a, auto b) { return a + b; }, 0) / sizes.length() || 0).toFixed(1)}}},
        {"hours", entries.reduce(
                      [](auto acc, auto entry) {
                        acc[entry["at"].getUTCHours()] = (acc[entry["at"].getUTCHours()] || 0) + 1;
                        return acc;
                      },
                      Array.from(24).fill(0))},
    });
  });

  app.get("/batches", [=](auto& req, auto& res) {
    Value rows = Array();
    for (auto batch : batches(entries.map([](auto entry) { return entry["id"]; }), Number(req.query["size"]) || 2))
      rows.push(batch);
    res.json({{"rows", rows}, {"spread", Array.from(batches({1, 2, 3}))}});
  });

  app.get("/text", [](auto& req, auto& res) {
    Value s = req.query["s"].value_or("");
    Value words = s.toLowerCase().match(Regex("\\w+", "g")).value_or(Array());
    auto counts =
        words.reduce([](auto map, auto word) { return map.set(word, map.get(word).value_or(0) + 1); }, Map<>());
    Value top = counts.entries()
                    .sort([](auto a, auto b) { return b[1] - a[1] || (a[0] < b[0] ? -1 : 1); })
                    .slice(0, 3)
                    .map([](auto e) { return format("{}×{}", e[0], e[1]); });
    res.json({
        {"slug", slugify(s)},
        {"title", titleCase(s)},
        {"hash", hash(s)},
        {"shout", shout(s)},
        {"top", top},
        {"reversed", Array.from(s).reverse().join("")},
        {"palindrome", s != "" && Array.from(s).every([=](auto c, auto i) { return c == s[s.length() - 1 - i]; })},
        {"vowels", s.split("").filter([](auto c) { return Value("aeiou").includes(c); }).length()},
        {"codes", Array.from(s, [](auto c) { return c.codePointAt(0).toString(16); })},
        {"pairs", s.matchAll(Regex("(\\w)=(\\d+)", "g")).map([](auto m) {
           return Value{{m[1], parseInt(m[2], 10)}};
         })},
    });
  });

  app.get("/numbers/:n", [](auto& req, auto& res) {
    Value n = Number(req.params["n"]);
    if (!Number.isInteger(n) || n < 1 || n > 90)
      return res.status(400).send(format("{} is not a number from 1 to 90", req.params["n"]));
    Value digits = format("{}", n).split("").map(Number);
    res.json({
        {"roman", roman(n)},
        {"fib", fib(n)},
        {"binary", n.toString(2)},
        {"bits", {n & 15, n | 64, n ^ 255, ~n, n << 3, n >> 1}},
        {"odd", !!(n % 2)},
        {"power", Math.pow(2, n)},
        {"digits", digits},
        {"sum", digits.reduce([](auto a, auto b) { return a + b; })},
        {"divisors", Array.from(n, [](auto, auto i) { return i + 1; }).filter([=](auto d) { return n % d == 0; })},
        {"primes", Array.from(n + 1, [](auto, auto i) { return i; }).filter([](auto x) {
           return x > 1 &&
                  !Array.from(x, [](auto, auto i) { return i; }).some([=](auto d) { return d > 1 && x % d == 0; });
         })},
    });
  });

  app.listen(port, [=] { console.log(format("Analytics on port {}", port)); });
}
