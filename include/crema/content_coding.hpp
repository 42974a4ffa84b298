// crema/content_coding.hpp — which coding the client would like its body in, and whether that is worth while.
#pragma once
#include <crema/request.hpp>

#include <span>
#include <string_view>

namespace crema {

/// Of the codings in `offers` the one that the client likes best (RFC 9110 §12.5.3); among those it likes the same the first of
/// `preferred`. Empty if it accepts none.
std::string_view bestEncoding(const Request& req, std::span<const std::string_view> offers,
                              std::span<const std::string_view> preferred = {});

/// Whether bodies of this Content-Type become smaller: what npm's compressible says.
bool isCompressible(std::string_view content_type) noexcept;

}  // namespace crema
