// console.table: a row for each element, a column for each key that any of them has, "Values" for elements without keys.
#include <crema/console.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/arguments.hpp"
#include "core/inspect.hpp"
#include "core/value_node.hpp"
#include "core/value_utf8.hpp"

namespace crema::detail {
namespace {

bool has_keys(const Value& v) {
  const Kind kind = kind_of(v);
  return kind == Kind::array || kind == Kind::object;
}

std::string cell_text(const Value& v) {
  const bool large = kind_of(v) == Kind::object && Object.keys(v).length() > 2;
  return inspect(v, {.depth = large ? -1 : 0, .elements = 3, .line_width = std::string::npos / 2});
}

class Table {
 public:
  Table(const Value& rows, const Value& columns) {
    column("(index)");
    const bool chosen = kind_of(columns) == Kind::array;
    if (chosen) {
      for (const Value& name : columns) column(name.str());
    }
    for (const Entry& entry : Object.entries(rows)) {
      cells_.emplace_back(std::vector<std::string>{entry.get<0>().str()});
      const Value row = entry.get<1>();
      if (chosen) {
        values_.emplace_back();
        for (const Value& name : columns) {
          if (has_keys(row) && row.hasOwnProperty(name)) put(column(name.str()), cell_text(row[name]));
        }
        continue;
      }
      if (!has_keys(row)) {
        values_.push_back(cell_text(row));
        any_value_ = true;
        continue;
      }
      values_.emplace_back();
      for (const Entry& cell : Object.entries(row)) put(column(cell.get<0>().str()), cell_text(cell.get<1>()));
    }
    if (!any_value_) return;
    const std::size_t last = names_.size();
    names_.push_back("Values");
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      cells_[i].resize(last + 1);
      cells_[i][last] = values_[i];
    }
  }

  std::string text() const {
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      std::size_t width = utf16_length(names_[i]);
      for (const auto& row : cells_) width = std::max(width, i < row.size() ? utf16_length(row[i]) : 0);
      widths.push_back(width + 2);
    }
    std::string out = rule(widths, "┌", "┬", "┐\n") + line(widths, names_) + rule(widths, "├", "┼", "┤\n");
    for (const auto& row : cells_) out += line(widths, row);
    return out + rule(widths, "└", "┴", "┘");
  }

 private:
  std::size_t column(const std::string& name) {
    const auto [at, is_new] = columns_.emplace(name, names_.size());
    if (is_new) names_.push_back(name);
    return at->second;
  }
  void put(std::size_t column, std::string text) {
    auto& row = cells_.back();
    if (row.size() <= column) row.resize(column + 1);
    row[column] = std::move(text);
  }

  static std::string rule(const std::vector<std::size_t>& widths, std::string_view left, std::string_view middle,
                          std::string_view right) {
    std::string out(left);
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (i > 0) out += middle;
      for (std::size_t j = 0; j < widths[i]; ++j) out += "─";
    }
    return out.append(right);
  }
  static std::string line(const std::vector<std::size_t>& widths, const std::vector<std::string>& row) {
    std::string out;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const std::string text = i < row.size() ? row[i] : "";
      out.append("│ ").append(text).append(widths[i] - 1 - utf16_length(text), ' ');
    }
    return out + "│\n";
  }

  std::vector<std::string> names_;
  std::unordered_map<std::string, std::size_t> columns_;
  std::vector<std::vector<std::string>> cells_;
  std::vector<std::string> values_;
  bool any_value_ = false;
};

}  // namespace

void Console::table(const Value& rows, const Value& columns) const {
  if (columns != undefined && kind_of(columns) != Kind::array)
    throw_invalid_type("The \"properties\" argument", "an instance of Array", columns);
  if (has_keys(rows)) {
    log(Table(rows, columns).text());
  } else {
    log(rows);
  }
}

}  // namespace crema::detail
