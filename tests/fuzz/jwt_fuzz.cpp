// jsonwebtoken: a token as it may come from anybody, or a header and a payload that are signed. What nobody signed is refused, what
// was signed comes back, and no letter of it may change. The first byte chooses; where it is odd, a line is the header.
#include <crema/buffer.hpp>
#include <crema/crypto.hpp>
#include <crema/json_text.hpp>
#include <crema/jsonwebtoken.hpp>
#include <crema/object.hpp>

#include <string>

#include "fuzz.hpp"

namespace {

using namespace crema;

const std::string secret = "a secret that is not in the input, nor near it";
const JwtVerifyOptions at_any_time = {.algorithms = "HS256", .ignoreExpiration = true, .ignoreNotBefore = true};

// What verify() gives; undefined, and `words`, where it refuses.
Value verified(const Value& token, std::string* words = nullptr) {
  try {
    return jwt.verify(token, secret, at_any_time);
  } catch (const Error& err) {
    if (words) *words = err.message.str();
    return {};
  }
}

Value decoded(const Value& token) {
  try {
    return jwt.decode(token, {.complete = true});
  } catch (const SyntaxError&) {
    return {};  // it says that it is JSON, and is not
  }
}

std::string json(const Value& v) {
  std::string out;
  appendJson(out, v);
  return out;
}

std::string base64url(std::string_view text) { return Buffer.from(text).toString("base64url").str(); }

void read(std::string_view token) {
  std::string words;
  verified(token, &words);
  fuzz::check(!words.empty(), "nobody has signed it");
  const Value parts = decoded(token);
  const bool unread = words == "jwt must be provided" || words == "jwt malformed" || words == "invalid token";
  fuzz::check(unread == (parts == null && typeof_(parts) != "undefined"), "decode() and verify() read the same tokens");
}

// A header and a payload of anything, with a signature of ours.
void sign_by_hand(std::string_view header, std::string_view payload) {
  const std::string head = base64url(header) + "." + base64url(payload);
  const std::string token = head + "." + crypto.createHmac("sha256", secret).update(head).digest("base64url").str();
  std::string words;
  const Value payload_read = verified(token, &words);
  const Value parts = decoded(token);
  if (!words.empty()) return;
  fuzz::check(parts["header"]["alg"] == "HS256", "only the algorithm that was asked for");
  fuzz::check(json(parts["payload"]) == json(payload_read), "decode() and verify() give the same");
  for (std::size_t at = token.size() - 43; at < token.size(); at += 7) {
    std::string changed = token;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    fuzz::check(typeof_(verified(changed)) == "undefined", "a changed signature is refused");
  }
}

void sign(std::string_view text) {
  Value payload;
  try {
    payload = parseJson(text);
  } catch (const SyntaxError&) {
    payload = text;
  }
  Value token;
  try {
    token = jwt.sign(payload, secret, {.noTimestamp = typeof_(payload) == "object" ? Value(true) : Value()});
  } catch (const Error&) {
    return;  // null, lists, and claims of a wrong type
  }
  std::string words;
  const Value back = verified(token, &words);
  const bool claims = words == "invalid exp value" || words == "invalid nbf value" || token == "" || !payload;
  fuzz::check(words.empty() || claims, "what we signed is ours");
  if (typeof_(payload) != "object" || !words.empty()) return;
  delete_(payload["iat"]);
  fuzz::check(json(back) == json(payload), "what was signed comes back");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const unsigned choice = input.byte();
  if (choice % 4 == 1) {
    const auto header = input.line();
    sign_by_hand(header, input.rest());
  } else if (choice % 4 == 3) {
    sign(input.rest());
  } else {
    read(input.rest());
  }
  return 0;
}
