// http/etag.hpp — entity tags as npm's etag makes them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace crema::http {

/// An entity tag by value: `W/"<length hex>-<27 of base64 SHA-1>"` is 48 characters at most.
class EntityTag {
 public:
  std::string_view view() const noexcept { return {text_, size_}; }
  operator std::string_view() const noexcept { return view(); }

 private:
  friend EntityTag entity_tag(std::string_view body, bool weak) noexcept;
  friend EntityTag stat_tag(std::uint64_t size, std::int64_t modified_ms, bool weak) noexcept;

  char text_[55];
  unsigned char size_ = 0;
};

/// The tag of a body. Allocates nothing.
EntityTag entity_tag(std::string_view body, bool weak = true) noexcept;
void append_entity_tag(std::string& out, std::string_view body, bool weak = true);

/// The tag of a file: `W/"<size hex>-<modification time in ms, hex>"`.
EntityTag stat_tag(std::uint64_t size, std::int64_t modified_ms, bool weak = true) noexcept;

}  // namespace crema::http
