// Random bytes in draws of 4 KB a thread: one call of the generator costs as much as a hundred ids. Invariants: a byte
// is handed out once and wiped; a forked child never uses a byte that its parent may have drawn.
#include "http/random.hpp"

#include <pthread.h>

#include <atomic>
#include <climits>
#include <cstring>
#include <stdexcept>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "http/base64.hpp"

namespace crema::http {
namespace {

constexpr std::size_t block_size = 4096;
constexpr std::size_t most_from_block = 256;

std::atomic<unsigned> forks{0};

void draw(unsigned char* out, std::size_t size) {
  while (size != 0) {
    const std::size_t part = size < INT_MAX ? size : INT_MAX;
    if (RAND_bytes(out, static_cast<int>(part)) != 1) throw std::runtime_error("the system gave no random bytes");
    out += part;
    size -= part;
  }
}

struct Block {
  unsigned char bytes[block_size];
  std::size_t left = 0;  // the unused bytes are the last ones
  unsigned generation = 0;

  void take(void* out, std::size_t size) {
    static const int watching = pthread_atfork(nullptr, nullptr, [] { forks.fetch_add(1, std::memory_order_relaxed); });
    const unsigned now = forks.load(std::memory_order_relaxed);
    if (left < size || generation != now || watching != 0) {
      left = 0;
      draw(bytes, sizeof bytes);
      left = sizeof bytes;
      generation = now;
    }
    unsigned char* from = bytes + sizeof bytes - left;
    std::memcpy(out, from, size);
    OPENSSL_cleanse(from, size);
    left -= size;
  }
};

thread_local Block block;

}  // namespace

void random_bytes(void* out, std::size_t size) {
  if (size > most_from_block) {
    draw(static_cast<unsigned char*>(out), size);
  } else if (size != 0) {
    block.take(out, size);
  }
}

void append_random_id(std::string& out, std::size_t bytes) {
  char small[most_from_block];
  std::string large;
  if (bytes > sizeof small) large.resize(bytes);
  char* entropy = bytes > sizeof small ? large.data() : small;
  random_bytes(entropy, bytes);
  append_base64(out, {entropy, bytes}, Base64::url);
  OPENSSL_cleanse(entropy, bytes);
}

std::string random_id(std::size_t bytes) {
  std::string id;
  append_random_id(id, bytes);
  return id;
}

}  // namespace crema::http
