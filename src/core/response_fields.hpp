// core/response_fields.hpp — the fields of an answer until its head leaves: views into the exchange's arena, in order of first
// setting, names in the case of the last setter.
#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/arena.hpp"
#include "core/request_head.hpp"

namespace crema::detail {

// The fields that the framework itself looks for.
enum class FieldId : std::uint8_t {
  other,
  connection,
  content_length,
  content_type,
  date,
  etag,
  keep_alive,
  last_modified,
  set_cookie,
  trailer,
  transfer_encoding,
  vary,
};

FieldId field_id(std::string_view name) noexcept;

struct ResponseField {
  std::string_view name, value;
  FieldId id = FieldId::other;
  bool list = false;  // one of several lines that were set as an array, or appended
};

// Views must live as long as the exchange: literals, or texts of its arena.
class ResponseFields {
 public:
  std::uint32_t size() const noexcept { return count_; }
  const ResponseField& operator[](std::uint32_t i) const noexcept { return fields_[i]; }
  const ResponseField* begin() const noexcept { return fields_; }
  const ResponseField* end() const noexcept { return fields_ + count_; }

  const ResponseField* find(FieldId id) const noexcept {
    for (std::uint32_t i = 0; i < count_; i++)
      if (fields_[i].id == id) return fields_ + i;
    return nullptr;
  }
  const ResponseField* find(std::string_view name, FieldId id) const noexcept;
  const ResponseField* find(std::string_view name) const noexcept { return find(name, field_id(name)); }
  bool has(FieldId id) const noexcept { return find(id) != nullptr; }

  // Replaces all lines of that name; the place of the first stays. `list`: it is the first of several.
  void set(Arena& arena, std::string_view name, std::string_view value, FieldId id, bool list = false);
  void set(Arena& arena, std::string_view name, std::string_view value) { set(arena, name, value, field_id(name)); }
  // Adds a line behind the others; one of a list stands behind the lines that are there of it.
  void add(Arena& arena, std::string_view name, std::string_view value, FieldId id, bool list) {
    if (list) return add_to_list(arena, name, value, id);
    if (count_ == capacity_) grow(arena);
    // Member by member: a copy of the whole would wait for its last bytes to be stored.
    auto& field = fields_[count_++];
    field.name = name;
    field.value = value;
    field.id = id;
    field.list = false;
  }
  void remove(std::string_view name, FieldId id) noexcept;
  void remove(std::string_view name) noexcept { remove(name, field_id(name)); }
  void clear() noexcept {
    fields_ = first_;
    capacity_ = first_count;
    count_ = 0;
  }

 private:
  void grow(Arena& arena);
  void add_to_list(Arena& arena, std::string_view name, std::string_view value, FieldId id);

  static constexpr std::uint32_t first_count = 24;
  ResponseField first_[first_count];
  ResponseField* fields_ = first_;
  std::uint32_t capacity_ = first_count, count_ = 0;
};

}  // namespace crema::detail
