// node/packer.hpp — zlib and brotli behind one interface, a piece at a time. Without a Value: on any thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crema::detail {

enum class ZlibMode : unsigned char;

struct PackError {
  std::string message, code;
  int number = 0;
};

// What a call came to.
struct Packed {
  std::string out;
  std::size_t taken = 0;  // bytes of what was given
  bool more = false;      // there may be more to come out: call again with the rest
  std::optional<PackError> failed;
};

struct PackSettings {
  ZlibMode mode{};
  int level = -1, window_bits = 15, mem_level = 8, strategy = 0;
  std::string dictionary;
  bool has_dictionary = false;
  std::vector<std::pair<int, std::uint32_t>> params;  // of brotli
};

class Packer {
 public:
  Packer() = default;
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;
  virtual ~Packer() = default;
  // Pieces of `piece` bytes, as long as they are full and fewer than `most` have come out. Of one that fails nothing is kept.
  Packed run(std::string_view in, int flush, std::size_t piece, std::size_t most);

 protected:
  struct Call {
    const char* next_in;
    std::size_t left_in;
    char* next_out;
    std::size_t left_out;
  };

 private:
  virtual std::optional<PackError> call(Call& call, int flush) = 0;
};

// Nothing where it cannot be made of these settings.
std::shared_ptr<Packer> make_packer(const PackSettings& settings);
bool knows_brotli() noexcept;
std::uint32_t crc32_of(std::string_view bytes, std::uint32_t from) noexcept;

}  // namespace crema::detail
