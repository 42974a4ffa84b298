// Options, and the functions that may stand in them.
#include "interpreter.hpp"

using namespace crema;

namespace random_test {
namespace {

void verify(const Request&, const Response& res, const Value& bytes, const Value& encoding) {
  res.set("X-Verified", format("{} {}", bytes.length(), encoding));
  if (bytes.includes("forbidden")) throw Error("verify refuses");
  if (bytes.includes("teapot")) throw createError(418, "a teapot");
}

Value reviver(const Value& key, const Value& value) {
  if (key == "drop") return undefined;
  return typeof_(value) == "number" ? value + 1 : value;
}

bool wants_parsing(const Request& req) { return req.get("X-Parse") == "yes"; }

Value setting(const Value& options, const char* name, const Value& otherwise) {
  return options.hasOwnProperty(name) ? eval(options[name]) : otherwise;
}
bool flag(const Value& options, const char* name, bool otherwise) { return bool(setting(options, name, otherwise)); }

// What all four parsers have.
template <class Options>
void read_common(Options& made, const Value& options) {
  made.inflate = flag(options, "inflate", made.inflate);
  made.limit = setting(options, "limit", made.limit);
  if (options.get("type").get("$fn")) made.type = [](auto& req) -> Value { return wants_parsing(req); };
  else if (options.hasOwnProperty("type")) made.type = eval(options["type"]);
  if (options.hasOwnProperty("verify")) made.verify = verify;
}

}  // namespace

Value function_of(const Value& name) {
  if (name == "etagLength") return Function([](auto body) { return format("\"{}\"", body.length()); });
  if (name == "etagEncoding")
    return Function([](auto body, auto encoding) { return format("W/\"{}-{}\"", encoding, body.length()); });
  if (name == "etagNone") return Function([] { return undefined; });
  if (name == "queryRaw") return Function([](auto text) { return Value{{"raw", String(text)}}; });
  if (name == "queryText") return Function([](auto text) { return String(text); });
  if (name == "trustFirst") return Function([](auto, auto hop) { return hop < 1; });
  if (name == "trustTen")
    return Function([](auto address) { return address.startsWith("10.") || address.startsWith("127."); });
  if (name == "replaceNumbers")
    return Function([](auto, auto value) { return typeof_(value) == "number" ? value + 1 : value; });
  if (name == "dropPrivate")
    return Function([](auto key, auto value) { return key.startsWith("_") ? undefined : value; });
  if (name == "upper") return Function([](auto text) { return text.toUpperCase(); });
  if (name == "plain") return Function([](auto text) { return text; });
  throw Error("no function " + name);
}

Handler parser(const Value& kind, const Value& options) {
  if (kind == "json") {
    JsonOptions made;
    read_common(made, options);
    made.strict = flag(options, "strict", true);
    if (options.hasOwnProperty("reviver")) made.reviver = [](auto key, auto value) { return reviver(key, value); };
    return express.json(made);
  }
  if (kind == "urlencoded") {
    UrlencodedOptions made;
    read_common(made, options);
    made.extended = flag(options, "extended", false);
    made.parameterLimit = setting(options, "parameterLimit", made.parameterLimit);
    made.depth = setting(options, "depth", made.depth);
    made.defaultCharset = setting(options, "defaultCharset", made.defaultCharset).str();
    made.charsetSentinel = flag(options, "charsetSentinel", false);
    made.interpretNumericEntities = flag(options, "interpretNumericEntities", false);
    return express.urlencoded(made);
  }
  if (kind == "text") {
    TextOptions made;
    read_common(made, options);
    made.defaultCharset = setting(options, "defaultCharset", made.defaultCharset).str();
    return express.text(made);
  }
  RawOptions made;
  read_common(made, options);
  return express.raw(made);
}

Handler static_files(const Value& root, const Value& options) {
  StaticOptions made;
  made.dotfiles = setting(options, "dotfiles", made.dotfiles);
  made.etag = flag(options, "etag", made.etag);
  made.extensions = setting(options, "extensions", made.extensions);
  made.fallthrough = flag(options, "fallthrough", made.fallthrough);
  made.immutable = flag(options, "immutable", made.immutable);
  made.index = setting(options, "index", made.index);
  made.maxAge = setting(options, "maxAge", 0);
  made.lastModified = flag(options, "lastModified", made.lastModified);
  made.redirect = flag(options, "redirect", made.redirect);
  if (options.hasOwnProperty("setHeaders"))
    made.setHeaders = [](auto& res, auto file, auto stat) {
      res.set("X-File", format("{} {}", path.basename(file), stat.size));
    };
  made.cacheControl = flag(options, "cacheControl", made.cacheControl);
  made.acceptRanges = flag(options, "acceptRanges", made.acceptRanges);
  return express.static_(root, made);
}

SendFileOptions send_options(const Value& options) {
  SendFileOptions made;
  made.root = setting(options, "root", {});
  made.dotfiles = setting(options, "dotfiles", made.dotfiles);
  made.extensions = setting(options, "extensions", made.extensions);
  made.immutable = flag(options, "immutable", made.immutable);
  made.index = setting(options, "index", made.index);
  made.maxAge = setting(options, "maxAge", 0);
  made.lastModified = flag(options, "lastModified", made.lastModified);
  made.headers = setting(options, "headers", {});
  made.cacheControl = flag(options, "cacheControl", made.cacheControl);
  made.acceptRanges = flag(options, "acceptRanges", made.acceptRanges);
  made.start = setting(options, "start", {});
  made.end = setting(options, "end", {});
  return made;
}

}  // namespace random_test
