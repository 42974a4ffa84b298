// http/negotiation.hpp — which of our representations a client likes best: npm's accepts 2 and negotiator 1.1.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

// The fields are given as std::nullopt when the request has none. An offer is answered by its index. One pass over a
// field: the cost is its length times the number of offers.
namespace crema::http {

using Header = std::optional<std::string_view>;
using Offers = std::span<const std::string_view>;
using Choice = std::optional<std::size_t>;

/// Accept. An offer is a media type or an extension, which is looked up; unknown extensions are passed over. Without
/// the field the first offer is taken.
Choice best_type(Header accept, Offers offers);

/// Accept-Charset.
Choice best_charset(Header accept_charset, Offers offers);

/// Accept-Encoding. Among offers of the same quality those in `preferred` win, in its order (compression prefers br).
Choice best_encoding(Header accept_encoding, Offers offers, Offers preferred = {});

/// Accept-Language.
Choice best_language(Header accept_language, Offers offers);

/// All that a field accepts, best first, as the client wrote it.
std::vector<std::string_view> accepted_types(Header accept);
std::vector<std::string_view> accepted_charsets(Header accept_charset);
std::vector<std::string_view> accepted_encodings(Header accept_encoding);
std::vector<std::string_view> accepted_languages(Header accept_language);

}  // namespace crema::http
