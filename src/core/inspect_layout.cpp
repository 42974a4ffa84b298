// The rules of Node's console.log: a line of about 76 characters, six short entries or a grid of short elements at most on one.
#include "core/inspect_layout.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "core/value_utf8.hpp"

namespace crema::detail {
namespace {

constexpr int joined_levels = 3;      // so many levels of objects may stand on one line
constexpr std::size_t ungrouped = 6;  // longer lists are put into columns
constexpr std::size_t separator = 2;  // ", "

bool has_newline(std::string_view text) { return text.find('\n') != std::string_view::npos; }

// Without colours, which take no room.
std::string_view next_visible(std::string_view& text) {
  while (text.starts_with("\x1b[")) text.remove_prefix(std::min(text.find('m'), text.size() - 1) + 1);
  const auto part = text.substr(0, text.find('\x1b', 1));
  text.remove_prefix(part.size());
  return part;
}

struct Range {
  char32_t first, last;
};
// East Asian and emoji, of two columns: UAX #11, in blocks.
constexpr Range wide[] = {{0x1100, 0x115f},  {0x2e80, 0x303e},   {0x3041, 0xa4cf},   {0xa960, 0xa97c},
                          {0xac00, 0xd7a3},  {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},
                          {0xffe0, 0xffe6},  {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff},
                          {0x20000, 0x3fffd}};
constexpr Range combining[] = {{0x300, 0x36f},   {0x200b, 0x200f}, {0x20d0, 0x20ff},
                               {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xfeff, 0xfeff}};

std::size_t columns_of(char32_t c) {
  if (c < 0x300) return 1;
  const auto holds = [c](const Range& range) { return c >= range.first && c <= range.last; };
  if (std::ranges::any_of(combining, holds)) return 0;
  return std::ranges::any_of(wide, holds) ? 2 : 1;
}

// Columns on the screen.
std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const auto part = next_visible(text);
    const char* p = part.data();
    const char* end = p + part.size();
    while (p != end) width += columns_of(next_code_point(p, end));
  }
  return width;
}

std::size_t units_of(std::string_view text) {
  std::size_t units = 0;
  while (!text.empty()) units += utf16_length(next_visible(text));
  return units;
}

struct Grid {
  std::size_t columns = 1;
  std::vector<std::size_t> widths;  // of the elements
};

// About 2.5 times as wide as high, in characters.
Grid grid_for(const EntryTexts& entries, std::size_t count) {
  Grid grid;
  std::size_t total = 0, longest = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t width = width_of(entries.texts[i]);
    grid.widths.push_back(width);
    total += width + separator;
    longest = std::max(longest, width);
  }
  const std::size_t cell = longest + separator;
  const bool fits = cell * 3 + entries.indentation < entries.line_width;
  const bool similar = static_cast<double>(total) / static_cast<double>(cell) > 5 || longest <= 6;
  if (!fits || !similar) return grid;

  const double all = static_cast<double>(entries.texts.size()), of_cell = static_cast<double>(cell);
  const double bias = std::sqrt(of_cell - static_cast<double>(total) / all);
  const double biased = std::max(of_cell - 3 - bias, 1.0);
  const double square = std::round(std::sqrt(2.5 * biased * static_cast<double>(count)) / biased);
  grid.columns = std::min({static_cast<std::size_t>(square), (entries.line_width - entries.indentation) / cell,
                           static_cast<std::size_t>(joined_levels) * 4, std::size_t{15}});
  return grid;
}

void group(EntryTexts& entries) {
  const std::size_t count = entries.texts.size() - (entries.has_remark ? 1 : 0);
  const Grid grid = grid_for(entries, count);
  if (grid.columns <= 1) return;

  std::vector<std::size_t> column_widths(grid.columns, 0);
  for (std::size_t i = 0; i < count; ++i) {
    auto& width = column_widths[i % grid.columns];
    width = std::max(width, grid.widths[i] + separator);
  }
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < count; i += grid.columns) {
    const std::size_t end = std::min(i + grid.columns, count);
    std::string line;
    for (std::size_t j = i; j < end; ++j) {
      const bool last = j + 1 == end;
      const std::size_t cell = column_widths[j - i];
      const std::string blanks(cell - separator - grid.widths[j], ' ');
      if (entries.all_numbers) {
        line += blanks + entries.texts[j] + (last ? "" : ", ");
      } else {
        line += entries.texts[j] + (last ? "" : ", " + blanks);
      }
    }
    lines.push_back(std::move(line));
  }
  if (entries.has_remark) lines.push_back(entries.texts.back());
  entries.texts = std::move(lines);
}

std::string joined(const std::vector<std::string>& texts, const std::string& by) {
  std::string all;
  for (const auto& text : texts) {
    if (!all.empty() || &text != texts.data()) all += by;
    all += text;
  }
  return all;
}

bool fits_on_a_line(const EntryTexts& entries) {
  const std::size_t count = entries.texts.size();
  std::size_t total = 2 * count + entries.indentation + entries.open.size() + units_of(entries.base) + 10;
  for (const auto& text : entries.texts) {
    if (has_newline(text)) return false;
    total += units_of(text);
  }
  return total <= entries.line_width && !has_newline(entries.base);
}

}  // namespace

std::string laid_out(EntryTexts entries) {
  const std::size_t before = entries.texts.size();
  if (entries.is_list && before > ungrouped) group(entries);
  const std::string start = entries.base.empty() ? entries.open : entries.base + " " + entries.open;
  if (entries.levels_below < joined_levels && entries.texts.size() == before && fits_on_a_line(entries)) {
    return start + " " + joined(entries.texts, ", ") + " " + entries.close;
  }
  const std::string line = "\n" + std::string(entries.indentation, ' ');
  return start + line + "  " + joined(entries.texts, "," + line + "  ") + line + entries.close;
}

}  // namespace crema::detail
