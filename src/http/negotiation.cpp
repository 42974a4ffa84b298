// Content negotiation (RFC 9110 §12) as npm's negotiator does it: every offer takes the most specific item of the field
// that names it, then offers compare by quality, specificity, the item's place and their own. Nothing is kept of the
// field but the best item of each offer, so that a field of thousands of items costs one pass.
#include "http/negotiation.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>
#include <utility>

#include "http/mime.hpp"
#include "http/parameters.hpp"
#include "http/text.hpp"

namespace crema::http {
namespace {

// JavaScript's parseFloat: the longest decimal number in front, else NaN.
double parse_float(std::string_view text) noexcept {
  text = trim(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  if (text.starts_with("Infinity")) {
    value = HUGE_VAL;
  } else if (!text.empty() && (is_digit(text[0]) || text[0] == '.')) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec == std::errc::invalid_argument) return NAN;
    if (read.ec == std::errc::result_out_of_range) {  // 1e999 or 1e-999: by the exponent's sign
      const std::string_view number(text.data(), static_cast<std::size_t>(read.ptr - text.data()));
      value = number.find("e-") == std::string_view::npos && number.find("E-") == std::string_view::npos ? HUGE_VAL : 0;
    }
  } else {
    return NAN;
  }
  return negative ? -value : value;
}

struct Item {
  std::string_view text;  // the whole item, parameters included
  std::string_view value;
  double quality = 1;
  std::size_t place = 0;
};

// Calls `visit(item)` for every item of an Accept-like field, empty ones too; returns their number.
template <class Visit>
std::size_t visit_items(std::string_view header, Visit&& visit) {
  std::size_t place = 0;
  for (std::size_t at = 0; at < header.size(); ++place) {
    ItemReader reader(header, at, ',');
    Item item{{}, reader.value(), 1, place};
    bool weighed = false;
    for (Parameter parameter; reader.next(parameter);) {
      if (weighed || !iequals(parameter.name, "q")) continue;
      weighed = true;
      const std::string text = parameter.quoted ? parameter.text() : std::string();
      const std::string_view number = parameter.quoted ? std::string_view(text) : parameter.value;
      if (!number.empty()) item.quality = parse_float(number);
    }
    item.text = header.substr(at, reader.end() - at);
    visit(item);
    at = reader.end() + 1;
  }
  return place;
}

constexpr int no_match = -1;

// The parameters of an item that take part in matching: all but q, the first of a name. A client's item has a few at
// most; what is beyond the limit is not looked at, so that comparing names with each other stays cheap.
constexpr int most_parameters = 64;

bool find_parameter(std::string_view text, std::string_view name, Parameter& found, int before = most_parameters) {
  ItemReader reader(text);
  for (int i = 0; i < before && reader.next(found); ++i) {
    if (iequals(found.name, name)) return true;
  }
  found = {};
  return false;
}

// 1 if the item has parameters and the offer has the same, 0 if it has none, or no_match.
int match_parameters(std::string_view item, std::string_view offer) {
  if (item.find(';') == std::string_view::npos) return 0;
  ItemReader reader(item);
  int result = 0;
  Parameter wanted;
  for (int i = 0; i < most_parameters && reader.next(wanted); ++i) {
    if (iequals(wanted.name, "q")) continue;
    result = 1;
    Parameter other;
    if (!wanted.quoted && wanted.value == "*") continue;
    find_parameter(offer, wanted.name, other);
    if (wanted.same_value(other) || wanted.text() == "*") continue;
    if (!find_parameter(item, wanted.name, other, i)) return no_match;  // else it is a repetition, which does not count
  }
  return result;
}

int match_type(const Item& item, std::string_view offer) {
  const std::size_t item_slash = item.value.find('/');
  if (item_slash == std::string_view::npos) return no_match;
  const std::string_view offered = ItemReader(offer).value();
  const std::size_t offer_slash = offered.find('/');
  if (offer_slash == std::string_view::npos) return no_match;
  int specificity = 0;
  const std::string_view type = item.value.substr(0, item_slash);
  if (iequals(type, offered.substr(0, offer_slash))) {
    specificity |= 4;
  } else if (type != "*") {
    return no_match;
  }
  const std::string_view subtype = item.value.substr(item_slash + 1);
  if (iequals(subtype, offered.substr(offer_slash + 1))) {
    specificity |= 2;
  } else if (subtype != "*") {
    return no_match;
  }
  const int parameters = match_parameters(item.text, offer);
  return parameters == no_match ? no_match : specificity | parameters;
}

int match_word(const Item& item, std::string_view offer) {
  if (iequals(item.value, offer)) return 1;
  return item.value == "*" ? 0 : no_match;
}

int match_language(const Item& item, std::string_view offer) {
  const std::string_view full = ItemReader(offer).value();
  if (full.empty()) return no_match;
  const auto prefix = [](std::string_view tag) { return tag.substr(0, tag.find('-')); };
  if (iequals(item.value, full)) return 4;
  if (iequals(prefix(item.value), full)) return 2;
  if (iequals(item.value, prefix(full))) return 1;
  return item.value == "*" ? 0 : no_match;
}

struct Priority {
  double quality = 0;
  int specificity = 0;
  std::ptrdiff_t place = -1;

