// Messages in three languages: by the query, a cookie or Accept-Language; plurals, placeholders, dates and money; errors in the reader's language.
#include <crema/cookie_parser.hpp>
#include <crema/express.hpp>
using namespace crema;

const Value messages = {
    {"en",
     {
         {"greeting", "Hello, {name}!"},
         {"items",
          {{"zero", "Your cart is empty"}, {"one", "One item in your cart"}, {"other", "{count} items in your cart"}}},
         {"errors", {{"notFound", "There is no {what}"}, {"invalid", "{field} must be {rule, lowercase}"}}},
         {"date", {{"order", {"month", "day", "year"}}, {"separator", "/"}}},
     }},
    {"de",
     {
         {"greeting", "Hallo, {name}!"},
         {"items",
          {{"zero", "Der Korb ist leer"}, {"one", "Ein Artikel im Korb"}, {"other", "{count} Artikel im Korb"}}},
         {"errors", {{"notFound", "{what} gibt es nicht"}}},
         {"date", {{"order", {"day", "month", "year"}}, {"separator", "."}}},
     }},
    {"fr",
     {
         {"greeting", "Bonjour, {name} !"},
         {"items", {{"one", "{count} article"}, {"other", "{count} articles"}}},
         {"date", {{"order", {"day", "month", "year"}}, {"separator", "/"}}},
     }},
};
const Value supported = Object.keys(messages);
const Value fallback = "en";

auto lookup = [](Value language, Value key) {
  return key.split(".").reduce([](auto node, auto part) { return node.get(part); }, messages[language]);
};

const Value filters = {{"uppercase", Function([](auto s) { return s.toUpperCase(); })},
                       {"lowercase", Function([](auto s) { return s.toLowerCase(); })},
                       {"quoted", Function([](auto s) { return format("\"{}\"", s); })}};

auto translator = [](Value language) {
  return Function([=](Value key, Value values) {
    Value message = lookup(language, key).value_or(lookup(fallback, key));
    if (message == undefined) return key;
    if (typeof_(message) == "object") {
      Value count = values.get("count").value_or(0);
      auto form = count == 0 && message["zero"] ? "zero" : count == 1 ? "one" : "other";
      message = message[form];
    }
    return message.replace(Regex(R"(\{(\w+)(?:,\s*(\w+))?\})", "g"), [=](auto match, auto name, auto filter) {
      if (!Object.hasOwn(values, name)) return match;
      auto text = String(values[name]);
      return filter && filters[filter] ? filters[filter](text) : text;
    });
  });
};

auto formatDate = [](Value date, Value language) {
  Value order = messages[language]["date"]["order"], separator = messages[language]["date"]["separator"];
  Value parts = {{"year", date.getUTCFullYear()}, {"month", date.getUTCMonth() + 1}, {"day", date.getUTCDate()}};
  return order.map([=](auto part) { return String(parts[part]).padStart(part == "year" ? 4 : 2, "0"); })
      .join(separator);
};
auto formatMoney = [](Value cents, Value language) {
  Value split = (Math.abs(cents) / 100).toFixed(2).split("."), whole = split[0], fraction = split[1];
  Value signs = Value{{"en", Array(",", ".")}, {"de", Array(".", ",")}, {"fr", Array(" ", ",")}}[language],
        thousands = signs[0], point = signs[1];
  Value number = format("{}{}{}", whole.replace(Regex(R"(\B(?=(\d{3})+(?!\d)))", "g"), thousands), point, fraction);
  return format("{}{}", cents < 0 ? "-" : "", language == "en" ? format("€{}", number) : format("{} €", number));
};

// Own parser of Accept-Language, to compare with that of Express.
auto parseLanguages = [](Value header) {
  return header.value_or("")
      .split(",")
      .map([](auto item) { return item.trim().split(";"); })
      .filter([](auto item) { return item[0]; })
      .map([](auto item) {
        return Value{{"tag", item[0].toLowerCase()},
                     {"q", parseFloat(item[1].value_or("q=1").replace("^\\s*q="_re, "")) || 0}};
      })
      .sort([](auto a, auto b) { return b["q"] - a["q"]; });
};

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;
  app.use(cookieParser());

  app.use([](auto& req, auto& res, auto next) {
    Value wished = {
        req.query["lang"], req.cookies["lang"],
        spread(parseLanguages(req.get("Accept-Language")).map([](auto item) { return item["tag"].slice(0, 2); }))};
    req["language"] = wished.find([](auto language) { return supported.includes(language); }).value_or(fallback);
    if (req.query["lang"] == req["language"])
      res.cookie("lang", req["language"], {.maxAge = 31536000000, .httpOnly = true});
    res.vary("Accept-Language").set("Content-Language", req["language"]);
    res.locals = {spread(res.locals), {"t", translator(req["language"])}};
    next();
  });

  app.get("/", [](auto& req, auto& res) {
    Value t = res.locals["t"];
    Value name = req.query["name"].value_or("you");
    res.send(format("<html lang=\"{}\"><h1>{}</h1><p>{}</p></html>", req["language"], t("greeting", {{"name", name}}),
                    Array(0, 1, 2)
                        .map([=](auto count) {
                          return t("items", {{"count", count}});
                        })
                        .join("; ")));
  });

  app.get("/format", [](auto& req, auto& res) {
    auto date = Date(req.query["date"].value_or("2026-03-05"));
    if (Number.isNaN(+date))
      return res.status(400).json(
          {{"error", res.locals["t"]("errors.invalid", {{"field", "date"}, {"rule", "AN ISO DATE"}})}});
    Value amounts = {0, 5, 123456789, -99900};
    res.json({{"date", formatDate(date, req["language"])},
              {"money", amounts.map([=](auto cents) { return formatMoney(cents, req["language"]); })},
              {"weekday", date.toLocaleDateString("en-US", {{"weekday", "long"}, {"timeZone", "UTC"}})}});
  });

  app.get("/negotiate", [](auto& req, auto& res) {
    res.json({{"own", parseLanguages(req.get("Accept-Language"))},
              {"express", req.acceptsLanguages()},
              {"best", req.acceptsLanguages(supported)}});
  });

  app.get("/keys", [](auto& req, auto& res) {
    auto flatten = [](auto flatten, Value node, Value prefix = "") -> Value {
      return Object.entries(node).flatMap([=](auto e) {
        return typeof_(e[1]) == "object" && !Array.isArray(e[1]) ? flatten(flatten, e[1], format("{}{}.", prefix, e[0]))
                                                                 : format("{}{}", prefix, e[0]);
      });
    };
    auto all = Set<>(supported.flatMap([=](auto language) { return flatten(flatten, messages[language]); })).values();
    auto missing = Object.fromEntries(supported.map([=](auto language) {
      return Array(language, all.filter([=](auto key) { return lookup(language, key) == undefined; }));
    }));
    res.json({{"count", all.length()}, {"missing", missing}});
  });

  app.use([](auto& req, auto& res) {
    res.status(404).type("txt").send(res.locals["t"]("errors.notFound", {{"what", decodeURI(req.path()).slice(1)}}));
  });

  app.listen(port, [=] { console.log(format("{} languages on port {}", supported.length(), port)); });
}
