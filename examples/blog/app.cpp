// A blog: posts are written, changed and deleted by forms; messages tell what has happened.
#include <crema/ejs.hpp>
#include <crema/express.hpp>
#include <crema/method_override.hpp>
#include <crema/session.hpp>
using namespace crema;

// In place of a database.
Value posts = {
    {{"id", 1}, {"slug", "hello-world"}, {"title", "Hello World"}, {"body", "The first post."}, {"comments", Array()}},
    {{"id", 2}, {"slug", "second-post"}, {"title", "Second Post"}, {"body", "Even shorter."}, {"comments", Array()}},
};
Value lastId = posts.length();

Value slugify(Value title) {
  return title.trim().toLowerCase().replace(Regex("[^a-z0-9]+", "g"), "-").replace(Regex("^-|-$", "g"), "");
}

Value wrongFields(Value form) {
  Value title = form["title"], body = form["body"];
  Value errors = Array();
  if (!title || !title.trim()) errors.push("A post needs a title.");
  if (!body || !body.trim()) errors.push("A post needs a text.");
  return errors;
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.set("view engine", "ejs");
  app.set("views", path.join(__dirname, "views"));
  app.locals["siteName"] = "A Small Blog";
  app.locals["excerpt"] =
      Function([](auto text, auto length) { return text.length() > length ? text.slice(0, length) + "…" : text; });

  app.use(express.static_(path.join(__dirname, "public")));
  app.use(express.urlencoded({.extended = true}));
  app.use(methodOverride("_method"));
  app.use(session({.secret = "blog secret", .resave = false, .saveUninitialized = false}));

  // A message is shown on the next page, once.
  app.use([](auto& req, auto& res, auto next) {
    res.locals["message"] = req.session["message"];
    delete_(req.session["message"]);
    next();
  });

  auto router = express.Router();

  // Whatever has a slug has a post, too.
  router.param("slug", [](auto& req, auto& res, auto next, auto slug) {
    req["post"] = posts.find([=](auto post) { return post["slug"] == slug; });
    if (!req["post"]) return next("route");
    next();
  });

  router.get("/", [](auto& req, auto& res) {
    auto newest = Value{spread(posts)}.reverse();
    res.render("posts/index", {{"posts", newest}});
  });

  router.get("/new", [](auto& req, auto& res) {
    res.render("posts/new", {{"post", {{"title", ""}, {"body", ""}}}, {"errors", Array()}});
  });

  router.post("/", [](auto& req, auto& res) {
    Value title = req.body["title"], body = req.body["body"];
    auto errors = wrongFields(req.body);
    if (errors.length())
      return res.status(422).render("posts/new", {{"post", {{"title", title}, {"body", body}}}, {"errors", errors}});

    Value id = ++lastId;
    auto slug = slugify(title);
    auto taken = posts.some([=](auto post) { return post["slug"] == slug; });
    Value post = {{"id", id},
                  {"slug", taken ? format("{}-{}", slug, id) : slug},
                  {"title", title},
                  {"body", body},
                  {"comments", Array()}};
    posts.push(post);
    req.session["message"] = {{"type", "success"}, {"text", format("“{}” is online.", title)}};
    res.redirect(format("/posts/{}", post["slug"]));
  });

  router.get("/:slug", [](auto& req, auto& res) { res.render("posts/show", {{"post", req["post"]}}); });

  router.get("/:slug/edit", [](auto& req, auto& res) {
    res.render("posts/edit", {{"post", req["post"]}, {"errors", Array()}});
  });

  router.put("/:slug", [](auto& req, auto& res) {
    auto errors = wrongFields(req.body);
    if (errors.length())
      return res.status(422).render("posts/edit",
                                    {{"post", {spread(req["post"]), spread(req.body)}}, {"errors", errors}});

    Object.assign(req["post"], {{"title", req.body["title"]}, {"body", req.body["body"]}});
    req.session["message"] = {{"type", "success"}, {"text", "The post has been changed."}};
    res.redirect(format("/posts/{}", req["post"]["slug"]));
  });

  router.delete_("/:slug", [](auto& req, auto& res) {
    posts.splice(posts.indexOf(req["post"]), 1);
    req.session["message"] = {{"type", "info"}, {"text", format("“{}” is gone.", req["post"]["title"])}};
    res.redirect("/posts");
  });

  router.post("/:slug/comments", [](auto& req, auto& res) {
    Value comment = req.body["comment"] || Object(), author = comment["author"], text = comment["text"];
    if (text) req["post"]["comments"].push({{"author", author || "Anonymous"}, {"text", text}});
    res.redirect(format("/posts/{}#comments", req["post"]["slug"]));
  });

  app.get("/", [](auto& req, auto& res) { res.redirect("/posts"); });
  app.use("/posts", router);

  app.use([](auto& req, auto& res) { res.status(404).render("404", {{"url", req.originalUrl}}); });

  app.listen(port, [=] { console.log(format("Blog listening on port {}", port)); });
}
