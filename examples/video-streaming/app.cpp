// A film in pieces: the player asks for ranges, and gets at most a megabyte at a time.
#include <crema/express.hpp>
#include <crema/fs.hpp>
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;
  auto film = path.join(__dirname, "video.mp4");
  auto piece = Number(process.env["PIECE"] || 1000000);

  app.get("/", [](auto& req, auto& res) {
    res.send(R"(<!DOCTYPE html><title>Video</title><video controls width="640" src="/video"></video>)");
  });

  app.get("/video", [=](auto& req, auto& res) {
    auto size = fs.statSync(film).size;
    auto range = req.headers["range"];
    if (!range) {
      res.writeHead(200, {{"Content-Length", size}, {"Content-Type", "video/mp4"}, {"Accept-Ranges", "bytes"}});
      return void(fs.createReadStream(film).pipe(res));
    }
    auto parts = range.replace("bytes=", "").split("-");
    auto start = parseInt(parts[0], 10);
    auto end = parts[1] ? parseInt(parts[1], 10) : Math.min(start + piece, size) - 1;
    if (isNaN(start) || start >= size || end < start) {
      res.set("Content-Range", format("bytes */{}", size));
      return res.status(416).send("Requested range not satisfiable");
    }
    auto last = Math.min(end, size - 1);
    res.writeHead(206, {
                           {"Content-Range", format("bytes {}-{}/{}", start, last, size)},
                           {"Accept-Ranges", "bytes"},
                           {"Content-Length", last - start + 1},
                           {"Content-Type", "video/mp4"},
                       });
    fs.createReadStream(film, {{"start", start}, {"end", last}}).pipe(res);
  });

  app.get("/simple", [](auto& req, auto& res) { res.sendFile("video.mp4", {.root = __dirname}); });
  app.get("/download", [](auto& req, auto& res) { res.download("video.mp4", "film.mp4", {.root = __dirname}); });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
