// A field is found by its number where the framework knows it, by its name otherwise.
#include "core/response_fields.hpp"

#include "http/text.hpp"

namespace crema::detail {

FieldId field_id(std::string_view name) noexcept {
  switch (name.size()) {
    case 4:
      if (http::iequals(name, "etag")) return FieldId::etag;
      if (http::iequals(name, "date")) return FieldId::date;
      if (http::iequals(name, "vary")) return FieldId::vary;
      break;
    case 7:
      if (http::iequals(name, "trailer")) return FieldId::trailer;
      break;
    case 10:
      if (http::iequals(name, "connection")) return FieldId::connection;
      if (http::iequals(name, "keep-alive")) return FieldId::keep_alive;
      if (http::iequals(name, "set-cookie")) return FieldId::set_cookie;
      break;
    case 12:
      if (http::iequals(name, "content-type")) return FieldId::content_type;
      break;
    case 13:
      if (http::iequals(name, "last-modified")) return FieldId::last_modified;
      break;
    case 14:
      if (http::iequals(name, "content-length")) return FieldId::content_length;
      break;
    case 17:
      if (http::iequals(name, "transfer-encoding")) return FieldId::transfer_encoding;
      break;
    default:
      break;
  }
  return FieldId::other;
}

const ResponseField* ResponseFields::find(std::string_view name, FieldId id) const noexcept {
  for (std::uint32_t i = 0; i < count_; i++) {
    if (fields_[i].id != id) continue;
    if (id != FieldId::other || http::iequals(fields_[i].name, name)) return fields_ + i;
  }
  return nullptr;
}

void ResponseFields::set(Arena& arena, std::string_view name, std::string_view value, FieldId id, bool list) {
  auto* first = const_cast<ResponseField*>(find(name, id));
  if (!first) return add(arena, name, value, id, list);
  const bool more = first->list;
  first->name = name;
  first->value = value;
  first->list = list;
  if (!more) return;
  // The further lines of a list go.
  auto* to = first + 1;
  for (auto* from = first + 1; from != fields_ + count_; from++) {
    if (from->id == id && (id != FieldId::other || http::iequals(from->name, name))) continue;
    *to++ = *from;
  }
  count_ = static_cast<std::uint32_t>(to - fields_);
}

void ResponseFields::grow(Arena& arena) {
  const auto wanted = capacity_ * 2;
  auto* larger = static_cast<ResponseField*>(arena.allocate(wanted * sizeof(ResponseField), alignof(ResponseField)));
  std::memcpy(static_cast<void*>(larger), fields_, count_ * sizeof(ResponseField));
  fields_ = larger;
  capacity_ = wanted;
}

void ResponseFields::add_to_list(Arena& arena, std::string_view name, std::string_view value, FieldId id) {
  const bool more = find(name, id) != nullptr;
  add(arena, name, value, id, false);
  auto* to = fields_ + count_ - 1;
  to->list = true;
  if (!more) return;
  const_cast<ResponseField*>(find(name, id))->list = true;
  const auto added = *to;
  for (; !(to[-1].id == id && (id != FieldId::other || http::iequals(to[-1].name, name))); to--) *to = to[-1];
  *to = added;
}

void ResponseFields::remove(std::string_view name, FieldId id) noexcept {
  auto* to = fields_;
  for (auto* from = fields_; from != fields_ + count_; from++) {
    if (from->id == id && (id != FieldId::other || http::iequals(from->name, name))) continue;
    *to++ = *from;
  }
  count_ = static_cast<std::uint32_t>(to - fields_);
}

}  // namespace crema::detail
