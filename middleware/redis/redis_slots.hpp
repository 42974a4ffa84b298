// The slots of a cluster: which keys lie in which, and which node has which.
#pragma once
#include <crema/value.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

#include "redis_request.hpp"
#include "redis_url.hpp"

namespace crema::detail {

inline constexpr int redis_slot_count = 16384;

// CRC16 of the key, or of what stands in its first braces, modulo 16384.
int redis_slot(std::string_view key);
// The slot of a command's first key; -1 when it has none, and any node will do.
int redis_slot_of(const RedisRequest& request);

class RedisSlots {
 public:
  // What CLUSTER SLOTS gave; a node without a host of its own is at `host`. False: it is no such reply, and nothing has changed.
  bool take(const Value& reply, const std::string& host);
  void move(int slot, const RedisAddress& address);
  // Null: nobody has it.
  const RedisAddress* owner(int slot) const;
  const std::vector<RedisAddress>& masters() const { return masters_; }
  const std::vector<RedisAddress>& replicas() const { return replicas_; }
  void clear();

 private:
  std::uint16_t number_of(const RedisAddress& address);
  static constexpr std::uint16_t nobody = 0xffff;
  std::vector<RedisAddress> masters_, replicas_;
  std::vector<std::uint16_t> owners_;  // by slot: index of a master
};

}  // namespace crema::detail
