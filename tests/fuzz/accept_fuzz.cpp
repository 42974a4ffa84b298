// Negotiation: a byte chooses the field, the rest is its value. An answer is one of the offers, the list of what is accepted
// lies within the field, and both are what a slow sorter makes of a plain field.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "fuzz.hpp"
#include "http/negotiation.hpp"
#include "slow.hpp"

namespace {

using crema::http::Choice;
using crema::http::Offers;

constexpr std::string_view types[] = {"text/html", "application/json", "text/plain", "image/png", "text/html;level=1"};
constexpr std::string_view charsets[] = {"utf-8", "iso-8859-1", "UTF-16"};
constexpr std::string_view encodings[] = {"gzip", "identity", "br", "deflate"};
constexpr std::string_view languages[] = {"en", "en-GB", "de-DE", "fr", "zh-Hant-TW"};

struct Item {
  std::string value;
  std::vector<std::pair<std::string, std::string>> parameters;  // without q
  double quality = 1;
  int place = 0;
};

// A field without quotes, and with qualities that are plain numbers; false for others, whose reading is subtler.
bool read_plain(std::string_view field, std::vector<Item>& items) {
  if (field.find('"') != std::string_view::npos) return false;
  if (field.empty()) return true;
  auto parts = slow::split(field, ',');
  if (parts.back().empty()) parts.pop_back();
  int place = 0;
  for (const auto& part : parts) {
    auto pieces = slow::split(part, ';');
    Item item{slow::trimmed(pieces[0], " \t"), {}, 1, place++};
    bool weighed = false;
    for (std::size_t i = 1; i < pieces.size(); i++) {
      const auto equals = pieces[i].find('=');
      if (equals == std::string::npos) continue;
      const auto name = slow::lower(slow::trimmed(pieces[i].substr(0, equals), " \t"));
      const auto value = slow::trimmed(pieces[i].substr(equals + 1), " \t");
      if (name != "q") {
        for (const auto& [key, other] : item.parameters) {
          if (key == name) return false;
        }
        item.parameters.emplace_back(name, slow::lower(value));
        continue;
      }
      if (weighed || value.empty() || value.size() > 8 || value[0] < '0' || value[0] > '9' ||
          value.find_first_not_of("0123456789.") != std::string::npos ||
          std::count(value.begin(), value.end(), '.') > 1)
        return false;
      weighed = true;
      item.quality = std::strtod(value.c_str(), nullptr);
    }
    if (item.parameters.size() > 60) return false;
    items.push_back(std::move(item));
  }
  return true;
}

// How exactly an item means an offer; -1: not at all.
using Exactness = int (*)(const Item&, std::string_view);

int word(const Item& item, std::string_view offer) {
  if (slow::lower(item.value) == slow::lower(offer)) return 1;
  return item.value == "*" ? 0 : -1;
}

int language(const Item& item, std::string_view offer) {
  const auto wanted = slow::lower(item.value), offered = slow::lower(offer);
  const auto first = [](const std::string& tag) { return tag.substr(0, tag.find('-')); };
  if (wanted == offered) return 4;
  if (first(wanted) == offered) return 2;
  if (wanted == first(offered)) return 1;
  return wanted == "*" ? 0 : -1;
}

int type(const Item& item, std::string_view offer) {
  const auto parameters = slow::split(offer, ';');
  const auto& offered = parameters[0];
  const auto slash = item.value.find('/');
  if (slash == std::string::npos) return -1;
  const auto offered_slash = offered.find('/');
  const auto main = slow::lower(item.value.substr(0, slash)), sub = slow::lower(item.value.substr(slash + 1));
  int exactness = 0;
  if (main == offered.substr(0, offered_slash)) exactness += 4;
  else if (main != "*") return -1;
  if (sub == offered.substr(offered_slash + 1)) exactness += 2;
  else if (sub != "*") return -1;
  for (const auto& [name, value] : item.parameters) {
    const bool same = parameters.size() > 1 && parameters[1] == name + "=" + value;
    const bool both_empty = value.empty() && (parameters.size() < 2 || !parameters[1].starts_with(name + "="));
    if (value != "*" && !same && !both_empty) return -1;
  }
  return exactness + (item.parameters.empty() ? 0 : 1);
}

Choice slow_best(const std::vector<Item>& items, Offers offers, Exactness exactness) {
  struct Ranked {
    double quality;
    int exactness, place;
    std::size_t offer;
  };
  std::vector<Ranked> ranked;
  for (std::size_t i = 0; i < offers.size(); i++) {
    Ranked best{-1, -1, -1, i};
    for (const auto& item : items) {
      const int how = item.value.empty() ? -1 : exactness(item, offers[i]);
      if (how < 0) continue;
      const Ranked one{item.quality, how, item.place, i};
      const auto key = [](const Ranked& r) { return std::tuple(r.exactness, r.quality, r.place); };
      if (key(one) > key(best)) best = one;
    }
    if (best.quality > 0) ranked.push_back(best);
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
    return std::tuple(-a.quality, -a.exactness, a.place) < std::tuple(-b.quality, -b.exactness, b.place);
  });
  return ranked.empty() ? Choice() : Choice(ranked[0].offer);
}

std::vector<std::string> slow_list(std::vector<Item> items, bool of_types) {
  std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.quality > b.quality; });
  std::vector<std::string> list;
  for (const auto& item : items) {
    const bool named = of_types ? item.value.find('/') != std::string::npos : !item.value.empty();
    if (named && item.quality > 0) list.push_back(item.value);
  }
  return list;
}

void add_identity(std::vector<Item>& items) {
  double lowest = 1;
  bool named = false;
  for (const auto& item : items) {
    if (item.value.empty()) continue;
    named = named || item.value == "*" || slow::lower(item.value) == "identity";
    if (item.quality != 0) lowest = std::min(lowest, item.quality);
  }
  if (!named) items.push_back({"identity", {}, lowest, static_cast<int>(items.size())});
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crema::http;
  fuzz::Input input(data, size);
  const unsigned kind = input.byte() % 4;
  const auto field = input.rest();
  const Offers all[] = {types, charsets, encodings, languages};
  const Offers offers = all[kind];
  const Choice best = kind == 0   ? best_type(field, offers)
                      : kind == 1 ? best_charset(field, offers)
                      : kind == 2 ? best_encoding(field, offers)
                                  : best_language(field, offers);
  const auto list = kind == 0   ? accepted_types(field)
                    : kind == 1 ? accepted_charsets(field)
                    : kind == 2 ? accepted_encodings(field)
                                : accepted_languages(field);
  fuzz::check(!best || *best < offers.size(), "an answer is one of the offers");
  for (const auto item : list) {
    fuzz::check(item == "identity" || (item.data() >= field.data() && item.data() + item.size() <= field.data() + size),
                "an item lies within the field");
  }
  if (const auto preferred = best_encoding(field, offers, encodings)) {
    fuzz::check(kind != 2 || best.has_value(), "a preference makes nothing acceptable");
  }

  std::vector<Item> items;
  if (!read_plain(field, items)) return 0;
  if (kind == 2) add_identity(items);
  const auto expected = slow_list(items, kind == 0);
  fuzz::check(std::equal(list.begin(), list.end(), expected.begin(), expected.end()), "the list is the slow sorter's");
  if (kind == 0 && field.empty()) {
    fuzz::check(best == Choice(0), "an empty field takes the first offer");
    return 0;
  }
  const Exactness by[] = {type, word, word, language};
  fuzz::check(best == slow_best(items, offers, by[kind]), "the best offer is the slow sorter's");
  return 0;
}
