// Lists in pages: search, filters, sorting, the links to the other pages, and the whole number of what was found.
#include <crema/express.hpp>
using namespace crema;

Value genres = {"jazz", "rock", "folk"};
Value sortable = {"id", "title", "year"};
Value albums = Array.from(45, [](auto, auto i) {
  auto id = i + 1;
  return Value{{"id", id}, {"title", format("Album {}", id)}, {"genre", genres[i % 3]}, {"year", 1960 + i * 7 % 50}};
});

Value compare(Value a, Value b) { return a < b ? -1 : a > b ? 1 : 0; }

Value paginate(Value list, Value page, Value limit) {
  auto pages = Math.max(1, Math.ceil(list.length() / limit));
  auto items = list.slice((page - 1) * limit, page * limit);
  return {{"items", items}, {"page", page}, {"limit", limit}, {"total", list.length()}, {"pages", pages}};
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.get("/albums", [](auto& req, auto& res) {
    auto page = Math.max(1, parseInt(req.query["page"]) || 1);
    auto limit = Math.min(20, Math.max(1, parseInt(req.query["limit"]) || 10));
    Value q = req.query["q"].value_or(""), genre = req.query["genre"];
    Value sort = req.query["sort"].value_or("id"), order = req.query["order"];
    if (!sortable.includes(sort)) return res.status(400).json({{"error", format("Cannot sort by {}", sort)}});

    auto found = albums.filter([=](auto album) { return album["title"].toLowerCase().includes(q.toLowerCase()); });
    if (genre) found = found.filter([=](auto album) { return album["genre"] == genre; });
    found.sort([=](auto a, auto b) { return compare(a[sort], b[sort]); });
    if (order == "desc") found.reverse();

    auto result = paginate(found, page, limit);
    Value here = format("{}://{}{}?limit={}&page=", req.protocol(), req.host(), req.path(), limit);
    Value links = {{"first", here + 1}, {"last", here + result["pages"]}};
    if (page > 1) links["prev"] = here + (page - 1);
    if (page < result["pages"]) links["next"] = here + (page + 1);
    res.links(links).set("X-Total-Count", String(result["total"])).json(result);
  });

  app.get("/albums/newest", [](auto& req, auto& res) {
    auto count = Number(req.query["count"] || 3);
    if (isNaN(count) || count < 1) return res.status(400).json({{"error", "How many?"}});
    auto newest = Value{spread(albums)}.sort([](auto a, auto b) { return b["year"] - a["year"] || a["id"] - b["id"]; });
    res.json(newest.slice(0, count).map([](auto album) { return format("{} ({})", album["title"], album["year"]); }));
  });

  app.get("/genres", [](auto& req, auto& res) {
    Value counts = Object();
    albums.forEach([=](auto album) { counts[album["genre"]] = (counts[album["genre"]] || 0) + 1; });
    res.json(counts);
  });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
