#include <crema/html_text.hpp>

#include <cstddef>

#include "http/percent.hpp"

namespace crema {

std::string escapeHtml(const Text& text) { return http::escape_html(text.view()); }

std::string escapeHtmlBlock(std::string_view text) {
  const auto escaped = http::escape_html(text);
  std::string block;
  for (std::size_t i = 0; i < escaped.size(); i++) {
    if (escaped[i] == '\n') {
      block += "<br>";
    } else if (escaped.compare(i, 2, "  ") == 0) {
      block += " &nbsp;";
      i++;
    } else {
      block += escaped[i];
    }
  }
  return block;
}

}  // namespace crema
