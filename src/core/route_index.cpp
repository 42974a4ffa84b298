// A hash of each segment prefix of the path is computed in one pass; nine lists at most are merged.
#include "core/route_index.hpp"

#include <algorithm>

#include "core/router.hpp"
#include "http/text.hpp"

namespace crema::detail {
namespace {

constexpr std::uint64_t hash_start = 1469598103934665603ULL;
constexpr std::uint64_t hash_step(std::uint64_t hash, char c) noexcept {
  return (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
}
std::uint64_t hash_of(std::string_view text) noexcept {
  std::uint64_t hash = hash_start;
  for (const char c : text) hash = hash_step(hash, c);
  return hash;
}

}  // namespace

RouteIndex::RouteIndex(const AppendOnly<Layer>& layers, std::uint32_t count) : covered_(count) {
  table_.assign(64, 0);
  for (std::uint32_t number = 0; number < count; number++) {
    for (const auto& prefix : layers[number].pattern.literal_prefixes()) {
      auto& numbers = entry(prefix).numbers;
      if (numbers.empty() || numbers.back() != number) numbers.push_back(number);
    }
  }
}

RouteIndex::Entry& RouteIndex::entry(std::string_view prefix) {
  const auto hash = hash_of(prefix);
  const auto mask = table_.size() - 1;
  for (std::size_t at = hash & mask; table_[at] != 0; at = (at + 1) & mask) {
    auto& found = entries_[table_[at] - 1];
    if (found.hash == hash && found.prefix == prefix) return found;
  }
  entries_.push_back({hash, std::string(prefix), {}});
  if (entries_.size() * 2 > table_.size()) {
    table_.assign(table_.size() * 2, 0);
    for (std::uint32_t i = 0; i < entries_.size(); i++) place(i);
  } else {
    place(static_cast<std::uint32_t>(entries_.size() - 1));
  }
  return entries_.back();
}

void RouteIndex::place(std::uint32_t number) {
  const auto mask = table_.size() - 1;
  std::size_t at = entries_[number].hash & mask;
  while (table_[at] != 0) at = (at + 1) & mask;
  table_[at] = number + 1;
}

const RouteIndex::Entry* RouteIndex::find(std::uint64_t hash, std::string_view raw_prefix) const noexcept {
  const auto mask = table_.size() - 1;
  for (std::size_t at = hash & mask; table_[at] != 0; at = (at + 1) & mask) {
    const auto& found = entries_[table_[at] - 1];
    if (found.hash == hash && http::iequals(found.prefix, raw_prefix)) return &found;
  }
  return nullptr;
}

void LayerCursor::aim(const RouteIndex* index, std::string_view path) noexcept {
  index_ = index;
  list_count_ = 0;
  if (!index) return;
  const auto look_up = [&](std::uint64_t hash, std::string_view prefix) {
    if (const auto* entry = index->find(hash, prefix)) {
      lists_[list_count_++] = {entry->numbers.data(), entry->numbers.data() + entry->numbers.size()};
    }
  };
  std::uint64_t hash = hash_start;
  look_up(hash, {});
  unsigned segments = 0;
  for (std::size_t i = 0; i < path.size(); i++) {
    hash = hash_step(hash, http::lower(path[i]));
    const bool boundary = i + 1 == path.size() || path[i + 1] == '/';
    if (!boundary) continue;
    look_up(hash, path.substr(0, i + 1));
    if (++segments == RouteIndex::most_segments) break;
  }
}

std::uint32_t LayerCursor::next(std::uint32_t from, std::uint32_t count) noexcept {
  if (!index_) return from;
  if (from >= index_->covered()) return from;
  std::uint32_t best = std::min(index_->covered(), count);
  for (unsigned i = 0; i < list_count_; i++) {
    auto& list = lists_[i];
    while (list.at != list.end && *list.at < from) list.at++;
    if (list.at != list.end) best = std::min(best, *list.at);
  }
  return best;
}

}  // namespace crema::detail
