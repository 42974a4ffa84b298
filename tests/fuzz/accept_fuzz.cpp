// Negotiation: an answer is one of the offers, and the list of what is accepted lies within the field.
#include <array>
#include <string_view>

#include "fuzz.hpp"
#include "http/negotiation.hpp"

namespace {

using crema::http::Choice;

void check_choice(Choice choice, std::size_t offers) {
  fuzz::check(!choice || *choice < offers, "an answer is one of the offers");
}

void check_list(const std::vector<std::string_view>& list, std::string_view field) {
  for (const auto item : list)
    fuzz::check(item.size() <= field.size() || item == "identity", "an item lies within the field");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crema::http;
  const auto field = fuzz::Input(data, size).rest();
  constexpr std::array<std::string_view, 4> types = {"text/html", "json", "text/plain;q=1;a=\"b\"", "png"};
  constexpr std::array<std::string_view, 3> words = {"gzip", "en-GB", "utf-8"};
  check_choice(best_type(field, types), types.size());
  check_choice(best_charset(field, words), words.size());
  check_choice(best_encoding(field, words, words), words.size());
  check_choice(best_language(field, words), words.size());
  check_list(accepted_types(field), field);
  check_list(accepted_charsets(field), field);
  check_list(accepted_encodings(field), field);
  check_list(accepted_languages(field), field);
  return 0;
}
