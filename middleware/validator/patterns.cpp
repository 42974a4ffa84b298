// The tables, and the expressions compiled of them. ! An expression without the flags g and y may be shared by threads.
#include "patterns.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace crema::validation {
namespace {

#include "tables.inc"

class CompiledTable {
 public:
  explicit CompiledTable(std::span<const Pattern> rows) : rows_(rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) index_.emplace(rows[i].name, i), slots_.emplace_back();
  }
  std::span<const Pattern> rows() const { return rows_; }
  const Expression* find(std::string_view name) {
    const auto found = index_.find(name);
    return found == index_.end() ? nullptr : &at(found->second);
  }
  bool any(const Value& text) {
    for (std::size_t i = 0; i < rows_.size(); ++i)
      if (at(i).test(text)) return true;
    return false;
  }

 private:
  struct Slot {
    std::once_flag once;
    std::optional<Expression> expression;
  };
  const Expression& at(std::size_t i) {
    std::call_once(slots_[i].once, [&] { slots_[i].expression.emplace(rows_[i].source, rows_[i].flags); });
    return *slots_[i].expression;
  }
  std::span<const Pattern> rows_;
  std::map<std::string_view, std::size_t> index_;
  std::deque<Slot> slots_;
};

CompiledTable& compiled(Table table) {
  // In the order of the enumeration.
  static CompiledTable all[] = {
      CompiledTable(alpha),        CompiledTable(alphanumeric),   CompiledTable(phones),
      CompiledTable(postal_codes), CompiledTable(passports),      CompiledTable(ibans),
      CompiledTable(vat_numbers),  CompiledTable(licence_plates), CompiledTable(formats),
  };
  return all[static_cast<std::size_t>(table)];
}

std::span<const char* const> words(Words list) {
  switch (list) {
    case Words::countries_alpha2:
      return countries_alpha2;
    case Words::countries_alpha3:
      return countries_alpha3;
    case Words::countries_numeric:
      return countries_numeric;
    case Words::currencies:
      return currencies;
    case Words::scripts:
      return scripts;
    case Words::languages:
      return languages;
    case Words::icloud_domains:
      return icloud_domains;
    case Words::outlook_domains:
      return outlook_domains;
    case Words::yahoo_domains:
      return yahoo_domains;
    case Words::yandex_domains:
      return yandex_domains;
  }
  return {};
}

}  // namespace

Expression::Expression(std::string_view source, std::string_view flags)
    : regex_(source, flags), caseless_(flags.find('i') != std::string_view::npos) {}

bool Expression::test(const Value& text) const {
  constexpr std::string_view long_s = "\xc5\xbf", kelvin = "\xe2\x84\xaa";
  const auto view = text.view();
  if (!caseless_ || (view.find(long_s) == std::string_view::npos && view.find(kelvin) == std::string_view::npos))
    return regex_.test(text);
  // A letter without cases, which no alphabet of the tables has, and which the ranges of Unicode have as these.
  constexpr std::string_view neutral = "\xc6\xbb";
  return regex_.test(text.replaceAll(long_s, neutral).replaceAll(kelvin, neutral));
}

const Expression* find_pattern(Table table, std::string_view name) { return compiled(table).find(name); }
bool fits(const Value& text, std::string_view format) { return find_pattern(Table::formats, format)->test(text); }
bool fits_any(const Value& text, Table table) { return compiled(table).any(text); }
std::span<const Pattern> patterns(Table table) { return compiled(table).rows(); }

const char* decimal_point(std::string_view locale) {
  const auto* found = std::find_if(std::begin(decimal_points), std::end(decimal_points),
                                   [&](const Word& w) { return w.name == locale; });
  return found == std::end(decimal_points) ? nullptr : found->word;
}

bool has_word(Words list, std::string_view word) {
  const auto all = words(list);  // ascending
  return std::binary_search(all.begin(), all.end(), word, [](std::string_view a, std::string_view b) { return a < b; });
}

}  // namespace crema::validation
