// The default error page and what it keeps and drops; http-errors; errors with odd properties.
#include <crema/express.hpp>

#include "sections.hpp"
using namespace crema;

Router errorsEdge() {
  auto router = express.Router();
  auto fail = [](Value properties, Value message = "of ours") {
    return [=](auto& req, auto& res, auto next) { next(Object.assign(Error(message), properties)); };
  };

  // which status counts
  router.all("/status/both", fail({{"status", 400}, {"statusCode", 503}}));
  router.all("/status/code-alone", fail({{"statusCode", 410}}));
  router.all("/status/low-then-code", fail({{"status", 304}, {"statusCode", 404}}));
  router.all("/status/high", fail({{"status", 600}}));
  router.all("/status/399", fail({{"status", 399}}));
  router.all("/status/code-200", fail({{"statusCode", 200}}));
  router.all("/status/599", fail({{"status", 599}}));
  router.all("/status/none", fail(Object()));
  router.all("/res/:code", [](auto& req, auto& res, auto next) {
    res.statusCode = Number(req.params["code"]);
    next(Error("after a status"));
  });
  router.all("/res-and-error/:code", [](auto& req, auto& res, auto next) {
    res.status(Number(req.params["code"]));
    next(createError(409, "conflict"));
  });
  router.all("/status-message", [](auto& req, auto& res, auto next) {
    res.statusMessage = "Something Own";
    next(createError(418));
  });
  router.all("/404-after-status/:code", [](auto& req, auto& res, auto next) {
    res.status(Number(req.params["code"]));
    next();
  });
  router.all("/404-with-message", [](auto& req, auto& res, auto next) {
    res.statusMessage = "Not Here";
    next();
  });

  // headers of the error and headers set before
  router.all("/headers/with-status",
             fail({{"status", 503}, {"headers", {{"Retry-After", "60"}, {"X-Reason", "busy"}}}}));
  router.all("/headers/without-status", fail({{"headers", {{"X-Foo", "bar"}}}}));
  router.all("/headers/low-status", fail({{"status", 201}, {"headers", {{"X-Foo", "bar"}}}}));
  router.all("/headers/code", fail({{"statusCode", 405}, {"headers", {{"Allow", "GET, PUT"}}}}));
  router.all(
      "/headers/own-type",
      fail({{"status", 500}, {"headers", {{"Content-Type", "text/plain"}, {"Content-Length", "3"}, {"X-A", "1"}}}}));
  Value prepared = {{"Content-Encoding", "gzip"},
                    {"Content-Language", "fr"},
                    {"Content-Range", "bytes 0-1/2"},
                    {"Content-Type", "application/json"},
                    {"Content-Length", "99"},
                    {"Content-Disposition", "attachment"},
                    {"Content-MD5", "x"},
                    {"X-Kept", "yes"},
                    {"Cache-Control", "public"},
                    {"ETag", "\"e\""},
                    {"Content-Security-Policy", "default-src 'self'"}};
  router.all("/prepared/error", [=](auto& req, auto& res, auto next) {
    res.set(prepared).cookie("kept", "1");
    next(createError(400));
  });
  router.all("/prepared/none", [=](auto& req, auto& res, auto next) {
    res.set(prepared);
    next();
  });

  // http-errors
  Map<Callback<Error()>> makers = {
      {"named", [] { return createError.NotFound(); }},
      {"named-text", [] { return createError.ImATeapot("short and stout"); }},
      {"number", [] { return createError(429); }},
      {"number-text", [] { return createError(403, "stay out"); }},
      {"text", [] { return createError("plain text"); }},
      {"none", [] { return createError(); }},
      {"properties",
       [] {
         return createError(404, "gone", {{"id", 7}, {"code", "E_GONE"}});
       }},
      {"low", [] { return createError(200, "not an error status"); }},
      {"odd", [] { return createError(499, "client closed"); }},
      {"wrapped", [] { return createError(502, Error("inner")); }},
      {"hidden",
       [] {
         return createError(500, "secret", {{"expose", true}});
       }},
      {"shown",
       [] {
         return createError(400, "hidden", {{"expose", false}});
       }},
  };
  router.get("/made/:kind", [=](auto& req, auto& res, auto next) { next(makers.get(req.params["kind"])()); });
  router.get("/made/:kind/page", [=](auto& req, auto& res, auto next) { next(makers.get(req.params["kind"])()); });
  router.use("/made/:kind/page", [](auto& err, auto& req, auto& res, auto next) { next(err); });
  router.use("/made", [](auto& err, auto& req, auto& res, auto next) {
    if (req.path().endsWith("/page")) return next(err);
    res.status(err.status || 500)
        .json({{"name", err.name},
               {"message", err.message},
               {"status", err.status || null},
               {"statusCode", err.statusCode || null},
               {"expose", err.expose.value_or(null)},
               {"id", err["id"] || null},
               {"code", err.code || null},
               {"is", createError.isHttpError(err)}});
  });

  // next() with what is not an error object
  router.get("/value/text", [](auto& req, auto& res, auto next) { next("a <b>text</b>"); });
  router.get("/value/null", [](auto& req, auto& res, auto next) { next(null); });
  router.get("/value/:any", [](auto& req, auto& res) { res.send("no error"); });

  // a page for people, one for programs, as tutorials write them
  auto site = express();
  site.get("/fails", fail({{"status", 403}}, "forbidden fruit"));
  site.get("/breaks", [] { throw Error("a bug"); });
  site.get("/api/:id", [](auto& req, auto& res, auto next) {
    req.params["id"] == "1" ? res.json({{"id", 1}}) : next(createError(404, "no such thing"));
  });
  site.use("/api", [](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500).json({{"error", err.expose ? err.message : "internal error"}});
  });
  site.use([](auto& req, auto& res) {
    res.status(404);
    res.format({
        {"html", [&] { res.send(format("<h1>Not found</h1><p>{}</p>", req.url)); }},
        {"json",
         [&] {
           res.json({{"error", "Not found"}});
         }},
        {"default", [&] { res.type("txt").send("Not found"); }},
    });
  });
  site.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500);
    if (req.xhr()) return res.send({{"error", "Something failed!"}});
    if (res.statusCode < 500) return res.type("text").send(err.message);
    next(err);
  });
  router.use("/site", site);

  // a body that nobody reads
  router.post("/unread", [](auto& req, auto& res, auto next) { next(createError(413)); });
  router.post("/read", express.raw({.type = "*/*"}), [](auto& req, auto& res, auto next) { next(createError(422)); });

  return router;
}
