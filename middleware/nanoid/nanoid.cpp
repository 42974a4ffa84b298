// Ids of random bytes. Invariant: each character is as likely as the others, so bytes beyond the last whole round of the alphabet
// are left out.
#include "nanoid.hpp"

#include <crema/crypto.hpp>
#include <crema/error.hpp>
#include <crema/object.hpp>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace crema {
namespace detail {

struct IdMaker {
  std::vector<std::string> alphabet;
  double size;
  Callback<Value(Value)> random;

  unsigned count() const { return static_cast<unsigned>(alphabet.size()); }
  // Bytes from here on are left out.
  unsigned limit() const { return 256 - 256 % count(); }
  Value bytes(double wanted) const { return random ? random(Value(wanted)) : crypto.randomBytes(wanted); }
};

namespace {

constexpr unsigned most = 1u << 24;  // characters of an id

double checked_size(const Value& size) {
  const double number = std::trunc(size.number());
  if (std::isnan(number)) return 0;
  if (number < 0 || number > most) throw RangeError("Wrong ID size");
  return number;
}

}  // namespace

Value NanoidLibrary::operator()(const Value& size) const {
  const double wanted = size == undefined ? 21 : checked_size(size);
  const Value random = crypto.randomBytes(wanted);
  std::string id(random.view());
  for (char& c : id) c = urlAlphabet[static_cast<unsigned char>(c) & 63];
  return id;
}

}  // namespace detail

CustomId::CustomId(const Value& alphabet, const Value& size, Callback<Value(Value)> random) {
  std::vector<std::string> characters;
  for (auto character : alphabet) characters.push_back(character.str());
  if (characters.empty() || characters.size() > 256)
    throw RangeError("nanoid: an alphabet has 1 to 256 characters, and this one " + std::to_string(characters.size()));
  maker_ = std::make_shared<detail::IdMaker>(
      detail::IdMaker{std::move(characters), detail::checked_size(size), std::move(random)});
}

Value CustomId::operator()(const Value& size) const {
  const auto& maker = *maker_;
  const double wanted = size == undefined ? maker.size : detail::checked_size(size);
  const unsigned limit = maker.limit();
  // As npm asks for them, so that the same bytes make the same id.
  const double asked = limit == 256 ? wanted : std::ceil(1.6 * 256 * wanted / limit);
  std::string id;
  for (double length = 0; length < wanted;) {
    const Value bytes = maker.bytes(std::max(asked, 1.0));
    const int count = bytes.length();
    if (count < 1) throw RangeError("nanoid: random() has given no bytes");
    for (int i = count - 1; i >= 0 && length < wanted; --i) {
      const auto byte = static_cast<unsigned>(bytes[i]) & 255;
      if (byte >= limit) continue;
      id += maker.alphabet[byte % maker.count()];
      ++length;
    }
  }
  return id;
}

}  // namespace crema
