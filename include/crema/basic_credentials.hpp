// crema/basic_credentials.hpp — name and password of HTTP's Basic scheme, for modules (RFC 7617).     npm: basic-auth 2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace crema {

struct BasicCredentials {
  std::string name, pass;
};

/// What a field Authorization says; nothing if it is of another scheme or makes no sense. Bytes that are no UTF-8 become U+FFFD.
std::optional<BasicCredentials> basicCredentials(std::string_view authorization);

}  // namespace crema
