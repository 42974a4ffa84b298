// Extensions of chunks: read over.
#include "h1/chunk_extensions.hpp"

#include "http/text.hpp"

namespace crema::h1 {
namespace {

constexpr std::uint32_t most = 16384;  // Node's kMaxChunkExtensionsSize

// RFC 9110 §5.6.4: what may stand in quotes, behind a backslash anything of it.
bool is_quotable(char c) noexcept { return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != '\x7f'); }

}  // namespace

void ChunkExtensions::begin() noexcept {
  size_ = 0;
  at_ = At::start;
}

ChunkExtensions::Step ChunkExtensions::take(std::string_view& input) noexcept {
  while (!input.empty()) {
    const char c = input.front();
    if (c == '\r' && at_ != At::quoted && at_ != At::escaped) return at_ == At::start ? Step::malformed : Step::done;
    if (!step(c)) return Step::malformed;
    if (++size_ > most) return Step::too_long;
    input.remove_prefix(1);
  }
  return Step::more;
}

bool ChunkExtensions::separator(char c) noexcept {
  at_ = At::start;
  return c == ';';
}

bool ChunkExtensions::step(char c) noexcept {
  switch (at_) {
    case At::start:
      at_ = At::name;
      [[fallthrough]];
    case At::name:
      if (c == '=') return at_ = At::value, true;
      return http::is_token_char(c) || separator(c);
    case At::value:
      if (c == '"') return at_ = At::quoted, true;
      return http::is_token_char(c) || separator(c);
    case At::quoted:
      if (c == '"') at_ = At::behind_quoted;
      if (c == '\\') at_ = At::escaped;
      return is_quotable(c);
    case At::escaped:
      at_ = At::quoted;
      return is_quotable(c);
    case At::behind_quoted:
      break;
  }
  return separator(c);
}

}  // namespace crema::h1
