// core/request_head.hpp — method, target and fields of a request, as offsets into one copy of the head's bytes.
#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/arena.hpp"

namespace crema::detail {

// Whether `text` is `lower` but for the case of ASCII letters.
inline bool equals_ignoring_case(std::string_view text, std::string_view lower) noexcept {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); i++) {
    const char c = text[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != lower[i]) return false;
  }
  return true;
}

struct HeadSpan {
  std::uint32_t at = 0, size = 0;
};

struct HeadField {
  HeadSpan name, value;
};

// Filled by the codec: append bytes, note spans, add fields; read by core once the head is complete. Names keep the client's case.
class RequestHead {
 public:
  std::string_view view(HeadSpan span) const noexcept { return {bytes_ + span.at, span.size}; }
  std::string_view method() const noexcept { return view(method_span); }
  std::string_view target() const noexcept { return view(target_span); }
  std::uint32_t field_count() const noexcept { return count_; }
  std::string_view name(std::uint32_t i) const noexcept { return view(fields_[i].name); }
  std::string_view value(std::uint32_t i) const noexcept { return view(fields_[i].value); }

  // The first field of that name (lower case); `found` tells an empty one from none.
  std::string_view find(std::string_view lower_name, bool* found = nullptr) const noexcept {
    for (std::uint32_t i = 0; i < count_; i++) {
      if (fields_[i].name.size == lower_name.size() && equals_ignoring_case(name(i), lower_name)) {
        if (found) *found = true;
        return value(i);
      }
    }
    if (found) *found = false;
    return {};
  }

  // Appends bytes of the head and gives their offset. Earlier offsets stay valid, earlier views do not.
  std::uint32_t append(Arena& arena, std::string_view bytes) {
    if (used_ + bytes.size() > capacity_) grow(arena, bytes.size());
    std::memcpy(bytes_ + used_, bytes.data(), bytes.size());
    const auto at = used_;
    used_ += static_cast<std::uint32_t>(bytes.size());
    return at;
  }
  std::uint32_t size() const noexcept { return used_; }
  void add_field(Arena& arena, HeadField field) {
    if (count_ == field_capacity_) grow_fields(arena);
    fields_[count_++] = field;
  }
  HeadField& last_field() noexcept { return fields_[count_ - 1]; }

  // Trailers stand behind the fields of the head, which are all there by then.
  std::uint32_t trailer_count() const noexcept { return trailers_; }
  void add_trailer(Arena& arena) {
    if (count_ + trailers_ == field_capacity_) grow_fields(arena);
    fields_[count_ + trailers_++] = {};
  }
  HeadField& trailer(std::uint32_t i) noexcept { return fields_[count_ + i]; }
  const HeadField& trailer(std::uint32_t i) const noexcept { return fields_[count_ + i]; }

  void clear() noexcept {
    bytes_ = first_bytes_;
    capacity_ = sizeof first_bytes_;
    used_ = 0;
    fields_ = first_fields_;
    field_capacity_ = first_field_count;
    count_ = trailers_ = 0;
    method_span = target_span = {};
    content_length = -1;
    chunked = expects_continue = false;
    version_major = version_minor = 1;
  }

  HeadSpan method_span, target_span;
  std::int64_t content_length = -1;  // -1: none
  bool chunked = false;              // Transfer-Encoding: chunked
  bool expects_continue = false;     // Expect: 100-continue
  std::uint8_t version_major = 1, version_minor = 1;

 private:
  void grow(Arena& arena, std::size_t more) {
    std::size_t wanted = capacity_ * 2;
    while (wanted < used_ + more) wanted *= 2;
    char* larger = arena.text(wanted);
    std::memcpy(larger, bytes_, used_);
    bytes_ = larger;
    capacity_ = static_cast<std::uint32_t>(wanted);
  }
  void grow_fields(Arena& arena) {
    const auto wanted = field_capacity_ * 2;
    auto* larger = static_cast<HeadField*>(arena.allocate(wanted * sizeof(HeadField), alignof(HeadField)));
    std::memcpy(static_cast<void*>(larger), fields_, (count_ + trailers_) * sizeof(HeadField));
    fields_ = larger;
    field_capacity_ = wanted;
  }

  static constexpr std::uint32_t first_field_count = 48;
  char first_bytes_[1024];
  HeadField first_fields_[first_field_count];
  char* bytes_ = first_bytes_;
  std::uint32_t capacity_ = sizeof first_bytes_, used_ = 0;
  HeadField* fields_ = first_fields_;
  std::uint32_t field_capacity_ = first_field_count, count_ = 0, trailers_ = 0;
};

}  // namespace crema::detail
