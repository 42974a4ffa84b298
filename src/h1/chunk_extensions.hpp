// h1/chunk_extensions.hpp — what may stand behind the size of a chunk (RFC 9112 §7.1.1): read over, and only if it is well-formed.
#pragma once
#include <cstdint>
#include <string_view>

namespace crema::h1 {

// ;name=value;name="quoted";name — llhttp 8 refuses two forms of it that are well-formed, so it does not get to see them.
class ChunkExtensions {
 public:
  enum class Step : std::uint8_t { more, done, malformed, too_long };

  // Behind the first semicolon.
  void begin() noexcept;
  // Takes from the front of `input` what belongs to the extensions. Done: their CR is its first byte.
  Step take(std::string_view& input) noexcept;

 private:
  enum class At : std::uint8_t { start, name, value, quoted, escaped, behind_quoted };

  bool step(char c) noexcept;
  bool separator(char c) noexcept;

  std::uint32_t size_ = 0;
  At at_ = At::start;
};

}  // namespace crema::h1
