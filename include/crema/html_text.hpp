// crema/html_text.hpp — texts in pages.                                                              npm: escape-html 1.0
#pragma once
#include <crema/value.hpp>

#include <string>
#include <string_view>

namespace crema {

/// The text with ", &, ', < and > as entities: to be put into HTML and into its attributes.
std::string escapeHtml(const Text& text);
/// The same for a text whose layout counts: line ends are <br>, and two blanks are not shown as one.
std::string escapeHtmlBlock(std::string_view text);

}  // namespace crema
