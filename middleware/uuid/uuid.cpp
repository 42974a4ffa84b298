// UUIDs: 16 bytes, of which the version and the variant are fixed (RFC 9562 section 4).
#include "uuid.hpp"

#include <crema/buffer.hpp>
#include <crema/crypto.hpp>
#include <crema/date.hpp>
#include <crema/error.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace crema::detail {
namespace {

using Bytes = std::array<std::uint8_t, 16>;

// From 1582 to 1970, in milliseconds.
constexpr std::uint64_t gregorian = 12'219'292'800'000;

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// The bytes of a text in the usual form, whatever they say. False: it has another form.
bool read(std::string_view text, Bytes& out) {
  if (text.size() != 36) return false;
  std::size_t nibbles = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (text[i] != '-') return false;
      continue;
    }
    const int digit = digit_of(text[i]);
    if (digit < 0) return false;
    auto& byte = out[nibbles / 2];
    byte = static_cast<std::uint8_t>(nibbles % 2 ? byte | digit : digit << 4);
    ++nibbles;
  }
  return true;
}

bool known(const Bytes& uuid) {
  const int version = uuid[6] >> 4, variant = uuid[8] >> 6;
  if (version >= 1 && version <= 8 && variant == 2) return true;
  for (const auto byte : uuid)
    if (byte != uuid[0]) return false;
  return uuid[0] == 0 || uuid[0] == 0xff;
}

bool read_known(const Value& text, Bytes& out) {
  return typeof_(text) == "string" && read(text.view(), out) && known(out);
}

Bytes parsed(const Value& text) {
  Bytes uuid{};
  if (!read_known(text, uuid)) throw TypeError("Invalid UUID");
  return uuid;
}

Value text_of(const Bytes& uuid) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += digits[uuid[i] >> 4];
    text += digits[uuid[i] & 15];
  }
  return text;
}

Value buffer_of(const Bytes& uuid) {
  const Value buffer = Buffer.alloc(16);
  for (std::size_t i = 0; i < uuid.size(); ++i) buffer[static_cast<int>(i)] = uuid[i];
  return buffer;
}

std::uint8_t byte_of(const Value& bytes, int at) {
  return static_cast<std::uint8_t>(static_cast<std::uint32_t>(bytes[at].number()));
}

void stamp(Bytes& uuid, int version) {
  uuid[6] = static_cast<std::uint8_t>((uuid[6] & 0x0f) | version << 4);
  uuid[8] = static_cast<std::uint8_t>((uuid[8] & 0x3f) | 0x80);
}

void check_range(const Value& buffer, const Value& offset) {
  if (offset >= 0 && offset + 16 <= buffer.length()) return;
  throw RangeError("UUID byte range " + offset.str() + ":" + (offset + 15).str() + " is out of buffer bounds");
}

Value given(const Bytes& uuid, const Value& buffer, const Value& offset) {
  if (!buffer) return text_of(uuid);
  check_range(buffer, offset);
  for (int i = 0; i < 16; ++i) buffer[offset + i] = uuid[static_cast<std::size_t>(i)];
  return buffer;
}

template <class Options>
Bytes random_bytes(const Options& options) {
  Value bytes = options.random;
  if (bytes == null && options.rng) bytes = options.rng();
  if (bytes == null) bytes = crypto.randomBytes(16);
  if (static_cast<int>(bytes.length()) < 16) throw Error("Random bytes length must be >= 16");
  Bytes random{};
  for (int i = 0; i < 16; ++i) random[static_cast<std::size_t>(i)] = byte_of(bytes, i);
  return random;
}

double now() { return Date.now().number(); }

std::uint32_t clock_of(const Bytes& random) { return (std::uint32_t{random[8]} << 8 | random[9]) & 0x3fff; }

struct V1Parts {
  double msecs = 0;
  std::uint64_t nsecs = 0;
  std::uint32_t clockseq = 0;
  std::array<std::uint8_t, 6> node{};
};

void take_node(V1Parts& parts, const Bytes& random) {
  for (std::size_t i = 0; i < 6; ++i) parts.node[i] = random[10 + i];
  parts.node[0] |= 1;  // no address of a network card (section 6.10)
}

