// One pass over the text without going back further than the line, but for a quote that never closes. The format, as npm's dotenv
// reads it:
//   assignment   blanks ["export" blanks] NAME (blanks "=" | ":" blank) [value] blanks ["#" comment] end of line
//   value        '…' | "…" | `…`, over several lines and with \ before the quote itself; else what comes before # or the line's end
// Blanks are line feeds, too: `NAME=` and a quoted value on the next line belong together. Where a quoted value is not
// followed by the end of the line or a comment it is none, and the line is read as one without quotes.
#include "dotenv_grammar.hpp"

#include <crema/value.hpp>

#include <cstddef>

namespace crema::detail {
namespace {

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

// How many bytes JavaScript's \s takes here: the blanks of ASCII, and those of Unicode in UTF-8.
std::size_t blank_at(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u; };
  const unsigned first = byte(0);
  if (first == ' ' || (first >= '\t' && first <= '\r')) return 1;
  if (first == 0xc2 && byte(1) == 0xa0) return 2;
  const unsigned all = first << 16 | byte(1) << 8 | byte(2);
  const bool wide = all == 0xefbbbf || all == 0xe19a80 || (all >= 0xe28080 && all <= 0xe2808a) || all == 0xe280a8 ||
                    all == 0xe280a9 || all == 0xe280af || all == 0xe2819f || all == 0xe38080;
  return wide ? 3 : 0;
}

// What ends a line for ^, $ and the dot of a comment: a line feed, or a separator of Unicode. Carriage returns are gone by then.
bool line_end_at(std::string_view text, std::size_t at) {
  return at >= text.size() || text[at] == '\n' || text.substr(at, 3) == "\u2028" || text.substr(at, 3) == "\u2029";
}

bool is_quote(char c) { return c == '\'' || c == '"' || c == '`'; }

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::vector<std::pair<std::string, std::string>> all() {
    std::vector<std::pair<std::string, std::string>> found;
    for (std::size_t line = 0; line <= text_.size();) {
      std::string name, value;
      const std::size_t end = assignment(line, name, value);
      if (end != none) {
        found.emplace_back(std::move(name), std::move(value));
        line = end;
      }
      line = next_line(line);
    }
    return found;
  }

 private:
  static constexpr std::size_t none = std::string_view::npos;

  std::size_t skip_blanks(std::size_t at) const {
    while (const auto length = blank_at(text_, at)) at += length;
    return at;
  }

  std::size_t next_line(std::size_t at) const {
    while (!line_end_at(text_, at)) ++at;
    return at >= text_.size() ? at + 1 : at + (text_[at] == '\n' ? 1 : 3);
  }

  std::size_t name_end(std::size_t at) const {
    while (at < text_.size() && is_name(text_[at])) ++at;
    return at;
  }

  // Behind "=" or ":"; none: there is neither.
  std::size_t separator_end(std::size_t at) const {
    const std::size_t sign = skip_blanks(at);
    if (sign < text_.size() && text_[sign] == '=') return sign + 1;
    if (at >= text_.size() || text_[at] != ':') return none;
    const std::size_t blank = blank_at(text_, at + 1);
    return blank ? at + 1 + blank : none;
  }

  // From a line's begin; where the assignment ends.
  std::size_t assignment(std::size_t line, std::string& name, std::string& value) const {
    const std::size_t first = skip_blanks(line);
    if (text_.substr(first, 6) == "export" && blank_at(text_, first + 6)) {
      const std::size_t end = named(skip_blanks(first + 6), name, value);
      if (end != none) return end;
    }
    return named(first, name, value);
  }

  std::size_t named(std::size_t at, std::string& name, std::string& value) const {
    const std::size_t end = name_end(at);
    if (end == at) return none;
    const std::size_t from = separator_end(end);
    if (from == none) return none;
    name = text_.substr(at, end - at);
    return valued(from, value);
  }

