// core/setting_functions.hpp — the functions that Express derives from settings: "etag fn", "query parser fn", "trust proxy fn". They are
// Values that anybody may call or replace; requests recognise the ones made here, and then need not call them.
#pragma once
#include <crema/value.hpp>

#include <cstdint>
#include <memory>
#include <string_view>

#include "http/proxy_address.hpp"

namespace crema::detail {

enum class EtagMode : std::uint8_t { none, weak, strong, function };
enum class QueryMode : std::uint8_t { none, simple, extended, function };

// Which addresses are trusted: "trust proxy" in its forms.
struct TrustProxy {
  bool everything = false;
  double hops = 0;
  std::shared_ptr<const http::TrustedProxies> proxies;
  Value function;
  bool trusts(std::string_view address, int hop) const;
};

// The function for a setting; undefined for one that is off. Throw TypeError, in Express's words, for a value that is none.
Value etag_function(const Value& setting);
Value query_function(const Value& setting);
Value trust_function(const Value& setting);

// What a function does.
EtagMode etag_mode(const Value& function);
QueryMode query_mode(const Value& function);
TrustProxy trust_proxy(const Value& function);

}  // namespace crema::detail
