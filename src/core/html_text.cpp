// The public door to http/percent.hpp.
#include <crema/html_text.hpp>

#include "http/percent.hpp"

namespace crema {

std::string escapeHtml(std::string_view text) { return http::escape_html(text); }

}  // namespace crema
