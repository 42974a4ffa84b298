// Tokens and hashes of passwords by crema's jsonwebtoken, bcrypt and argon2: a list of calls is answered with the list of what they
// gave or threw. The port of login_lab.js.
#include <crema/argon2.hpp>
#include <crema/bcrypt.hpp>
#include <crema/express.hpp>
#include <crema/jsonwebtoken.hpp>
using namespace crema;

namespace {

// What JSON cannot hold: {$buffer: base64}, {$regex: source}, {$undefined: true}.
Value revived(Value v) {
  if (Array.isArray(v)) return v.map([](auto one) { return revived(one); });
  if (v == null || typeof_(v) != "object") return v;
  if (v.hasOwnProperty("$buffer")) return Buffer.from(v["$buffer"], "base64");
  if (v.hasOwnProperty("$regex")) return Regex(v["$regex"], v.get("flags").value_or(""));
  if (v.hasOwnProperty("$undefined")) return undefined;
  Value out = Object();
  for (auto [key, one] : Object.entries(v)) out[key] = revived(one);
  return out;
}

Value told(Value value) {
  if (Buffer.isBuffer(value)) return {{"value", {{"$buffer", value.toString("base64")}}}};
  return {{"value", value}};
}

Value failed(Error err) {
  return {{"error", {{"name", err.name}, {"message", err.message}, {"json", JSON.stringify(err)}}}};
}

using Give = Callback<Error, Value>;

Task<Value> promised(Callback<Give> start) {
  auto settle = [=](auto resolve, auto reject) {
    start([=](auto err, auto value) { err ? reject(err) : resolve(value); });
  };
  co_return co_await Promise(settle);
}

Value sign(Value call) {
  Value options = call["options"], payload = call["payload"];
  Value token = jwt.sign(payload, call["key"], options);
  return options.get("mutatePayload") ? Value{{"token", token}, {"payload", payload}} : token;
}

Task<Value> sign_later(Value call) {
  Callback<Give> start = [=](auto done) { jwt.sign(call["payload"], call["key"], call["options"], done); };
  co_return co_await promised(start);
}

Task<Value> verify_later(Value call) {
  Callback<Give> start = [=](auto done) {
    if (!call["finder"]) return jwt.verify(call["token"], call["key"], call["options"], done);
    auto find = [=](auto header, auto found) {
      header["kid"] == "nobody" ? found(Error("no such key")) : found(nullptr, call["key"]);
    };
    jwt.verify(call["token"], find, call["options"], done);
  };
  co_return co_await promised(start);
}

Task<Value> hash(Value call) {
  if (!call["callback"]) co_return co_await bcrypt.hash(call["data"], call["salt"]);
  Callback<Give> start = [=](auto done) { bcrypt.hash(call["data"], call["salt"], done); };
  co_return co_await promised(start);
}

Task<Value> compare(Value call) {
  if (!call["callback"]) co_return co_await bcrypt.compare(call["data"], call["hash"]);
  Callback<Give> start = [=](auto done) {
    bcrypt.compare(call["data"], call["hash"],
                   [=](auto err, auto matches) { err ? done(err) : done(nullptr, matches); });
  };
  co_return co_await promised(start);
}

Argon2Options options_of(Value o) {
  return {.type = o.get("type"),
          .memoryCost = o.get("memoryCost"),
          .timeCost = o.get("timeCost"),
          .parallelism = o.get("parallelism"),
          .hashLength = o.get("hashLength"),
          .salt = o.get("salt"),
          .raw = o.get("raw"),
          .secret = o.get("secret"),
          .associatedData = o.get("associatedData"),
          .version = o.get("version")};
}

Task<Value> answer(Value call) {
  Value what = call["do"];
  if (what == "sign" && call["callback"]) co_return co_await sign_later(call);
  if (what == "sign") co_return sign(call);
  if (what == "verify" && (call["finder"] || call["callback"])) co_return co_await verify_later(call);
  if (what == "verify") co_return jwt.verify(call["token"], call["key"], call["options"]);
  if (what == "decode") co_return jwt.decode(call["token"], call["options"]);
  if (what == "hash") co_return co_await hash(call);
  if (what == "hashSync") co_return bcrypt.hashSync(call["data"], call["salt"]);
  if (what == "compare") co_return co_await compare(call);
  if (what == "compareSync") co_return bcrypt.compareSync(call["data"], call["hash"]);
  if (what == "genSalt") co_return co_await bcrypt.genSalt(call["rounds"], call["minor"]);
  if (what == "getRounds") co_return bcrypt.getRounds(call["hash"]);
  if (what == "getSalt") co_return bcrypt.getSalt(call["hash"]);
  if (what == "truncates") co_return bcrypt.truncates(call["data"]);
  Argon2Options options = options_of(call["options"]);
  if (what == "argon2Hash") co_return co_await argon2.hash(call["data"], options);
  Argon2VerifyOptions with = {.secret = options.secret};
  if (what == "argon2Verify") co_return co_await argon2.verify(call["hash"], call["data"], with);
  if (what == "needsRehash") co_return argon2.needsRehash(call["hash"], options);
  throw Error(format("{} is none of the calls", what));
}

}  // namespace

int main() {
  auto app = express();
  app.use(express.json({.limit = "10mb"}));
  app.post("/", [](auto& req, auto& res) -> Task<> {
    Value results = Array();
    for (auto call : req.body) {
      Error thrown;
      try {
        Value value = co_await answer(revived(call));
        results.push(told(value));
      } catch (Error& err) {
        thrown = err;
      }
      if (thrown) results.push(failed(thrown));
    }
    res.json(results);
  });
  app.listen(process.env["PORT"], "127.0.0.1", [] { console.log("up"); });
}
