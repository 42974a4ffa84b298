// QR codes: a text as a picture (SVG), as characters for the terminal, or as its modules.
#include <crema/express.hpp>

#include "qrcode.hpp"
using namespace crema;

Value drawSvg(Value modules, Value margin) {
  auto whole = modules["size"] + 2 * margin;
  Value dark = "";
  for (auto i = 0; i < modules["size"] * modules["size"]; i++) {
    auto x = i % modules["size"] + margin;
    auto y = Math.floor(i / modules["size"]) + margin;
    if (modules["data"][i] == 1) dark += format("M{} {}h1v1h-1z", x, y);
  }
  return format(R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" shape-rendering="crispEdges">
<rect width="{}" height="{}" fill="#fff"/><path d="{}"/>
</svg>
)",
                whole, whole, whole, whole, dark);
}

// Two rows of modules are one of characters; outside of them all is light.
Value drawText(Value modules, Value margin) {
  Value size = modules["size"], data = modules["data"];
  auto isDark = [=](Value x, Value y) { return x >= 0 && y >= 0 && x < size && y < size && data[y * size + x] == 1; };
  Value text = "";
  for (Value y = -margin; y < size + margin; y += 2) {
    for (Value x = -margin; x < size + margin; x++) {
      if (isDark(x, y)) text += isDark(x, y + 1) ? " " : "▄";
      else text += isDark(x, y + 1) ? "▀" : "█";
    }
    text += "\n";
  }
  return text;
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.use(express.static_(path.join(__dirname, "public")));

  // All that is asked for stands in the query.
  app.use("/qr", [](auto& req, auto& res, auto next) {
    Value text = req.query["text"], level = req.query["level"].value_or("M");
    auto margin = Number(req.query["margin"] || 4);
    if (!text || typeof_(text) != "string") return res.status(400).json({{"error", "text is required"}});
    if (!Array("L", "M", "Q", "H").includes(level)) return res.status(400).json({{"error", "level is L, M, Q or H"}});
    if (!Number.isInteger(margin) || margin < 0 || margin > 20)
      return res.status(400).json({{"error", "margin is 0 to 20"}});
    try {
      res.locals["code"] = QRCode.create(text, {{"errorCorrectionLevel", level}});
    } catch (Error& err) {
      return res.status(413).json({{"error", "The text is too long for a QR code"}});
    }
    res.locals["margin"] = margin;
    res.set("Cache-Control", "public, max-age=86400");
    next();
  });

  app.get("/qr/svg", [](auto& req, auto& res) {
    res.type("svg").send(drawSvg(res.locals["code"]["modules"], res.locals["margin"]));
  });

  app.get("/qr/text", [](auto& req, auto& res) {
    res.type("text").send(drawText(res.locals["code"]["modules"], res.locals["margin"]));
  });

  app.get("/qr/json", [](auto& req, auto& res) {
    Value version = res.locals["code"]["version"], modules = res.locals["code"]["modules"];
    res.json({{"version", version}, {"size", modules["size"]}, {"modules", modules["data"].join("")}});
  });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
