// Bytes and texts: what a text means in each of Buffer's encodings, and how bytes are written in each, as slow decoders say; and what
// was written reads as it was. The first byte chooses the encoding.
#include <crema/buffer.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "core/encodings.hpp"
#include "core/value_utf8.hpp"
#include "fuzz.hpp"
#include "slow.hpp"

namespace {

using crema::Encoding;

constexpr std::string_view standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_safe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

char byte(unsigned value) { return static_cast<char>(static_cast<unsigned char>(value & 0xff)); }
unsigned number(char c) { return static_cast<unsigned char>(c); }

// The UTF-16 of a good text.
std::vector<unsigned> units(std::string_view text) {
  std::vector<unsigned> all;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = slow::utf8_size(text, at);
    unsigned code = size == 1 ? number(text[at]) : number(text[at]) & (0x7fu >> size);
    for (std::size_t i = 1; i < size; i++) code = code << 6 | (number(text[at + i]) & 0x3f);
    if (code < 0x10000) {
      all.push_back(code);
    } else {
      all.push_back(0xd800 + ((code - 0x10000) >> 10));
      all.push_back(0xdc00 + ((code - 0x10000) & 0x3ff));
    }
    at += size;
  }
  return all;
}

// One bit after another.
std::string from_base64(std::string_view text) {
  std::string bits, bytes;
  for (const char c : text.substr(0, text.find('='))) {
    std::size_t value = standard.find(c);
    if (value == std::string_view::npos) value = url_safe.find(c);
    if (value == std::string_view::npos) continue;
    for (int i = 5; i >= 0; i--) bits += value >> i & 1 ? '1' : '0';
  }
  for (std::size_t at = 0; at + 8 <= bits.size(); at += 8)
    bytes += byte(static_cast<unsigned>(std::stoul(bits.substr(at, 8), nullptr, 2)));
  return bytes;
}
std::string to_base64(std::string_view bytes, std::string_view letters) {
  std::string bits, text;
  for (const char c : bytes) {
    for (int i = 7; i >= 0; i--) bits += number(c) >> i & 1 ? '1' : '0';
  }
  while (bits.size() % 6 != 0) bits += '0';
  for (std::size_t at = 0; at < bits.size(); at += 6) text += letters[std::stoul(bits.substr(at, 6), nullptr, 2)];
  while (letters == standard && text.size() % 4 != 0) text += '=';
  return text;
}

std::string slow_decoded(std::string_view text, Encoding encoding) {
  std::string bytes;
  switch (encoding) {
    case Encoding::utf8:
      return std::string(text);
    case Encoding::base64:
    case Encoding::base64url:
      return from_base64(text);
    case Encoding::hex:
      for (std::size_t i = 0; i + 1 < text.size() && slow::hex(text[i]) >= 0 && slow::hex(text[i + 1]) >= 0; i += 2)
        bytes += byte(static_cast<unsigned>(slow::hex(text[i]) * 16 + slow::hex(text[i + 1])));
      return bytes;
    case Encoding::latin1:
    case Encoding::ascii:
      for (const unsigned unit : units(text)) bytes += byte(unit);
      return bytes;
    case Encoding::utf16le:
      for (const unsigned unit : units(text)) bytes.append({byte(unit), byte(unit >> 8)});
      return bytes;
  }
  return bytes;
}

// The writers that have a plain description; utf8 and utf16le are checked by what they read.
void check_written(std::string_view bytes, Encoding encoding, const std::string& written) {
  std::string slow;
  switch (encoding) {
    case Encoding::base64:
      slow = to_base64(bytes, standard);
      break;
    case Encoding::base64url:
      slow = to_base64(bytes, url_safe);
      break;
    case Encoding::hex:
      for (const char c : bytes) slow.append({"0123456789abcdef"[number(c) / 16], "0123456789abcdef"[number(c) % 16]});
      break;
    case Encoding::ascii:
      for (const char c : bytes) slow += byte(number(c) & 0x7f);
      break;
    case Encoding::latin1:
      for (const char c : bytes) {
        if (number(c) < 0x80) slow += c;
        else slow.append({byte(0xc0 | number(c) >> 6), byte(0x80 | (number(c) & 0x3f))});
      }
      break;
    default:
      return;
  }
  fuzz::check(written == slow, "bytes are written as by the slow writer");
}

// Bytes that a charset cannot say are not expected back.
bool comes_back(std::string_view bytes, Encoding encoding, std::string_view written) {
  if (encoding == Encoding::utf8) return slow::is_utf8(bytes);
  if (encoding == Encoding::ascii) return slow::is_ascii(bytes);
  return encoding != Encoding::utf16le || (bytes.size() % 2 == 0 && slow::is_utf8(written));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr const char* names[] = {"utf8", "utf16le", "latin1", "ascii", "base64", "base64url", "hex"};
  fuzz::Input input(data, size);
  const unsigned choice = input.byte() % 7;
  const auto encoding = Encoding(choice);
  const auto given = input.rest();

  const auto written = crema::encoded(given, encoding);
  check_written(given, encoding, written);
  if (comes_back(given, encoding, written))
    fuzz::check(crema::decoded(written, encoding) == given, "bytes that were written come back");
  const auto as_utf8 = crema::encoded(given, Encoding::utf8);
  fuzz::check(slow::is_utf8(as_utf8) && (!slow::is_utf8(given) || as_utf8 == given),
              "what is no UTF-8 is mended, and nothing else");

  const std::string text = crema::detail::well_formed(given);
  const auto bytes = crema::decoded(text, encoding);
  fuzz::check(bytes == slow_decoded(text, encoding), "a text means what the slow decoder says");
  const crema::Value buffer = crema::Buffer.from(text, names[choice]);
  fuzz::check(buffer.view() == bytes, "Buffer.from decodes the same");
  fuzz::check(buffer.toString(names[choice]).view() == crema::encoded(bytes, encoding), "toString writes the same");
  const auto length = static_cast<std::size_t>(crema::Buffer.byteLength(text, names[choice]));
  const bool lenient = encoding == Encoding::base64 || encoding == Encoding::base64url || encoding == Encoding::hex;
  fuzz::check(lenient ? length >= bytes.size() : length == bytes.size(), "byteLength is enough, and no more");
  return 0;
}
