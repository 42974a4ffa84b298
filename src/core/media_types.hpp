// core/media_types.hpp — Content-Type values as res.type() and res.set() make them, remembered by the thread: the same few come
// with each request.
#pragma once
#include <string_view>

namespace crema::detail {

struct Exchange;

// Of res.type(): an extension is looked up, a type is taken as it is. The view lives at least as long as the exchange.
std::string_view media_type_of(std::string_view type_or_extension, Exchange& x);
// Of res.set("Content-Type", …): the charset is added where one is known; what is no type is "false", as in Express.
std::string_view with_charset(std::string_view type, Exchange& x);

}  // namespace crema::detail
