#include "error_page.hpp"

#include <crema/html_text.hpp>

namespace crema::detail {
namespace {

constexpr std::string_view style =
    "body{margin:0;padding:3rem;background:#fafafa;color:#333;font:14px/1.5 system-ui,sans-serif}"
    "h1{margin:0;font-size:2.5rem;font-weight:600}h2{margin:.5rem 0 1.5rem;font-size:1.4rem;font-weight:500}"
    "em{margin-right:.5rem;color:#b00020;font-style:normal}"
    "#stacktrace{margin:0;padding-left:2rem;list-style:none;font-family:ui-monospace,monospace}";

}  // namespace

std::string html_of(const ErrorPage& page) {
  const auto error = escapeHtmlBlock(page.error);
  std::string stack;
  for (const auto line : page.stack) stack += "<li>" + escapeHtmlBlock(line) + "</li>";
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + error +
         "</title>\n<style>" + std::string(style) + "</style>\n</head>\n<body>\n<div id=\"wrapper\">\n<h1>" +
         escapeHtml(page.title) + "</h1>\n<h2><em>" + page.status + "</em> " + error + "</h2>\n<ul id=\"stacktrace\">" +
         stack + "</ul>\n</div>\n</body>\n</html>\n";
}

}  // namespace crema::detail
