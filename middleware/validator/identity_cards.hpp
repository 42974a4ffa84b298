// Numbers of national identity cards, by country.
#pragma once
#include <crema/value.hpp>

#include <span>

namespace crema::validation {

struct IdentityCard {
  const char* locale;
  bool (*is)(const Value& text);
};
std::span<const IdentityCard> identity_cards();

}  // namespace crema::validation
