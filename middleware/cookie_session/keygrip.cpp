#include "keygrip.hpp"

#include <crema/cookie.hpp>
#include <crema/crypto.hpp>
#include <crema/error.hpp>
#include <crema/object.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace crema {

struct Keygrip::Keys {
  std::vector<Value> keys;
  std::string algorithm, encoding;

  std::string sign(std::string_view data, const Value& key) const {
    auto text = crypto.createHmac(algorithm, key).update(Value(data)).digest(encoding).str();
    std::replace(text.begin(), text.end(), '/', '_');
    std::replace(text.begin(), text.end(), '+', '-');
    std::erase(text, '=');
    return text;
  }
};

Keygrip::Keygrip(std::initializer_list<Value> keys, const Text& algorithm, const Text& encoding) {
  auto made = std::make_shared<Keys>();
  for (const auto& key : keys) {
    if (Array.isArray(key)) {
      for (auto one : key) made->keys.push_back(one);
    } else {
      made->keys.push_back(key);
    }
  }
  if (made->keys.empty()) throw Error("Keys must be provided.");
  made->algorithm = algorithm.str();
  made->encoding = encoding.str();
  for (const auto& key : made->keys) made->sign({}, key);  // a key that is no text is found now, and not by a client
  keys_ = std::move(made);
}

Keygrip::Keygrip(const Value& keys, const Text& algorithm, const Text& encoding) {
  if (keys == null) return;
  *this = Keygrip({keys}, algorithm, encoding);
}

Value Keygrip::sign(const Text& data) const {
  if (!keys_) throw Error("Keys must be provided.");
  return keys_->sign(data.view(), keys_->keys.front());
}

int Keygrip::index(const Text& data, const Text& signature) const {
  if (!keys_) return -1;
  for (std::size_t i = 0; i < keys_->keys.size(); ++i) {
    if (sameText(signature.view(), keys_->sign(data.view(), keys_->keys[i]))) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace crema
