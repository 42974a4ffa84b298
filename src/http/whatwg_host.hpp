// http/whatwg_host.hpp — hosts of URLs: https://url.spec.whatwg.org/#hosts-(domains-and-ip-addresses). Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace crema::http {

/// The host as it is written: a domain in ASCII, an address in its shortest form. Nothing for what is none. Of a scheme that is not
/// special only the characters are checked.
std::optional<std::string> parse_host(std::string_view input, bool special);

}  // namespace crema::http
