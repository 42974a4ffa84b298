// core/route_index.hpp — which layers can match a path at all. It only leaves out layers that cannot; it never orders or decides.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/append_only.hpp"

namespace crema::detail {

struct Layer;

// Lists of layer numbers by literal prefix of whole segments, folded to lower case. Immutable once published.
class RouteIndex {
 public:
  // Covers the first `count` layers.
  RouteIndex(const AppendOnly<Layer>& layers, std::uint32_t count);
  std::uint32_t covered() const noexcept { return covered_; }

  static constexpr unsigned most_segments = 8;

 private:
  friend class LayerCursor;
  struct Entry {
    std::uint64_t hash;
    std::string prefix;
    std::vector<std::uint32_t> numbers;
  };
  const Entry* find(std::uint64_t hash, std::string_view raw_prefix) const noexcept;
  Entry& entry(std::string_view prefix);
  void place(std::uint32_t at);
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> table_;  // open addressing: entry number + 1
  std::uint32_t covered_ = 0;
};

// Walks the layers that may match one path, in order of registration.
class LayerCursor {
 public:
  // Looks the lists up; without an index every layer may match.
  void aim(const RouteIndex* index, std::string_view path) noexcept;
  const RouteIndex* index() const noexcept { return index_; }
  // The smallest candidate that is not before `from`; `count` when there is none.
  std::uint32_t next(std::uint32_t from, std::uint32_t count) noexcept;

 private:
  struct List {
    const std::uint32_t* at;
    const std::uint32_t* end;
  };
  const RouteIndex* index_ = nullptr;
  std::array<List, RouteIndex::most_segments + 1> lists_;
  unsigned list_count_ = 0;
};

}  // namespace crema::detail