Bytes v1_of(const V1Parts& parts) {
  const std::uint64_t time = (static_cast<std::uint64_t>(parts.msecs) + gregorian) * 10'000 + parts.nsecs;
  Bytes uuid{};
  for (std::size_t i = 0; i < 4; ++i) uuid[i] = static_cast<std::uint8_t>(time >> (24 - 8 * i));
  uuid[4] = static_cast<std::uint8_t>(time >> 40);
  uuid[5] = static_cast<std::uint8_t>(time >> 32);
  uuid[6] = static_cast<std::uint8_t>((time >> 56 & 0x0f) | 0x10);
  uuid[7] = static_cast<std::uint8_t>(time >> 48);
  uuid[8] = static_cast<std::uint8_t>((parts.clockseq >> 8) | 0x80);
  uuid[9] = static_cast<std::uint8_t>(parts.clockseq);
  for (std::size_t i = 0; i < 6; ++i) uuid[10 + i] = parts.node[i];
  return uuid;
}

// What the last one of this thread was made of: the time goes on in steps of 100 ns within a millisecond; when those are used up, or
// the clock was set back, it goes on as another machine.
V1Parts next_v1() {
  thread_local V1Parts last{-1, 0, 0, {}};
  const Bytes random = random_bytes(UuidV1Options{});
  const double ms = now();
  bool anew = last.msecs < 0 || ms < last.msecs;
  last.nsecs = ms == last.msecs ? last.nsecs + 1 : ms > last.msecs ? 0 : last.nsecs;
  if (last.nsecs >= 10'000) {
    last.nsecs = 0;
    anew = true;
  }
  if (anew) {
    take_node(last, random);
    last.clockseq = clock_of(random);
  }
  last.msecs = ms;
  return last;
}

bool empty(const UuidV1Options& o) {
  return o.node == null && o.clockseq == null && o.msecs == null && o.nsecs == null && o.random == null && !o.rng;
}

V1Parts chosen_v1(const UuidV1Options& options) {
  const Bytes random = random_bytes(options);
  V1Parts parts;
  parts.msecs = options.msecs == null ? now() : options.msecs.number();
  parts.nsecs = options.nsecs == null ? 0 : static_cast<std::uint64_t>(options.nsecs);
  parts.clockseq = options.clockseq == null ? clock_of(random) : static_cast<std::uint32_t>(options.clockseq);
  take_node(parts, random);
  if (options.node != null)
    for (int i = 0; i < 6; ++i) parts.node[static_cast<std::size_t>(i)] = byte_of(options.node, i);
  return parts;
}

// The bits of the time, the highest first.
Bytes to_v6(const Bytes& v1) {
  Bytes v6 = v1;
  const std::uint64_t high = (std::uint64_t{v1[6]} & 15) << 8 | v1[7], middle = std::uint64_t{v1[4]} << 8 | v1[5];
  const std::uint64_t low =
      std::uint64_t{v1[0]} << 24 | std::uint64_t{v1[1]} << 16 | std::uint64_t{v1[2]} << 8 | std::uint64_t{v1[3]};
  const std::uint64_t time = high << 48 | middle << 32 | low;
  for (std::size_t i = 0; i < 6; ++i) v6[i] = static_cast<std::uint8_t>(time >> (52 - 8 * i));
  v6[6] = static_cast<std::uint8_t>(0x60 | (time >> 8 & 15));
  v6[7] = static_cast<std::uint8_t>(time);
  return v6;
}

Bytes to_v1(const Bytes& v6) {
  std::uint64_t time = 0;
  for (std::size_t i = 0; i < 6; ++i) time = time << 8 | v6[i];
  time = time << 12 | (std::uint64_t{v6[6]} & 15) << 8 | v6[7];
  Bytes v1 = v6;
  for (std::size_t i = 0; i < 4; ++i) v1[i] = static_cast<std::uint8_t>(time >> (24 - 8 * i));
  v1[4] = static_cast<std::uint8_t>(time >> 40);
  v1[5] = static_cast<std::uint8_t>(time >> 32);
  v1[6] = static_cast<std::uint8_t>(0x10 | (time >> 56 & 15));
  v1[7] = static_cast<std::uint8_t>(time >> 48);
  return v1;
}

template <class F>
Value converted(const Value& uuid, F convert) {
  if (typeof_(uuid) == "string") return text_of(convert(parsed(uuid)));
  Bytes bytes{};
  for (int i = 0; i < 16; ++i) bytes[static_cast<std::size_t>(i)] = byte_of(uuid, i);
  return buffer_of(convert(bytes));
}

std::uint32_t sequence_of(const Bytes& random) {
  return (std::uint32_t{random[6]} & 0x7f) << 24 | std::uint32_t{random[7]} << 16 | std::uint32_t{random[8]} << 8 |
         random[9];
}