  // Differences that are not numbers (an unreadable quality) decide nothing.
  bool yields_to(const Priority& other) const noexcept {
    if (specificity != other.specificity) return specificity < other.specificity;
    if (quality < other.quality) return true;
    if (quality > other.quality) return false;
    return place < other.place;
  }
};

constexpr std::size_t few_offers = 16;

// One Priority an offer, without an allocation for the usual few.
class Priorities {
 public:
  explicit Priorities(std::size_t offers) {
    if (offers > few_.size()) many_.resize(offers);
  }
  Priority& operator[](std::size_t i) noexcept { return many_.empty() ? few_[i] : many_[i]; }

 private:
  std::array<Priority, few_offers> few_{};
  std::vector<Priority> many_;
};

template <class Match>
void weigh(const Item& item, Offers offers, Priorities& priorities, Match match) {
  for (std::size_t i = 0; i < offers.size(); ++i) {
    const int specificity = match(item, offers[i]);
    if (specificity == no_match) continue;
    const Priority priority{item.quality, specificity, static_cast<std::ptrdiff_t>(item.place)};
    if (priorities[i].yields_to(priority)) priorities[i] = priority;
  }
}

bool comes_first(const Priority& a, const Priority& b) noexcept {
  if (a.quality != b.quality) return a.quality > b.quality;
  if (a.specificity != b.specificity) return a.specificity > b.specificity;
  return a.place < b.place;
}

// The index of the best acceptable offer, where `before(a, b)` says whether a is better than b.
template <class Before>
Choice first_of(Offers offers, Priorities& priorities, Before before) {
  Choice best;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    if (priorities[i].quality > 0 && (!best || before(i, *best))) best = i;
  }
  return best;
}

auto in_order(Priorities& priorities) {
  return [&priorities](std::size_t a, std::size_t b) { return comes_first(priorities[a], priorities[b]); };
}

template <class Match>
Choice best_of(std::string_view header, Offers offers, Match match) {
  Priorities priorities(offers.size());
  visit_items(header, [&](const Item& item) {
    if (!item.value.empty()) weigh(item, offers, priorities, match);
  });
  return first_of(offers, priorities, in_order(priorities));
}

std::vector<std::string_view> best_first(std::vector<Item> items) {
  std::erase_if(items, [](const Item& item) { return !(item.quality > 0); });
  std::ranges::stable_sort(items, std::ranges::greater(), &Item::quality);
  std::vector<std::string_view> values;
  values.reserve(items.size());
  for (const Item& item : items) values.push_back(item.value);
  return values;
}

