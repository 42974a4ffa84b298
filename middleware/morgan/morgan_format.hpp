// A format as its pieces, and the formats that have names.
#pragma once
#include <crema/value.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "morgan_tokens.hpp"

namespace crema::detail {

// A text with tokens, taken apart.
class MorganText {
 public:
  explicit MorganText(std::string_view text);
  std::string line(const Request& req, const Response& res) const;

 private:
  struct Piece {
    std::string before;  // the text before the token
    MorganEntry* token = nullptr;
    Value argument;
  };
  std::vector<Piece> pieces_;  // the last one may be text alone
};

// What a logger makes its lines of.
class MorganFormat {
 public:
  explicit MorganFormat(MorganFunction function) : function_(std::move(function)) {}
  explicit MorganFormat(MorganText text) : text_(std::move(text)) {}
  // The line, or undefined for none.
  Value line(Request& req, Response& res) const;

 private:
  std::optional<MorganText> text_;
  MorganFunction function_;  // unless there is a text
};

// By a name, else the text itself.
MorganFormat format_named(const Value& layout);
// TypeError when it is no text.
MorganText format_text(const Value& text);
void define_format(std::string_view name, MorganFormat made);

}  // namespace crema::detail
