// Views that are no files: a class of one's own finds and renders them, here out of a table that stands for a database.
#include <crema/express.hpp>

#include "../markdown/marked.hpp"
using namespace crema;

Value templates = {
    {"crema/examples/index.md", "# {title}\n\nJust an example view rendered with _markdown_.\n"},
    {"crema/examples/Readme.md", "# Examples\n\n- [the page](/)\n- [this text](/Readme.md)\n"},
};

// Stands for a query: the answer comes later.
void find(Value key, Callback<Error, Value> fn) {
  setImmediate([=] { fn(null, templates[key]); });
}

struct TableView : View {
  TableView(Value name, Value options) {
    this->name = name;
    this->engine = options["engines"][crema::path.extname(name)];
    // What app.set("views") says; a class may use it as it likes.
    this->path = options["root"] + "/" + name;
  }

  void render(Value options, Callback<Error, Value> fn) override {
    find(this->path, [=, this](auto err, auto str) {
      if (err) return fn(err);
      this->engine(str, options, fn);
    });
  }
};

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  // An engine takes whatever the class gives it: here the text itself, not the path of a file.
  app.engine("md", [](auto str, auto options, auto fn) {
    try {
      auto html =
          marked.parse(str).replace(Regex(R"(\{([^}]+)\})", "g"), [=](auto, auto name) { return options[name] || ""; });
      fn(null, html);
    } catch (Error& err) {
      fn(err);
    }
  });

  app.set("views", "crema/examples");

  app.set("view", viewClass<TableView>());

  app.get("/", [](auto& req, auto& res) {
    // Locals of the app, of res and these work as they do with files.
    res.render("index.md", {{"title", "Example"}});
  });

  app.get("/Readme.md", [](auto& req, auto& res) { res.render("Readme.md"); });

  app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
}
