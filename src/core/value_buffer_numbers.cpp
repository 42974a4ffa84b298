// Numbers in buffers, as Node reads and writes them: at a byte, of 1 to 6 bytes or floating, in either order of bytes.
#include <crema/error.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>

#include "core/arguments.hpp"
#include "core/value_receiver.hpp"

namespace crema {
using namespace detail;

namespace {

enum class Order { little, big };

// What Node says of a place, or of a number of bytes, that does not fit. `room` is the last place that does.
[[noreturn]] void throw_bounds(const Value& given, double room, std::string_view argument) {
  if (!crema::Number.isInteger(given)) throw_out_of_range(argument, "an integer", given);
  if (room < 0) {
    RangeError error("Attempt to access memory outside buffer bounds");
    error.code = "ERR_BUFFER_OUT_OF_BOUNDS";
    throw error;
  }
  throw_out_of_range(argument, (argument == "offset" ? ">= 0" : ">= 1") + (" and <= " + Value(room).str()), given);
}

// Where `size` bytes from `at` on lie.
char* bytes_at(const Receiver& self, const Value& at, std::size_t size) {
  BufferNode& b = buffer_node(self.value);
  if (kind_of(at) != Kind::number) throw_invalid_type("The \"offset\" argument", "of type number", at);
  const double offset = at.number(), room = static_cast<double>(b.size) - static_cast<double>(size);
  if (!(offset >= 0 && offset <= room) || offset != std::trunc(offset)) throw_bounds(at, room, "offset");
  return b.data + static_cast<std::size_t>(offset);
}

std::size_t byte_count(const Value& bytes) {
  if (kind_of(bytes) != Kind::number) throw_invalid_type("The \"byteLength\" argument", "of type number", bytes);
  const double n = bytes.number();
  if (!(n >= 1 && n <= 6) || n != std::trunc(n)) throw_bounds(bytes, 6, "byteLength");
  return static_cast<std::size_t>(n);
}

std::uint64_t load(const char* from, std::size_t size, Order order) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < size; ++i) {
    word = word << 8 | static_cast<unsigned char>(from[order == Order::big ? i : size - 1 - i]);
  }
  return word;
}

void store(char* to, std::uint64_t word, std::size_t size, Order order) {
  for (std::size_t i = 0; i < size; ++i, word >>= 8) {
    to[order == Order::little ? i : size - 1 - i] = static_cast<char>(static_cast<unsigned char>(word & 0xff));
  }
}

Value read_unsigned(const Value& buffer, const char* method, const Value& at, std::size_t size, Order order) {
  const Receiver self(buffer);
  if (!self.buffer()) return self.refusal(method);
  return static_cast<double>(load(bytes_at(self, at, size), size, order));
}

Value read_signed(const Value& buffer, const char* method, const Value& at, std::size_t size, Order order) {
  const Receiver self(buffer);
  if (!self.buffer()) return self.refusal(method);
  const auto word = static_cast<std::int64_t>(load(bytes_at(self, at, size), size, order));
  const std::int64_t beyond = std::int64_t{1} << (size * 8 - 1);
  return static_cast<double>(word >= beyond ? word - 2 * beyond : word);
}

template <class T, class Word>
Value read_floating(const Value& buffer, const char* method, const Value& at, Order order) {
  const Receiver self(buffer);
  if (!self.buffer()) return self.refusal(method);
  return static_cast<double>(
      std::bit_cast<T>(static_cast<Word>(load(bytes_at(self, at, sizeof(T)), sizeof(T), order))));
}

std::string power(double exponent) { return "2 ** " + Value(exponent).str(); }

// Node's words for what `size` bytes can hold.
std::string range_of(std::size_t size, double least, double most) {
  if (size <= 4) return ">= " + Value(least).str() + " and <= " + Value(most).str();
  const double bits = static_cast<double>(size) * 8;
  if (least == 0) return ">= 0 and < " + power(bits);
  return ">= -(" + power(bits - 1) + ") and < " + power(bits - 1);
}

int write_integer(const Value& buffer, const char* method, const Value& n, const Value& at, std::size_t size,
                  bool has_sign, Order order) {
  const Receiver self(buffer);
  if (!self.buffer()) self.refuse(method);
  const double number = n.number(), all = std::ldexp(1, static_cast<int>(size * 8));
  const double least = has_sign ? -all / 2 : 0, most = has_sign ? all / 2 - 1 : all - 1;
  if (number > most || number < least) throw_out_of_range("value", range_of(size, least, most), number);
  char* to = bytes_at(self, at, size);
  store(to, static_cast<std::uint64_t>(number_cast<std::int64_t>(number)), size, order);
  return static_cast<int>(to - buffer_node(self.value).data + static_cast<std::ptrdiff_t>(size));
}

template <class T, class Word>
int write_floating(const Value& buffer, const char* method, const Value& n, const Value& at, Order order) {
  const Receiver self(buffer);
  if (!self.buffer()) self.refuse(method);
  const T number = static_cast<T>(n.number());
  char* to = bytes_at(self, at, sizeof(T));
  store(to, std::bit_cast<Word>(number), sizeof(T), order);
  return static_cast<int>(to - buffer_node(self.value).data + static_cast<std::ptrdiff_t>(sizeof(T)));
}

}  // namespace

