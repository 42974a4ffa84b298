// Polls: a question, its choices, a vote for each voter, and who is ahead.
#include <crema/express.hpp>
using namespace crema;

Map<> polls;
Map<> points;
Value nextId = 1;

Value shown(Value poll) {
  auto total = poll["choices"].reduce([](auto sum, auto choice) { return sum + choice["votes"]; }, 0);
  auto choices = poll["choices"].map([=](auto choice) {
    Value share = total ? format("{}%", (choice["votes"] / total * 100).toFixed(1)) : "-";
    return Value{spread(choice), {"share", share}};
  });
  return {{"id", poll["id"]},
          {"question", poll["question"]},
          {"open", poll["open"]},
          {"total", total},
          {"choices", choices}};
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.use(express.json());

  app.param("id", [](auto& req, auto& res, auto next, auto id) {
    req["poll"] = polls.get(Number(id));
    if (!req["poll"]) return res.status(404).json({{"error", format("There is no poll {}", id)}});
    next();
  });

  app.get("/polls", [](auto& req, auto& res) {
    Value open = req.query["open"];
    auto found = Array.from(polls.values());
    if (open) found = found.filter([=](auto poll) { return poll["open"] == (open == "yes"); });
    res.json(found.map(shown));
  });

  app.post("/polls", [](auto& req, auto& res) {
    Value question = req.body.get("question"), choices = req.body.get("choices");
    if (!question || !Array.isArray(choices))
      return res.status(400).json({{"error", "A question and choices, please"}});
    auto texts = choices.map([](auto text) { return String(text).trim(); }).filter(Boolean);
    if (texts.length() < 2) return res.status(400).json({{"error", "At least two choices"}});
    auto fresh = texts.map([](auto text) { return Value{{"text", text}, {"votes", 0}}; });
    Value poll = {{"id", nextId++}, {"question", question}, {"open", true}, {"choices", fresh}, {"voters", Array()}};
    polls.set(poll["id"], poll);
    res.status(201).location(format("/polls/{}", poll["id"])).json(shown(poll));
  });

  app.get("/polls/:id", [](auto& req, auto& res) { res.json(shown(req["poll"])); });

  app.post("/polls/:id/votes", [](auto& req, auto& res) {
    auto voter = req.get("X-Voter");
    Value poll = req["poll"], choice = poll["choices"][req.body.get("choice")];
    if (!voter) return res.status(401).json({{"error", "Who votes?"}});
    if (!poll["open"]) return res.status(409).json({{"error", "The poll is closed"}});
    if (poll["voters"].includes(voter)) return res.status(409).json({{"error", format("{} has voted", voter)}});
    if (!choice) return res.status(400).json({{"error", "There is no such choice"}});
    choice["votes"]++;
    poll["voters"].push(voter);
    points.set(voter, (points.get(voter) || 0) + 1);
    res.status(201).json(shown(poll));
  });

  app.post("/polls/:id/close", [](auto& req, auto& res) {
    req["poll"]["open"] = false;
    auto winner = req["poll"]["choices"].toSorted([](auto a, auto b) { return b["votes"] - a["votes"]; })[0];
    res.json({{"winner", winner["text"]}, {"votes", winner["votes"]}});
  });

  app.delete_("/polls/:id", [](auto& req, auto& res) {
    polls.delete_(req["poll"]["id"]);
    res.status(204).end();
  });

  app.get("/leaderboard", [](auto& req, auto& res) {
    auto top = parseInt(req.query["top"]) || 3;
    auto list = Array.from(points.keys()).map([](auto name) {
      return Value{{"name", name}, {"votes", points.get(name)}};
    });
    list.sort([](auto a, auto b) { return b["votes"] - a["votes"] || a["name"].localeCompare(b["name"]); });
    res.json(list.slice(0, top).map([](auto voter, auto i) { return Value{{"rank", i + 1}, spread(voter)}; }));
  });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
