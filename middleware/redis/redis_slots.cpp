#include "redis_slots.hpp"

#include <crema/object.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace crema::detail {
namespace {

// CRC16-XMODEM, by bytes.
constexpr std::array<std::uint16_t, 256> crc_table = [] {
  std::array<std::uint16_t, 256> table{};
  for (unsigned i = 0; i < 256; i++) {
    unsigned crc = i << 8u;
    for (int bit = 0; bit < 8; bit++) crc = (crc & 0x8000u) ? (crc << 1u) ^ 0x1021u : crc << 1u;
    table[i] = static_cast<std::uint16_t>(crc);
  }
  return table;
}();

unsigned crc16(std::string_view bytes) {
  unsigned crc = 0;
  for (const char c : bytes) {
    crc = ((crc << 8u) ^ crc_table[((crc >> 8u) ^ static_cast<unsigned char>(c)) & 0xffu]) & 0xffffu;
  }
  return crc;
}

// Commands whose first argument is no key.
constexpr std::string_view keyless[] = {"PING",    "ECHO",    "INFO",    "SCAN",      "KEYS",   "DBSIZE",   "FLUSHALL",
                                        "FLUSHDB", "PUBLISH", "CLUSTER", "CONFIG",    "CLIENT", "SCRIPT",   "COMMAND",
                                        "TIME",    "WAIT",    "PUBSUB",  "RANDOMKEY", "SAVE",   "BGSAVE",   "LASTSAVE",
                                        "ROLE",    "SLOWLOG", "LATENCY", "ACL",       "HELLO",  "FUNCTION", "DEBUG"};

std::string upper(std::string_view text) {
  std::string made(text);
  std::transform(made.begin(), made.end(), made.begin(), [](unsigned char c) { return std::toupper(c); });
  return made;
}

bool is_port(const Value& v) { return typeof_(v) == "number" && v > 0 && v < 65536; }

// [host, port, id …]
bool read_node(const Value& node, const std::string& host, RedisAddress& address) {
  if (!Array.isArray(node) || node.length() < 2 || !is_port(node[1])) return false;
  const Value named = node[0];
  address.host = typeof_(named) == "string" && named != "" && named != "?" ? named.str() : host;
  address.port = static_cast<int>(node[1]);
  return true;
}

}  // namespace

int redis_slot(std::string_view key) {
  const auto open = key.find('{');
  if (open != std::string_view::npos) {
    const auto close = key.find('}', open + 1);
    if (close != std::string_view::npos && close > open + 1) key = key.substr(open + 1, close - open - 1);
  }
  return static_cast<int>(crc16(key) % redis_slot_count);
}

int redis_slot_of(const RedisRequest& request) {
  if (request.size() < 2) return -1;
  const std::string name = upper(request[0]);
  if (std::find(std::begin(keyless), std::end(keyless), name) != std::end(keyless)) return -1;
  if (name == "EVAL" || name == "EVALSHA" || name == "FCALL") {
    return request.size() > 3 && request[2] != "0" ? redis_slot(request[3]) : -1;
  }
  if (name == "OBJECT" || name == "MEMORY" || name == "XGROUP" || name == "XINFO" || name == "BITOP") {
    return request.size() > 2 ? redis_slot(request[2]) : -1;
  }
  if (name == "XREAD" || name == "XREADGROUP") {
    for (std::size_t i = 1; i + 1 < request.size(); i++) {
      if (upper(request[i]) == "STREAMS") return redis_slot(request[i + 1]);
    }
    return -1;
  }
  return redis_slot(request[1]);
}

std::uint16_t RedisSlots::number_of(const RedisAddress& address) {
  const auto found = std::find(masters_.begin(), masters_.end(), address);
  if (found != masters_.end()) return static_cast<std::uint16_t>(found - masters_.begin());
  if (masters_.size() >= 1000) return nobody;  // no cluster has so many
  masters_.push_back(address);
  return static_cast<std::uint16_t>(masters_.size() - 1);
}

bool RedisSlots::take(const Value& reply, const std::string& host) {
  if (!Array.isArray(reply) || reply.length() == 0) return false;
  RedisSlots made;
  made.owners_.assign(redis_slot_count, nobody);
  for (const Value range : reply) {  // [from, to, master, replica …]
    if (!Array.isArray(range) || range.length() < 3) return false;
    const Value from = range[0], to = range[1];
    if (typeof_(from) != "number" || typeof_(to) != "number" || from < 0 || from > to || to >= redis_slot_count)
      return false;
    RedisAddress address;
    if (!read_node(range[2], host, address)) return false;
    const auto number = made.number_of(address);
    std::fill(made.owners_.begin() + static_cast<int>(from), made.owners_.begin() + static_cast<int>(to) + 1, number);
    const int size = range.length();
    for (int i = 3; i < size && made.replicas_.size() < 1000; i++) {
      if (read_node(range[i], host, address)) made.replicas_.push_back(address);
    }
  }
  *this = std::move(made);
  return true;
}

void RedisSlots::move(int slot, const RedisAddress& address) {
  if (slot < 0 || slot >= redis_slot_count) return;
  if (owners_.empty()) owners_.assign(redis_slot_count, nobody);
  owners_[static_cast<std::size_t>(slot)] = number_of(address);
}

const RedisAddress* RedisSlots::owner(int slot) const {
  if (slot < 0 || owners_.empty()) return nullptr;
  const auto number = owners_[static_cast<std::size_t>(slot)];
  return number == nobody ? nullptr : &masters_[number];
}

void RedisSlots::clear() { *this = RedisSlots(); }

}  // namespace crema::detail
