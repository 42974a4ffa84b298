// What npm's `marked` is to Node: Markdown (CommonMark with GitHub's tables and more) as HTML, by the library md4c.
#pragma once
#include <md4c-html.h>

#include <crema/error.hpp>
#include <crema/value.hpp>
#include <string>

struct Marked {
  crema::Value parse(crema::Value markdown) const {
    const std::string text = markdown.str();
    std::string html;
    const auto append = [](const MD_CHAR* piece, MD_SIZE size, void* to) {
      static_cast<std::string*>(to)->append(piece, size);
    };
    if (md_html(text.data(), static_cast<MD_SIZE>(text.size()), append, &html, MD_DIALECT_GITHUB, 0) != 0) {
      throw crema::Error("md4c could not read the text");
    }
    return html;
  }
};

inline constexpr Marked marked{};