Value Value::readUInt8(const Value& at) const { return read_unsigned(*this, "readUInt8", at, 1, Order::big); }
Value Value::readUInt16LE(const Value& at) const { return read_unsigned(*this, "readUInt16LE", at, 2, Order::little); }
Value Value::readUInt16BE(const Value& at) const { return read_unsigned(*this, "readUInt16BE", at, 2, Order::big); }
Value Value::readUInt32LE(const Value& at) const { return read_unsigned(*this, "readUInt32LE", at, 4, Order::little); }
Value Value::readUInt32BE(const Value& at) const { return read_unsigned(*this, "readUInt32BE", at, 4, Order::big); }
Value Value::readUIntLE(const Value& at, const Value& bytes) const {
  return read_unsigned(*this, "readUIntLE", at, byte_count(bytes), Order::little);
}
Value Value::readUIntBE(const Value& at, const Value& bytes) const {
  return read_unsigned(*this, "readUIntBE", at, byte_count(bytes), Order::big);
}
Value Value::readInt8(const Value& at) const { return read_signed(*this, "readInt8", at, 1, Order::big); }
Value Value::readInt16LE(const Value& at) const { return read_signed(*this, "readInt16LE", at, 2, Order::little); }
Value Value::readInt16BE(const Value& at) const { return read_signed(*this, "readInt16BE", at, 2, Order::big); }
Value Value::readInt32LE(const Value& at) const { return read_signed(*this, "readInt32LE", at, 4, Order::little); }
Value Value::readInt32BE(const Value& at) const { return read_signed(*this, "readInt32BE", at, 4, Order::big); }
Value Value::readIntLE(const Value& at, const Value& bytes) const {
  return read_signed(*this, "readIntLE", at, byte_count(bytes), Order::little);
}
Value Value::readIntBE(const Value& at, const Value& bytes) const {
  return read_signed(*this, "readIntBE", at, byte_count(bytes), Order::big);
}
Value Value::readFloatLE(const Value& at) const {
  return read_floating<float, std::uint32_t>(*this, "readFloatLE", at, Order::little);
}
Value Value::readFloatBE(const Value& at) const {
  return read_floating<float, std::uint32_t>(*this, "readFloatBE", at, Order::big);
}
Value Value::readDoubleLE(const Value& at) const {
  return read_floating<double, std::uint64_t>(*this, "readDoubleLE", at, Order::little);
}
Value Value::readDoubleBE(const Value& at) const {
  return read_floating<double, std::uint64_t>(*this, "readDoubleBE", at, Order::big);
}

int Value::writeUInt8(const Value& n, const Value& at) const {
  return write_integer(*this, "writeUInt8", n, at, 1, false, Order::big);
}
int Value::writeUInt16LE(const Value& n, const Value& at) const {
  return write_integer(*this, "writeUInt16LE", n, at, 2, false, Order::little);
}
int Value::writeUInt16BE(const Value& n, const Value& at) const {
  return write_integer(*this, "writeUInt16BE", n, at, 2, false, Order::big);
}
int Value::writeUInt32LE(const Value& n, const Value& at) const {
  return write_integer(*this, "writeUInt32LE", n, at, 4, false, Order::little);
}
int Value::writeUInt32BE(const Value& n, const Value& at) const {
  return write_integer(*this, "writeUInt32BE", n, at, 4, false, Order::big);
}
int Value::writeUIntLE(const Value& n, const Value& at, const Value& bytes) const {
  return write_integer(*this, "writeUIntLE", n, at, byte_count(bytes), false, Order::little);
}
int Value::writeUIntBE(const Value& n, const Value& at, const Value& bytes) const {
  return write_integer(*this, "writeUIntBE", n, at, byte_count(bytes), false, Order::big);
}
int Value::writeInt8(const Value& n, const Value& at) const {
  return write_integer(*this, "writeInt8", n, at, 1, true, Order::big);
}
int Value::writeInt16LE(const Value& n, const Value& at) const {
  return write_integer(*this, "writeInt16LE", n, at, 2, true, Order::little);
}
int Value::writeInt16BE(const Value& n, const Value& at) const {
  return write_integer(*this, "writeInt16BE", n, at, 2, true, Order::big);
}
int Value::writeInt32LE(const Value& n, const Value& at) const {
  return write_integer(*this, "writeInt32LE", n, at, 4, true, Order::little);
}
int Value::writeInt32BE(const Value& n, const Value& at) const {
  return write_integer(*this, "writeInt32BE", n, at, 4, true, Order::big);
}
int Value::writeIntLE(const Value& n, const Value& at, const Value& bytes) const {
  return write_integer(*this, "writeIntLE", n, at, byte_count(bytes), true, Order::little);
}
int Value::writeIntBE(const Value& n, const Value& at, const Value& bytes) const {
  return write_integer(*this, "writeIntBE", n, at, byte_count(bytes), true, Order::big);
}
int Value::writeFloatLE(const Value& n, const Value& at) const {
  return write_floating<float, std::uint32_t>(*this, "writeFloatLE", n, at, Order::little);
}
int Value::writeFloatBE(const Value& n, const Value& at) const {
  return write_floating<float, std::uint32_t>(*this, "writeFloatBE", n, at, Order::big);
}
int Value::writeDoubleLE(const Value& n, const Value& at) const {
  return write_floating<double, std::uint64_t>(*this, "writeDoubleLE", n, at, Order::little);
}
int Value::writeDoubleBE(const Value& n, const Value& at) const {
  return write_floating<double, std::uint64_t>(*this, "writeDoubleBE", n, at, Order::big);
}

}  // namespace crema
