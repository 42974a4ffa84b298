// What libFuzzer's own changes do not find: a piece of the input again and again, so that what is quadratic shows. One input in
// 256 is made so; libFuzzer makes the others.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed);

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed) {
  if (seed % 256 != 0 || size == 0 || size >= max_size) return LLVMFuzzerMutate(data, size, max_size);
  const std::size_t from = (seed >> 8) % size;
  const std::size_t piece = 1 + (seed >> 20) % std::min<std::size_t>(size - from, 8);
  // What stands behind the piece goes to the end, so that what closes the input still closes it.
  const std::size_t behind = size - from - piece, grown = (max_size - size) / piece * piece;
  std::memmove(data + from + piece + grown, data + from + piece, behind);
  for (std::size_t i = 0; i < grown; i++) data[from + piece + i] = data[from + i % piece];
  return size + grown;
}
