// A kanban board in memory: classes, private fields, Map, PATCH with merge semantics.
#include <crema/express.hpp>
using namespace crema;

struct NotFoundError : Error {
  NotFoundError(Value what, Value id) : Error(format("{} {} not found", what, id)) {
    this->name = "NotFoundError";
    this->status = 404;
  }
};

struct ValidationError : Error {
  ValidationError(Value fields) : Error("Validation failed") {
    this->name = "ValidationError";
    this->status = 422;
    (*this)["fields"] = fields;
  }
};

const Value COLUMNS = {"backlog", "doing", "done"};
const Value LIMITS = {{"doing", 2}};

struct Board {
  Value name, columns;
  Map<> cards;
  Value nextId = 1;
  Value history = Array();

  Board(Value name, Value columns = COLUMNS) {
    this->name = name;
    this->columns = columns;
  }

  Value add(Value body) {
    Value title = body["title"], column = body["column"].value_or("backlog"), tags = body["tags"].value_or(Array()),
          estimate = body["estimate"].value_or(null);
    Value id = nextId++;
    Value card = {{"id", id},
                  {"title", title},
                  {"column", column},
                  {"tags", Set<>(tags).values()},
                  {"estimate", estimate},
                  {"position", inColumn(column).length()}};
    cards.set(id, card);
    log("added", card);
    return card;
  }

  Value get(Value id) {
    Value card = cards.get(Number(id));
    if (!card) throw NotFoundError("Card", id);
    return card;
  }

  Value inColumn(Value column) {
    return cards.values().filter([=](auto card) { return card["column"] == column; }).sort([](auto a, auto b) {
      return a["position"] - b["position"];
    });
  }

  Value move(Value id, Value column, Value position = Infinity) {
    Value card = get(id);
    Value others = inColumn(column).filter([=](auto other) { return other != card; });
    if (card["column"] != column && LIMITS[column] != undefined && others.length() >= LIMITS[column]) {
      throw Object.assign(Error(format("Column {} is full", column)), {{"status", 409}, {"limit", LIMITS[column]}});
    }
    Value from = card["column"];
    card["column"] = column;
    others.splice(Math.min(position, others.length()), 0, card);
    others.forEach([](auto other, auto index) { other["position"] = index; });
    inColumn(from).forEach([](auto other, auto index) { other["position"] = index; });
    log("moved", card, {{"from", from}, {"to", column}});
    return card;
  }

  // RFC 7396: null removes, objects merge, all else replaces.
  Value patch(Value id, Value changes) {
    Value card = get(id);
    for (auto [key, value] : Object.entries(changes)) {
      if (Array("id", "position").includes(key)) continue;
      if (value == null) delete_(card[key]);
      else if (typeof_(value) == "object" && !Array.isArray(value)) card[key] = {spread(card[key]), spread(value)};
      else card[key] = value;
    }
    log("changed", card, {{"keys", Object.keys(changes)}});
    return card;
  }

  void remove(Value id) {
    Value card = get(id);
    cards.delete_(card["id"]);
    inColumn(card["column"]).forEach([](auto other, auto index) { other["position"] = index; });
    log("removed", card);
  }

  void log(Value action, Value card, Value extra = undefined) {
    history.unshift({{"action", action}, {"card", {{"id", card["id"]}, {"title", card["title"]}}}, spread(extra)});
    if (history.length() > 5) history["length"] = 5;
  }

  Value toJSON() {
    Value columns = this->columns.map([=, this](auto name) {
      return Value{{"name", name}, {"limit", LIMITS[name].value_or(null)}, {"cards", inColumn(name)}};
    });
    return {{"name", name}, {"columns", columns}, {"total", cards.size()}};
  }

  Value stats() {
    Value byTag = Object();
    for (auto card : cards.values()) {
      for (auto tag : card["tags"]) byTag[tag] = byTag[tag].value_or(0) + 1;
    }
    Value estimates = cards.values().map([](auto card) { return card["estimate"]; }).filter(Number.isFinite);
    return {{"byTag", byTag},
            {"points", estimates.reduce([](auto sum, auto n) { return sum + n; }, 0)},
            {"largest", estimates.length() ? Math.max(spread(estimates)) : null}};
  }
};

auto check = [](Value body, bool partial = false) {
  Value fields = Object();
  Value title = body.get("title"), column = body.get("column"), tags = body.get("tags"),
        estimate = body.get("estimate");
  if (title == undefined ? !partial : typeof_(title) != "string" || !title.trim()) fields["title"] = "must be a text";
  if (column != undefined && !COLUMNS.includes(column))
    fields["column"] = format("must be one of {}", COLUMNS.join(", "));
  if (tags != undefined && tags != null &&
      !(Array.isArray(tags) && tags.every([](auto tag) { return "^[a-z]+$"_re.test(tag); })))
    fields["tags"] = "must be words";
  if (estimate != null && !(Number.isInteger(estimate) && estimate > 0))
    fields["estimate"] = "must be a positive integer";
  if (Object.keys(fields).length() > 0) throw ValidationError(fields);
};

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;
  auto board = Board("Crema");
  app.use(express.json({.type = {"application/json", "application/merge-patch+json"}}));

  app.get("/board", [&](auto& req, auto& res) { res.json(board); });
  app.get("/stats", [&](auto& req, auto& res) { res.json(board.stats()); });
  app.get("/history", [&](auto& req, auto& res) {
    res.json(board.history.map([](auto h) {
      Value rest = {spread(h), {"action", undefined}, {"card", undefined}};
      return Value{{"text", format("{} #{}", h["action"], h["card"]["id"])}, {"rest", rest}};
    }));
  });

  app.route("/cards")
      .get([&](auto& req, auto& res) {
        Value q = req.query["q"].value_or(""), tag = req.query["tag"], sort = req.query["sort"].value_or("id"),
              order = req.query["order"].value_or("asc");
        auto direction = order == "desc" ? -1 : 1;
        Value found = board.cards.values()
                          .filter([=](auto card) { return card["title"].toLowerCase().includes(q.toLowerCase()); })
                          .filter([=](auto card) { return !tag || (card["tags"] && card["tags"].includes(tag)); })
                          .sort([=](auto a, auto b) { return a[sort] < b[sort] ? -direction : direction; });
        res.set("X-Total-Count", found.length()).json(found);
      })
      .post([&](auto& req, auto& res) {
        check(req.body);
        auto card = board.add(req.body);
        res.status(201).location(format("/cards/{}", card["id"])).json(card);
      });

  app.route("/cards/:id")
      .all([&](auto& req, auto& res, auto next) {
        req["card"] = board.get(req.params["id"]);
        next();
      })
      .get([](auto& req, auto& res) { res.json(req["card"]); })
      .patch([&](auto& req, auto& res) {
        check(req.body, true);
        res.json(board.patch(req.params["id"], req.body));
      })
      .delete_([&](auto& req, auto& res) {
        board.remove(req.params["id"]);
        res.sendStatus(204);
      });

  app.post("/cards/:id/move", [&](auto& req, auto& res) {
    Value column = req.body["column"], position = req.body["position"];
    check({{"column", column}}, true);
    res.json(board.move(req.params["id"], column, position));
  });

  app.use([](auto& err, auto& req, auto& res, auto next) {
    Value name = err.name, message = err.message, status = err.status.value_or(500), fields = err["fields"],
          limit = err["limit"];
    if (status >= 500) console.error(err.message);
    res.status(status).json({{"name", name}, {"message", message}, {"fields", fields}, {"limit", limit}});
  });

  app.listen(port, [=] { console.log(format("Board on port {}", port)); });
}
