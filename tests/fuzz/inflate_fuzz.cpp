// Unpacking: whatever the bytes are, it ends within the limit and tells what was wrong; and what zlib has packed of them comes
// back as it was.
#include <crema/zlib.hpp>
#include <zlib.h>

#include <string>

#include "core/body_inflate.hpp"
#include "fuzz.hpp"
#include "node/packer.hpp"

namespace {

void check_round_trip(std::string_view text, bool gzip, int level) {
  using namespace crema::detail;
  z_stream stream{};
  fuzz::check(deflateInit2(&stream, level, Z_DEFLATED, gzip ? 31 : 15, 8, Z_DEFAULT_STRATEGY) == Z_OK, "zlib begins");
  std::string packed(deflateBound(&stream, static_cast<uLong>(text.size())) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  fuzz::check(deflate(&stream, Z_FINISH) == Z_STREAM_END, "zlib packs");
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  const auto coding = find_coding(gzip ? "gzip" : "deflate");
  std::string out;
  const auto size = static_cast<std::int64_t>(text.size());
  const Inflated result = inflate_body(*coding, packed, size, out);
  fuzz::check(result.kind == Inflated::Kind::complete && out == text, "what was packed comes back");
  if (size == 0) return;
  out.clear();
  fuzz::check(inflate_body(*coding, packed, size - 1, out).kind == Inflated::Kind::too_large,
              "a byte too much is too large");
  out.clear();
  packed.pop_back();
  fuzz::check(inflate_body(*coding, packed, size, out).kind == Inflated::Kind::broken, "what is cut off is broken");
}

// zlib.gunzip and the like come to the same.
void check_packer(crema::detail::ZlibMode mode, std::string_view packed, std::int64_t limit,
                  const crema::detail::Inflated& wanted, std::string_view unpacked) {
  using namespace crema::detail;
  PackSettings settings;
  settings.mode = mode;
  const auto packer = make_packer(settings);
  fuzz::check(packer != nullptr, "a packer begins");
  const int finish = mode == ZlibMode::un_br ? 2 : Z_FINISH;
  std::string out;
  Packed step;
  do {
    step = packer->run(packed, finish, 16384, 1);
    packed.remove_prefix(step.taken);
    out += step.out;
  } while (step.more && static_cast<std::int64_t>(out.size()) <= limit);
  if (static_cast<std::int64_t>(out.size()) > limit) {
    fuzz::check(wanted.kind == Inflated::Kind::too_large, "both are too large");
  } else if (step.failed) {
    // A last piece that is cut off and too large is either.
    const bool cut = step.failed->code == "Z_BUF_ERROR" && wanted.kind == Inflated::Kind::too_large;
    const bool same = wanted.kind == Inflated::Kind::broken && step.failed->message == wanted.message &&
                      step.failed->code == wanted.code;
    fuzz::check(cut || same, "both are broken in one way");
  } else {
    fuzz::check(wanted.kind == Inflated::Kind::complete && out == unpacked, "both unpack the same");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crema::detail;
  fuzz::Input input(data, size);
  constexpr const char* names[] = {"gzip", "deflate", "br"};
  const unsigned choice = input.byte();
  check_round_trip(input.rest(), (choice & 128) != 0, static_cast<int>(choice >> 3u) % 10);
  const auto coding = find_coding(names[choice % 3]);
  if (!coding) return 0;
  const std::int64_t limit = input.byte() * 400;
  std::string out;
  const Inflated result = inflate_body(*coding, input.rest(), limit, out);
  constexpr ZlibMode modes[] = {ZlibMode::gunzip, ZlibMode::inflate, ZlibMode::un_br};
  check_packer(modes[choice % 3], input.rest(), limit, result, out);
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