Bytes v7_of(double msecs, std::uint32_t seq, const Bytes& random) {
  const auto time = static_cast<std::uint64_t>(msecs);
  Bytes uuid = random;
  for (std::size_t i = 0; i < 6; ++i) uuid[i] = static_cast<std::uint8_t>(time >> (40 - 8 * i));
  uuid[6] = static_cast<std::uint8_t>(0x70 | (seq >> 28));
  uuid[7] = static_cast<std::uint8_t>(seq >> 20);
  uuid[8] = static_cast<std::uint8_t>(0x80 | (seq >> 14 & 0x3f));
  uuid[9] = static_cast<std::uint8_t>(seq >> 6);
  uuid[10] = static_cast<std::uint8_t>((seq << 2 & 0xff) | (random[10] & 3));
  return uuid;
}

// Counts within a millisecond, and into the next one when that is full.
Bytes next_v7() {
  thread_local double msecs = -1;
  thread_local std::uint32_t seq = 0;
  const Bytes random = random_bytes(UuidV7Options{});
  if (const double ms = now(); ms > msecs) {
    msecs = ms;
    seq = sequence_of(random);
  } else if (++seq == 0) {
    ++msecs;
  }
  return v7_of(msecs, seq, random);
}

Value name_space(const Value& space) {
  Bytes bytes{};
  if (typeof_(space) == "string") {
    bytes = parsed(space);
  } else {
    const bool list = (Array.isArray(space) || Buffer.isBuffer(space)) && space.length() == 16;
    if (!list) throw TypeError("Namespace must be array-like (16 iterable integer values, 0-255)");
    for (int i = 0; i < 16; ++i) bytes[static_cast<std::size_t>(i)] = byte_of(space, i);
  }
  return buffer_of(bytes);
}

}  // namespace

Value UuidV4::operator()(const UuidV4Options& options, const Value& buffer, const Value& offset) const {
  if (options.random == null && !options.rng && !buffer) return crypto.randomUUID();
  Bytes uuid = random_bytes(options);
  stamp(uuid, 4);
  return given(uuid, buffer, offset);
}

Value UuidV1::operator()(const UuidV1Options& options, const Value& buffer, const Value& offset) const {
  return given(v1_of(empty(options) ? next_v1() : chosen_v1(options)), buffer, offset);
}

Value UuidV6::operator()(const UuidV1Options& options, const Value& buffer, const Value& offset) const {
  V1Parts parts = empty(options) ? next_v1() : chosen_v1(options);
  if (empty(options)) {  // the time is enough for the order; the rest is as random as it can be (section 5.6)
    const Bytes random = random_bytes(options);
    take_node(parts, random);
    parts.clockseq = clock_of(random);
  }
  return given(to_v6(v1_of(parts)), buffer, offset);
}

Value UuidV7::operator()(const UuidV7Options& options, const Value& buffer, const Value& offset) const {
  if (options.msecs == null && options.seq == null && options.random == null && !options.rng)
    return given(next_v7(), buffer, offset);
  const Bytes random = random_bytes(options);
  const double msecs = options.msecs == null ? now() : options.msecs.number();
  const auto seq = options.seq == null ? sequence_of(random)
                                       : static_cast<std::uint32_t>(static_cast<std::int64_t>(options.seq.number()));
  return given(v7_of(msecs, seq, random), buffer, offset);
}

Value UuidOfName::operator()(const Value& name, const Value& space, const Value& buffer, const Value& offset) const {
  const Value hash = crypto.createHash(version == 3 ? "md5" : "sha1")
                         .update(name_space(space))
                         .update(Array.isArray(name) ? Buffer.from(name) : name)
                         .digest();
  Bytes uuid{};
  for (int i = 0; i < 16; ++i) uuid[static_cast<std::size_t>(i)] = byte_of(hash, i);
  stamp(uuid, version);
  return given(uuid, buffer, offset);
}

bool UuidLibrary::validate(const Value& text) const {
  Bytes bytes{};
  return read_known(text, bytes);
}

int UuidLibrary::version(const Value& text) const { return parsed(text)[6] >> 4; }

Value UuidLibrary::parse(const Value& text) const { return buffer_of(parsed(text)); }

Value UuidLibrary::stringify(const Value& bytes, const Value& offset) const {
  Bytes read{};
  const bool fits = offset >= 0 && offset + 16 <= bytes.length();
  for (int i = 0; fits && i < 16; ++i) read[static_cast<std::size_t>(i)] = byte_of(bytes, static_cast<int>(offset) + i);
  if (!fits || !known(read)) throw TypeError("Stringified UUID is invalid");
  return text_of(read);
}

Value UuidLibrary::v1ToV6(const Value& text) const { return converted(text, to_v6); }
Value UuidLibrary::v6ToV1(const Value& text) const { return converted(text, to_v1); }

}  // namespace crema::detail
