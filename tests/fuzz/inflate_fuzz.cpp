// Unpacking: whatever the bytes are, it ends within the limit and tells what was wrong.
#include <string>

#include "core/body_inflate.hpp"
#include "fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crema::detail;
  fuzz::Input input(data, size);
  constexpr const char* names[] = {"gzip", "deflate", "br"};
  const auto coding = find_coding(names[input.byte() % 3]);
  if (!coding) return 0;
  const std::int64_t limit = input.byte() * 400;
  std::string out;
  const Inflated result = inflate_body(*coding, input.rest(), limit, out);
  constexpr std::int64_t piece = 16384;
  fuzz::check(result.received <= limit + piece, "unpacking stops within a piece of the limit");
  fuzz::check(out.capacity() <= static_cast<std::size_t>(2 * (limit + piece)), "memory is bounded by the limit");
  switch (result.kind) {
    case Inflated::Kind::complete:
      fuzz::check(static_cast<std::int64_t>(out.size()) == result.received && result.received <= limit, "sizes agree");
      break;
    case Inflated::Kind::too_large:
      fuzz::check(result.received > limit, "too large is beyond the limit");
      break;
    case Inflated::Kind::broken:
      fuzz::check(!result.message.empty() && !result.code.empty() && result.number != 0, "what is broken is told");
  }
  return 0;
}
