// crema/detail/text_words.hpp — up to 15 bytes of text as two words, the first byte lowest in memory, zeros behind the last.
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace crema::detail {

struct TextWords {
  std::uint64_t lo = 0, hi = 0;
};

template <class Word>
inline std::uint64_t word_at(const char* p) noexcept {
  Word w;
  std::memcpy(&w, p, sizeof w);
  return w;
}

// Made of loads that overlap: bytes that were copied to memory one by one could not be loaded as a word at once.
inline TextWords text_words(const char* s, std::size_t n) noexcept {
  TextWords words;
  if constexpr (std::endian::native == std::endian::little) {
    if (n >= 8) {
      words.lo = word_at<std::uint64_t>(s);
      if (n > 8) words.hi = word_at<std::uint64_t>(s + n - 8) >> (8 * (16 - n));
    } else if (n >= 4) {
      words.lo = word_at<std::uint32_t>(s) | word_at<std::uint32_t>(s + n - 4) << (8 * (n - 4));
    } else if (n != 0) {
      const auto middle = n / 2, last = n - 1;
      words.lo = word_at<std::uint8_t>(s) | word_at<std::uint8_t>(s + middle) << (8 * middle) |
                 word_at<std::uint8_t>(s + last) << (8 * last);
    }
  } else if (n != 0) {
    char bytes[16] = {};
    std::memcpy(bytes, s, n);
    words = {word_at<std::uint64_t>(bytes), word_at<std::uint64_t>(bytes + 8)};
  }
  return words;
}

}  // namespace crema::detail
