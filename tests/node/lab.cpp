// The port of lab.js: what each of the made-up calls gives, one a line.
#include <crema/assert.hpp>
#include <crema/express.hpp>
#include <crema/querystring.hpp>
#include <crema/url.hpp>
#include <crema/util.hpp>
#include <crema/zlib.hpp>

#include <functional>
#include <iostream>
#include <map>
#include <string>

using namespace crema;

namespace {

using Call = std::function<Value(const Value& a)>;

Value number(const Value& n) { return Object.is(n, -0.0) ? Value("-0") : String(n); }
std::string text_of(const Value& v) { return v.str(); }

Value edited(const URLSearchParams& params, const Value& op, const Value& name, const Value& value) {
  if (op == "append") params.append(name, value);
  else if (op == "set") params.set(name, value);
  else if (op == "delete") params.delete_(name);
  else if (op == "sort") params.sort();
  else if (op == "get") return params.get(name);
  else if (op == "has") return Array.of(params.has(name), params.has(name, value));
  else if (op == "getAll") return params.getAll(name);
  return params.toString();
}

Value url_parts(const Value& a) {
  const auto url = a.length() > 1 ? URL(a.at(0), a.at(1)) : URL(a.at(0));
  Value pairs = Array();
  for (auto [name, value] : url.searchParams) pairs.push(Array.of(name, value));
  return Array.of(url.href, url.origin, url.protocol, url.username, url.password, url.host, url.hostname, url.port,
                  url.pathname, url.search, url.hash, pairs, JSON.stringify({{"url", url}}), util.inspect(url));
}

void set_part(const Url& url, const Value& part, const Value& value) {
  if (part == "href") url.href = value;
  else if (part == "protocol") url.protocol = value;
  else if (part == "username") url.username = value;
  else if (part == "password") url.password = value;
  else if (part == "host") url.host = value;
  else if (part == "hostname") url.hostname = value;
  else if (part == "port") url.port = value;
  else if (part == "pathname") url.pathname = value;
  else if (part == "search") url.search = value;
  else url.hash = value;
}

Value url_set(const Value& a) {
  auto url = URL(a.at(0));
  Value out = Array();
  for (const Value set : a.at(1)) {
    try {
      set_part(url, set.at(0), set.at(1));
      out.push(Array.of(url.href, url.origin, url.searchParams.toString()));
    } catch (const Error& e) {
      out.push(e.message);
    }
  }
  return out;
}

Value url_link(const Value& a) {
  auto url = URL(a.at(0));
  Value out = Array();
  for (const Value edit : a.at(1)) {
    if (edit.at(0) == "search") url.search = edit.at(1);
    else edited(url.searchParams, edit.at(0), edit.at(1), edit.at(2));
    out.push(Array.of(url.href, url.search, url.searchParams.size()));
  }
  return out;
}

Value params(const Value& a) {
  const auto params = URLSearchParams(a.at(0));
  Value out = Array.of(params.toString(), params.keys(), params.values(), util.inspect(params));
  for (const Value edit : a.at(1)) out.push(edited(params, edit.at(0), edit.at(1), edit.at(2)));
  return out;
}

Value date_show(const Value& a) {
  const auto d = Date(a.at(0));
  const auto zone = [&](const Value& text) {
    const bool other = a.at(0) < 0 || a.at(0) > 4e12;
    return other ? text.split(" (").at(0) : text;
  };
  Value out = Array.of(zone(d.toString()), d.toUTCString(), d.toLocaleString(), d.toDateString(),
                       zone(d.toTimeString()), d.toLocaleDateString(), d.toLocaleTimeString(), d.getFullYear(),
                       d.getMonth(), d.getDate(), d.getDay(), d.getHours(), d.getMinutes(), d.getUTCFullYear(),
                       d.getUTCMonth(), d.getUTCDate(), d.getUTCDay(), d.getUTCHours(), d.getTimezoneOffset());
  out.push(d.toJSON(), d.toISOString());
  return out;
}

Value date_make(const Value& a) {
  return Array.of(number(Date(a.at(0), a.at(1), a.at(2), a.at(3), a.at(4), a.at(5), a.at(6)).getTime()),
                  number(Date.UTC(a.at(0), a.at(1), a.at(2), a.at(3), a.at(4), a.at(5), a.at(6))));
}

Value date_set(const Value& a) {
  using Set = std::function<Value(const DateTime&, const Value&)>;
#define SETTER(name)                                                                                                   \
  {                                                                                                                    \
#name, [](const DateTime& d, const Value& n) -> Value { return d.name(n); }                                        \
  }
  static const std::map<std::string, Set> setters = {
      SETTER(setFullYear), SETTER(setMonth),        SETTER(setDate),     SETTER(setHours),   SETTER(setMinutes),
      SETTER(setSeconds),  SETTER(setMilliseconds), SETTER(setUTCHours), SETTER(setUTCDate), SETTER(setUTCMonth)};
#undef SETTER
  return number(setters.at(text_of(a.at(1)))(Date(a.at(0)), a.at(2)));
}

Value buffer_read(const Value& a) {
  using Read = std::function<Value(const Value&, const Value&)>;
#define READER(name)                                                                                                   \
  {                                                                                                                    \
#name, [](const Value& b, const Value& at) -> Value { return b.name(at); }                                         \
  }
  static const std::map<std::string, Read> readers = {
      READER(readUInt8),   READER(readInt8),     READER(readUInt16LE), READER(readUInt16BE), READER(readInt16LE),
      READER(readInt16BE), READER(readUInt32LE), READER(readUInt32BE), READER(readInt32LE),  READER(readInt32BE),
      READER(readFloatLE), READER(readFloatBE),  READER(readDoubleLE), READER(readDoubleBE)};
#undef READER
  return number(readers.at(text_of(a.at(1)))(Buffer.from(a.at(0), "hex"), a.at(2)));
}

Value buffer_write(const Value& a) {
  using Write = std::function<Value(const Value&, const Value&, const Value&)>;
#define WRITER(name)                                                                                                   \
  {                                                                                                                    \
#name, [](const Value& b, const Value& n, const Value& at) -> Value { return b.name(n, at); }                      \
  }
  static const std::map<std::string, Write> writers = {
      WRITER(writeUInt8),   WRITER(writeInt8),     WRITER(writeUInt16LE), WRITER(writeUInt16BE), WRITER(writeInt16LE),
      WRITER(writeInt16BE), WRITER(writeUInt32LE), WRITER(writeUInt32BE), WRITER(writeInt32LE),  WRITER(writeInt32BE),
      WRITER(writeFloatLE), WRITER(writeFloatBE),  WRITER(writeDoubleLE), WRITER(writeDoubleBE)};
#undef WRITER
  const Value buffer = Buffer.alloc(12);
  const Value end = writers.at(text_of(a.at(0)))(buffer, a.at(1), a.at(2));
  return Array.of(end, buffer.toString("hex"));
}

Value buffer_from(const Value& a) {
  const Value buffer = Buffer.from(a.at(0), a.at(1));
  return Array.of(buffer.toString("hex"), buffer.toString(a.at(2)), Buffer.byteLength(a.at(0), a.at(1)));
}
Value buffer_text(const Value& a) {
  const Value b = Buffer.from(a.at(0), "hex");
  return Array.of(b.toString(a.at(1)), b.toString(a.at(1), a.at(2), a.at(3)), util.inspect(b), JSON.stringify(b));
}
Value buffer_find(const Value& a) {
  const Value b = Buffer.from(a.at(0), "hex"), w = Buffer.from(a.at(1), "hex"), from = a.at(2);
  return Array.of(b.indexOf(w, from), b.lastIndexOf(w), b.includes(w), Buffer.compare(b, w),
                  b.slice(from).toString("hex"));
}

Value inspect(const Value& a) {
  const Value v = a.at(0);
  return Array.of(util.inspect(v), util.inspect(v, {.depth = 0}), util.inspect(v, {.depth = null, .breakLength = 40}));
}

Value format(const Value& a) {
  switch (a.length()) {
    case 1:
      return util.format(a.at(0));
    case 2:
      return util.format(a.at(0), a.at(1));
    case 3:
      return util.format(a.at(0), a.at(1), a.at(2));
    case 4:
      return util.format(a.at(0), a.at(1), a.at(2), a.at(3));
    default:
      return util.format(a.at(0), a.at(1), a.at(2), a.at(3), a.at(4));
  }
}

Value numbers(const Value& a) {
  const Value n = a.at(0), digits = a.at(1);
  const bool whole = Number.isSafeInteger(n);
  return Array.of(String(n), n.toFixed(digits), n.toPrecision(a.at(2)), n.toExponential(digits),
                  whole ? n.toString(a.at(3)) : Value(""));
}

Value paths(const Value& a) {
  const Value f = a.at(0), first = a.at(1), second = a.at(2);
  if (f == "join") return path.join(first, second);
  if (f == "resolve") return path.resolve(first, second);
  if (f == "relative") return path.relative(first, second);
  if (f == "normalize") return path.normalize(second);
  if (f == "dirname") return path.dirname(second);
  if (f == "basename") return path.basename(second);
  if (f == "extname") return path.extname(second);
  if (f == "isAbsolute") return path.isAbsolute(second);
  return path.parse(second);
}

Value parse(const Value& a) {
  try {
    return JSON.stringify(JSON.parse(a.at(0)));
  } catch (const Error& e) {
    return e.name;
  }
}

Value uri(const Value& a) {
  const Value f = a.at(0), text = a.at(1);
  if (f == "encodeURIComponent") return encodeURIComponent(text);
  if (f == "encodeURI") return encodeURI(text);
  if (f == "decodeURIComponent") return decodeURIComponent(text);
  return decodeURI(text);
}

Value cipher(const Value& a) {
  const Value name = a.at(0), text = a.at(1), seed = a.at(2);
  const Value iv_sizes = {{"aes-128-ecb", 0}, {"aes-256-gcm", 12}, {"chacha20-poly1305", 12}, {"des-ede3-cbc", 8}};
  const Value key_sizes = {{"aes-128-cbc", 16}, {"aes-192-cbc", 24}, {"aes-128-ecb", 16}, {"des-ede3-cbc", 24}};
  Value key = Buffer.alloc(key_sizes.get(name).value_or(32));
  for (int i = 0; i < key.length(); ++i) key.writeUInt8((seed + 1 + i) % 256, i);
  const Value iv = Buffer.alloc(iv_sizes.get(name).value_or(16), seed);
  auto cipher = crypto.createCipheriv(name, key, iv);
  Value out = cipher.update(text, "utf8", "base64");
  out += cipher.final("base64");
  const bool tagged = name == "chacha20-poly1305" || name.endsWith("gcm");
  return Array.of(out, tagged ? cipher.getAuthTag().toString("hex") : Value(""));
}

Value packed(const Value& a) {
  const Value f = a.at(0), bytes = a.at(1), options = a.at(2);
  if (f == "gzipSync") return zlib.gzipSync(bytes, options).toString("hex");
  if (f == "deflateSync") return zlib.deflateSync(bytes, options).toString("hex");
  if (f == "deflateRawSync") return zlib.deflateRawSync(bytes, options).toString("hex");
  return zlib.brotliCompressSync(bytes, options).toString("hex");
}

Value unpacked(const Value& a) {
  const Value f = a.at(0), bytes = Buffer.from(a.at(1), "hex"), options = a.at(2);
  if (f == "gunzipSync") return zlib.gunzipSync(bytes, options).toString("hex");
  if (f == "inflateSync") return zlib.inflateSync(bytes, options).toString("hex");
  if (f == "inflateRawSync") return zlib.inflateRawSync(bytes, options).toString("hex");
  if (f == "unzipSync") return zlib.unzipSync(bytes, options).toString("hex");
  return zlib.brotliDecompressSync(bytes, options).toString("hex");
}

Value texts(const Value& a) {
  const Value text = a.at(0), f = a.at(1);
  if (f == "toUpperCase") return text.toUpperCase();
  if (f == "toLowerCase") return text.toLowerCase();
  if (f == "trim") return text.trim();
  if (f == "trimStart") return text.trimStart();
  if (f == "trimEnd") return text.trimEnd();
  if (f == "length") return text.length();
  return f == "split" ? text.split("") : Array.from(text);
}

Value text_numbers(const Value& a) {
  const Value text = a.at(0), f = a.at(1), first = a.at(2), second = a.at(3);
  if (f == "slice") return text.slice(first, second);
  if (f == "substring") return text.substring(first, second);
  if (f == "substr") return text.substr(first, second);
  const Value v = f == "at"           ? text.at(first)
                  : f == "charAt"     ? text.charAt(first)
                  : f == "charCodeAt" ? text.charCodeAt(first)
                  : f == "repeat"     ? text.repeat(first)
                                      : text.codePointAt(first);
  if (v == undefined) return "undefined";
  return typeof_(v) == "number" ? number(v) : v;
}

Value text_search(const Value& a) {
  const Value text = a.at(0), f = a.at(1), what = a.at(2), more = a.at(3);
  if (f == "indexOf") return text.indexOf(what);
  if (f == "lastIndexOf") return text.lastIndexOf(what);
  if (f == "includes") return text.includes(what);
  if (f == "startsWith") return text.startsWith(what);
  if (f == "endsWith") return text.endsWith(what);
  if (f == "split") return text.split(what);
  if (f == "replace") return text.replace(what, more);
  if (f == "replaceAll") return text.replaceAll(what, more);
  if (f == "concat") return text.concat(what, more);
  if (f == "padStart") return text.padStart(9, what);
  return text.padEnd(9, what);
}

Value math(const Value& a) {
  using Function = std::function<Value(const Value&, const Value&)>;
#define ONE(name)                                                                                                      \
  {                                                                                                                    \
#name, [](const Value& x, const Value&) -> Value { return Math.name(x); }                                          \
  }
#define TWO(name)                                                                                                      \
  {                                                                                                                    \
#name, [](const Value& x, const Value& y) -> Value { return Math.name(x, y); }                                     \
  }
  static const std::map<std::string, Function> all = {
      ONE(clz32), TWO(imul),  ONE(fround), ONE(sinh),  ONE(cosh), ONE(tanh), ONE(asinh), ONE(acosh), ONE(atanh),
      ONE(expm1), ONE(log1p), ONE(round),  ONE(trunc), ONE(sign), ONE(cbrt), TWO(hypot), ONE(log2),  ONE(log10)};
#undef ONE
#undef TWO
  const Value f = a.at(0), n = all.at(text_of(f))(a.at(1), a.at(2));
  const Value exact = {"clz32", "imul", "fround", "round", "trunc", "sign"};
  return exact.includes(f) ? number(n) : n.toPrecision(12);
}

Value array(const Value& a) {
  const Value f = a.at(0), list = a.at(1), x = a.at(2), from = a.at(3), to = a.at(4);
  if (f == "fill") return list.fill(x, from, to);
  if (f == "copyWithin") return list.copyWithin(from, to);
  if (f == "splice") {
    const Value out = list.splice(from, to, x);
    return Array.of(out, list);
  }
  if (f == "toSpliced") return Array.of(list.toSpliced(from, to, x, "y"), list);
  if (f == "slice") return list.slice(from, to);
  if (f == "flat") return list.flat(from);
  if (f == "with") return list.with(from, x);
  if (f == "at") return list.at(from).value_or(null);
  if (f == "lastIndexOf") return list.lastIndexOf(x, from);
  if (f == "indexOf") return list.indexOf(x, from);
  if (f == "includes") return list.includes(x, from);
  if (f == "concat") return list.concat(Array.of(x), from);
  if (f == "keys") return Array.of(list.keys(), list.values(), list.entries());
  if (f == "join") return list.join(x);
  return f == "sort" ? list.sort() : list.reverse();
}

Value each(const Value& a) {
  const Value f = a.at(0), list = a.at(1);
  if (f == "unique") return list.filter([](auto x, auto i, auto self) { return self.indexOf(x) == i; });
  if (f == "weighted") return list.reduce([](auto sum, auto x, auto i) { return sum + x * i; }, 0);
  if (f == "last") return list.map([](auto, auto i, auto all) { return i == all.length() - 1; });
  if (f == "total") return list.reduce([](auto sum, auto x, auto, auto all) { return sum + x / all.length(); }, 0);
  if (f == "fromRight") return list.reduceRight([](auto out, auto x, auto i) { return out + x + i; }, "");
  if (f == "pairs") return Array.from(Map(list.map([](auto x, auto i) { return Array.of(x, i); })));
  return {spread(Set(list))};
}

Value query_parsed(const Value& a) {
  const Value most = a.at(3);
  return querystring.parse(a.at(0), a.at(1), a.at(2), most == null ? Value() : Value{{"maxKeys", most}});
}

template <class F>
bool passes(F f) {
  try {
    f();
    return true;
  } catch (const AssertionError&) {
    return false;
  }
}

Value equality(const Value& args) {
  const Value a = args.at(0), b = args.at(1);
  return Array.of(util.isDeepStrictEqual(a, b), passes([&] { assert.deepEqual(a, b); }),
                  passes([&] { assert.equal(a, b); }), passes([&] { assert.strictEqual(a, b); }),
                  passes([&] { assert.notEqual(a, b); }));
}

Value asserted(const Value& args) {
  const Value f = args.at(0), a = args.at(1), b = args.at(2), message = args.at(3) == null ? Value() : args.at(3);
  try {
    if (f == "ok") assert.ok(a, message);
    else if (f == "equal") assert.equal(a, b, message);
    else if (f == "notEqual") assert.notEqual(a, b, message);
    else if (f == "strictEqual") assert.strictEqual(a, b, message);
    else if (f == "notStrictEqual") assert.notStrictEqual(a, b, message);
    else if (f == "deepEqual") assert.deepEqual(a, b, message);
    else if (f == "notDeepEqual") assert.notDeepEqual(a, b, message);
    else if (f == "deepStrictEqual") assert.deepStrictEqual(a, b, message);
    else assert.notDeepStrictEqual(a, b, message);
  } catch (const AssertionError& e) {
    const Value first = f == "ok" || !!message ? Value("") : e.message.split("\n").at(0);
    return Array.of(e.name, e.code, e["operator"], e["generatedMessage"], e["actual"], e["expected"], first);
  }
  return "passes";
}

const std::map<std::string, Call> functions = {
    {"url", url_parts},
    {"url.set", url_set},
    {"url.link", url_link},
    {"params", params},
    {"fileURLToPath", [](const Value& a) { return fileURLToPath(a.at(0)); }},
    {"pathToFileURL", [](const Value& a) -> Value { return pathToFileURL(a.at(0)).href; }},
    {"date.parse", [](const Value& a) { return number(Date.parse(a.at(0))); }},
    {"date.show", date_show},
    {"date.make", date_make},
    {"date.set", date_set},
    {"buffer.from", buffer_from},
    {"buffer.text", buffer_text},
    {"buffer.find", buffer_find},
    {"buffer.read", buffer_read},
    {"buffer.write", buffer_write},
    {"inspect", inspect},
    {"format", format},
    {"number", numbers},
    {"toLocaleString", [](const Value& a) { return a.at(0).toLocaleString(); }},
    {"path", paths},
    {"stringify", [](const Value& a) { return JSON.stringify(a.at(0), null, a.at(1)); }},
    {"parse", parse},
    {"parseInt",
     [](const Value& a) { return number(a.at(1) == null ? parseInt(a.at(0)) : parseInt(a.at(0), a.at(1))); }},
    {"parseFloat", [](const Value& a) { return number(parseFloat(a.at(0))); }},
    {"Number", [](const Value& a) { return number(Number(a.at(0))); }},
    {"uri", uri},
    {"hash", [](const Value& a) { return crypto.createHash(a.at(0)).update(a.at(1)).digest(a.at(2)); }},
    {"hmac", [](const Value& a) { return crypto.createHmac(a.at(0), a.at(1)).update(a.at(2)).digest(a.at(3)); }},
    {"cipher", cipher},
    {"zlib.pack", packed},
    {"zlib.unpack", unpacked},
    {"localeCompare", [](const Value& a) -> Value { return a.at(0).localeCompare(a.at(1)); }},
    {"localeCompare.options", [](const Value& a) -> Value { return a.at(0).localeCompare(a.at(1), "en", a.at(2)); }},
    {"normalize", [](const Value& a) { return a.at(0).normalize(a.at(1)); }},
    {"wellFormed", [](const Value& a) -> Value { return Array.of(a.at(0).isWellFormed(), a.at(0).toWellFormed()); }},
    {"base64", [](const Value& a) { return a.at(0) == "btoa" ? btoa(a.at(1)) : atob(a.at(1)); }},
    {"math", math},
    {"array", array},
    {"each", each},
    {"querystring.parse", query_parsed},
    {"querystring.stringify", [](const Value& a) { return querystring.stringify(a.at(0), a.at(1), a.at(2)); }},
    {"querystring.escape",
     [](const Value& a) { return a.at(0) == "escape" ? querystring.escape(a.at(1)) : querystring.unescape(a.at(1)); }},
    {"equality", equality},
    {"assert", asserted},
    {"text", texts},
    {"text.numbers", text_numbers},
    {"text.search", text_search},
};

std::string result_of(const std::string& line) {
  const Value call = JSON.parse(line);
  try {
    return JSON.stringify(functions.at(text_of(call.get("f")))(call.get("a"))).str();
  } catch (const Error& e) {
    const Value message = "throws " + e.name + " " + e.code.value_or("") + " " + e.message;
    return message.replaceAll("\n", "\\n").str();
  }
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    if (!line.empty()) std::cout << result_of(line) << '\n';
  }
}