template <class Wanted>
std::vector<std::string_view> accepted(std::string_view header, Wanted wanted) {
  std::vector<Item> items;
  visit_items(header, [&](const Item& item) {
    if (wanted(item.value)) items.push_back(item);
  });
  return best_first(std::move(items));
}

constexpr auto not_empty = [](std::string_view value) { return !value.empty(); };

// Identity is acceptable with the lowest quality named, unless the field speaks of it itself (RFC 9110 §12.5.3).
struct Identity {
  bool named = false;
  double quality = 1;

  void note(const Item& item) noexcept {
    named = named || iequals(item.value, "identity") || item.value == "*";
    const bool usable = item.quality != 0 && !std::isnan(item.quality);
    quality = std::min(quality, usable ? item.quality : 1.0);
  }
};

}  // namespace

Choice best_type(Header accept, Offers offers) {
  if (offers.empty()) return std::nullopt;
  if (!accept || accept->empty()) return 0;
  // Extensions are looked up once, not for every item.
  std::array<std::string_view, few_offers> few;
  std::vector<std::string_view> many(offers.size() > few.size() ? offers.size() : 0);
  const std::span<std::string_view> types = many.empty() ? std::span(few).first(offers.size()) : std::span(many);
  std::ranges::transform(offers, types.begin(), [](std::string_view offer) {
    return offer.find('/') == std::string_view::npos ? mime_lookup(offer) : offer;
  });
  const Choice best = best_of(*accept, types, match_type);
  if (!best) return best;
  // Two names of one type ("html", "htm") are one choice: the first.
  return static_cast<std::size_t>(std::ranges::find(types, types[*best]) - types.begin());
}

Choice best_charset(Header accept_charset, Offers offers) {
  return best_of(accept_charset.value_or("*"), offers, match_word);
}

Choice best_encoding(Header accept_encoding, Offers offers, Offers preferred) {
  Priorities priorities(offers.size());
  Identity identity;
  const std::size_t items = visit_items(accept_encoding.value_or(std::string_view()), [&](const Item& item) {
    if (item.value.empty()) return;
    identity.note(item);
    weigh(item, offers, priorities, match_word);
  });
  if (!identity.named) weigh({{}, "identity", identity.quality, items}, offers, priorities, match_word);
  if (preferred.empty()) {
    return first_of(offers, priorities, in_order(priorities));
  }
  const auto rank = [&](std::size_t i) { return std::ranges::find(preferred, offers[i]) - preferred.begin(); };
  return first_of(offers, priorities, [&](std::size_t a, std::size_t b) {
    if (priorities[a].quality != priorities[b].quality) return priorities[a].quality > priorities[b].quality;
    return rank(a) != rank(b) ? rank(a) < rank(b) : comes_first(priorities[a], priorities[b]);
  });
}

Choice best_language(Header accept_language, Offers offers) {
  return best_of(accept_language.value_or("*"), offers, match_language);
}

std::vector<std::string_view> accepted_types(Header accept) {
  const auto is_type = [](std::string_view value) { return value.find('/') != std::string_view::npos; };
  return accepted(accept.value_or("*/*"), is_type);
}

std::vector<std::string_view> accepted_charsets(Header accept_charset) {
  return accepted(accept_charset.value_or("*"), not_empty);
}

std::vector<std::string_view> accepted_encodings(Header accept_encoding) {
  const std::string_view header = accept_encoding.value_or(std::string_view());
  Identity identity;
  std::vector<Item> items;
  visit_items(header, [&](const Item& item) {
    if (item.value.empty()) return;
    identity.note(item);
    items.push_back(item);
  });
  if (!identity.named) items.push_back({{}, "identity", identity.quality, items.size()});
  return best_first(std::move(items));
}

std::vector<std::string_view> accepted_languages(Header accept_language) {
  return accepted(accept_language.value_or("*"), not_empty);
}

}  // namespace crema::http