  std::size_t valued(std::size_t from, std::string& value) const {
    const std::size_t quote = skip_blanks(from);
    if (quote < text_.size() && is_quote(text_[quote])) {
      const std::size_t end = quoted(quote, value);
      if (end != none) return end;
    }
    return bare(from, value);
  }

  // Blanks and a comment up to the end of a line, from here; none: something else stands there.
  std::size_t rest(std::size_t at) const {
    const std::size_t behind = skip_blanks(at);
    if (behind < text_.size() && text_[behind] == '#') {
      std::size_t end = behind;
      while (!line_end_at(text_, end)) ++end;
      return end;
    }
    if (line_end_at(text_, behind)) return behind;
    // Blanks may be given back, as far as the end of a line among them.
    std::size_t last = none;
    for (std::size_t i = at; i < behind; i += blank_at(text_, i))
      if (line_end_at(text_, i)) last = i;
    return last;
  }

  // The longest of the texts in quotes that begin here and that a line ends after.
  std::size_t quoted(std::size_t open, std::string& value) const {
    const char quote = text_[open];
    std::vector<std::size_t> closings;  // those that were escaped, and the one that was not
    std::size_t at = open + 1;
    for (; at < text_.size() && text_[at] != quote; ++at) {
      if (text_[at] == '\\' && at + 1 < text_.size() && text_[at + 1] == quote) closings.push_back(++at);
    }
    if (at < text_.size()) closings.push_back(at);
    for (; !closings.empty(); closings.pop_back()) {
      const std::size_t close = closings.back(), end = rest(close + 1);
      if (end == none) continue;
      value = text_.substr(open, close + 1 - open);
      return end;
    }
    return none;
  }

  // Up to a comment or the end of the line; what remains is then a comment or nothing.
  std::size_t bare(std::size_t from, std::string& value) const {
    std::size_t end = from;
    while (end < text_.size() && text_[end] != '#' && text_[end] != '\n') ++end;
    value = text_.substr(from, end - from);
    const std::size_t behind = rest(end);
    return behind == none ? end : behind;
  }

  std::string_view text_;
};

// Each \r\n and \r is a line feed.
std::string with_line_feeds(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out += text[i];
    } else {
      out += '\n';
      if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
    }
  }
  return out;
}

void replace_escape(std::string& text, char letter, char by) {
  std::size_t to = 0;
  for (std::size_t from = 0; from < text.size(); ++from) {
    if (text[from] == '\\' && from + 1 < text.size() && text[from + 1] == letter) {
      text[to++] = by;
      ++from;
    } else {
      text[to++] = text[from];
    }
  }
  text.resize(to);
}

// The last of these quotes that a line ends after, behind `open`.
std::size_t closing(std::string_view text, std::size_t open) {
  for (std::size_t at = text.size(); --at > open;)
    if (text[at] == text[open] && line_end_at(text, at + 1)) return at;
  return std::string_view::npos;
}

// Quotes around the whole; and around whole lines, which only a separator of Unicode makes in a value without quotes.
std::string unquoted(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const bool begins =
        at == 0 || line_end_at(text, at - 1) || (at >= 3 && line_end_at(text, at - 3) && text[at - 3] != '\n');
    const std::size_t close = begins && is_quote(text[at]) ? closing(text, at) : std::string_view::npos;
    if (close == std::string_view::npos) {
      out += text[at++];
    } else {
      out += text.substr(at + 1, close - at - 1);
      at = close + 1;
    }
  }
  return out;
}

std::string value_of(const std::string& raw) {
  const std::string trimmed = Value(raw).trim().str();
  std::string value = unquoted(trimmed);
  if (trimmed.starts_with('"')) {
    replace_escape(value, 'n', '\n');
    replace_escape(value, 'r', '\r');
  }
  return value;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> parse_dotenv(std::string_view text) {
  const std::string lines = with_line_feeds(text);
  auto found = Reader(lines).all();
  for (auto& [name, value] : found) value = value_of(value);
  return found;
}

}  // namespace crema::detail
