// The public doors to http/negotiation.hpp, http/mime.hpp and http/units.hpp.
#include <crema/byte_size.hpp>
#include <crema/content_coding.hpp>
#include <crema/hooks.hpp>

#include "core/value_node.hpp"
#include "http/mime.hpp"
#include "http/negotiation.hpp"
#include "http/units.hpp"

namespace crema {

std::string_view bestEncoding(const Request& req, std::span<const std::string_view> offers,
                              std::span<const std::string_view> preferred) {
  const auto accept = headerText(req, "accept-encoding");
  const auto best = http::best_encoding(accept.empty() ? http::Header() : http::Header(accept), offers, preferred);
  return best ? offers[*best] : std::string_view();
}

bool isCompressible(std::string_view content_type) noexcept { return http::mime_compressible(content_type); }

std::optional<double> byteSize(const Value& size) {
  if (kind_of(size) == Kind::number) return size.number();
  if (kind_of(size) != Kind::text) return std::nullopt;
  return http::parse_exact_size(size.view());
}

}  // namespace crema
