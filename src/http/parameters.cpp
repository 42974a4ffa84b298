// Reading parameters. One pass over the item, no copies.
#include "http/parameters.hpp"

#include "http/text.hpp"

namespace crema::http {
namespace {

// Walks a quoted text character by character.
struct Unquoted {
  const Parameter& parameter;
  std::size_t at = 0;

  int next() noexcept {
    const std::string_view text = parameter.value;
    if (at == text.size()) return -1;
    if (parameter.quoted && text[at] == '\\' && at + 1 < text.size()) ++at;
    return static_cast<unsigned char>(text[at++]);
  }
};

}  // namespace

std::string Parameter::text() const {
  std::string out;
  out.reserve(value.size());
  Unquoted characters{*this};
  for (int c; (c = characters.next()) >= 0;) out += static_cast<char>(c);
  return out;
}

bool Parameter::same_value(const Parameter& other) const noexcept {
  Unquoted ours{*this};
  Unquoted theirs{other};
  while (true) {
    const int a = ours.next();
    const int b = theirs.next();
    if (a < 0 || b < 0) return a == b;
    if (lower(static_cast<char>(a)) != lower(static_cast<char>(b))) return false;
  }
}

ItemReader::ItemReader(std::string_view header, std::size_t at, char stop) noexcept
    : header_(header), at_(at), stop_(stop) {
  skip_value();
  value_ = trim_ows(header_.substr(at, at_ - at));
}

void ItemReader::skip_value() noexcept {
  while (at_ < header_.size() && header_[at_] != ';' && !stops(header_[at_])) ++at_;
}

void ItemReader::skip_blanks() noexcept {
  while (at_ < header_.size() && (header_[at_] == ' ' || header_[at_] == '\t')) ++at_;
}

bool ItemReader::next(Parameter& parameter) noexcept {
  while (at_ < header_.size() && !stops(header_[at_])) {
    ++at_;  // the ';'
    const std::size_t name_start = at_;
    while (at_ < header_.size() && header_[at_] != '=' && header_[at_] != ';' && !stops(header_[at_])) ++at_;
    if (at_ == header_.size() || header_[at_] != '=') continue;
    parameter.name = trim_ows(header_.substr(name_start, at_ - name_start));
    ++at_;
    skip_blanks();
    parameter.quoted = at_ < header_.size() && header_[at_] == '"';
    const std::size_t start = parameter.quoted ? ++at_ : at_;
    if (!parameter.quoted) {
      skip_value();
      parameter.value = trim_ows(header_.substr(start, at_ - start));
      return true;
    }
    while (at_ < header_.size() && header_[at_] != '"') at_ += header_[at_] == '\\' && at_ + 1 < header_.size() ? 2 : 1;
    if (at_ >= header_.size()) {  // never closed: the rest is lost
      at_ = header_.size();
      return false;
    }
    parameter.value = header_.substr(start, at_ - start);
    ++at_;
    skip_value();
    return true;
  }
  return false;
}

}  // namespace crema::http
