#include "core/request_fields.hpp"

#include <crema/hooks.hpp>

#include <algorithm>
#include <array>
#include <string>

#include "core/exchange.hpp"
#include "core/field_text.hpp"
#include "core/value_node.hpp"
#include "core/value_utf8.hpp"
#include "http/text.hpp"

namespace crema::detail {
namespace {

// Of these Node keeps the first.
constexpr std::array<std::string_view, 18> single = {
    "age",           "authorization", "content-length", "content-type",        "etag",
    "expires",       "from",          "host",           "if-modified-since",   "if-unmodified-since",
    "last-modified", "location",      "max-forwards",   "proxy-authorization", "referer",
    "retry-after",   "server",        "user-agent"};
static_assert(std::is_sorted(single.begin(), single.end()));

enum class Repeated { first, list, cookie, joined };
Repeated repeated(std::string_view name) {
  if (std::binary_search(single.begin(), single.end(), name)) return Repeated::first;
  if (name == "set-cookie") return Repeated::list;
  return name == "cookie" ? Repeated::cookie : Repeated::joined;
}

bool headers_touched(const Exchange& x) { return Access::tag(x.cells.headers) != tag_getter; }

// The value of all fields of that name together; `first` is the number of the first.
Value joined_value(Exchange& x, std::string_view lower_name, std::uint32_t first) {
  const auto& head = x.head;
  const auto how = repeated(lower_name);
  if (how == Repeated::first) return text_of_field(head.value(first));
  std::string all(head.value(first));
  bool more = false;
  for (auto i = first + 1; i < head.field_count(); i++) {
    if (!http::iequals(head.name(i), lower_name)) continue;
    all += how == Repeated::cookie ? "; " : ", ";
    all += head.value(i);
    more = true;
  }
  return text_of_field(more ? std::string_view(all) : head.value(first));
}

}  // namespace

namespace {

// The fields of a head, or the trailers behind its body.
struct Fields {
  const RequestHead& head;
  bool trailers;
  std::uint32_t size() const noexcept { return trailers ? head.trailer_count() : head.field_count(); }
  std::string_view name(std::uint32_t i) const noexcept {
    return trailers ? head.view(head.trailer(i).name) : head.name(i);
  }
  std::string_view value(std::uint32_t i) const noexcept {
    return trailers ? http::trim(head.view(head.trailer(i).value)) : head.value(i);
  }
};

Value joined(const Fields& fields) {
  Value object = make_object(fields.size());
  for (std::uint32_t i = 0; i < fields.size(); i++) {
    const auto name = http::to_lower(fields.name(i));
    const Value value = text_of_field(fields.value(i));
    Value* before = find_member(object, name);
    const auto how = repeated(name);
    if (!before) {
      set_member(object, name, how == Repeated::list ? Array(value) : value);
    } else if (how == Repeated::list) {
      append_element(*before, value);
    } else if (how != Repeated::first) {
      *before = *before + (how == Repeated::cookie ? "; " : ", ") + value;
    }
  }
  return object;
}

Value distinct(const Fields& fields) {
  Value object = make_object(fields.size());
  for (std::uint32_t i = 0; i < fields.size(); i++) {
    const auto name = http::to_lower(fields.name(i));
    const Value value = text_of_field(fields.value(i));
    if (Value* before = find_member(object, name)) append_element(*before, value);
    else set_member(object, name, Array(value));
  }
  return object;
}

Value raw(const Fields& fields) {
  Value list = make_array(fields.size() * std::size_t{2});
  for (std::uint32_t i = 0; i < fields.size(); i++) {
    append_element(list, text_of_field(fields.name(i)));
    append_element(list, text_of_field(fields.value(i)));
  }
  return list;
}

}  // namespace

Value headers_object(Exchange& x) { return joined({x.head, false}); }

Value field_value(Exchange& x, std::string_view name) {
  if (headers_touched(x)) return x.cells.headers.get(make_text(http::to_lower(name)));
  for (std::uint32_t i = 0; i < x.head.field_count(); i++) {
    if (!http::iequals(x.head.name(i), name)) continue;
    const auto lower_name = http::to_lower(name);
    if (lower_name == "set-cookie") return x.cells.headers.get("set-cookie");
    return joined_value(x, lower_name, i);
  }
  return {};
}

std::optional<std::string_view> field_view(Exchange& x, std::string_view lower_name) {
  if (headers_touched(x)) {
    const Value value = x.cells.headers.get(make_text(lower_name));
    if (is_nullish(value)) return std::nullopt;
    return x.arena.copy(value.str());
  }
  const auto& head = x.head;
  for (std::uint32_t i = 0; i < head.field_count(); i++) {
    if (!equals_ignoring_case(head.name(i), lower_name)) continue;
    if (repeated(lower_name) == Repeated::first) return head.value(i);
    for (auto k = i + 1; k < head.field_count(); k++) {
      if (equals_ignoring_case(head.name(k), lower_name)) return x.arena.copy(joined_value(x, lower_name, i).str());
    }
    return head.value(i);
  }
  return std::nullopt;
}

}  // namespace crema::detail

namespace crema {

std::string_view headerText(const Request& req, std::string_view lower_case_name) {
  auto& x = req.exchange();
  const auto text = detail::field_view(x, lower_case_name);
  if (!text) return {};
  // What was joined, and what comes from req.headers, is UTF-8 already; asking again tells.
  return detail::is_ascii(*text) ? *text : x.arena.copy(detail::field_value(x, lower_case_name).str());
}

Value Request::rawHeaders() const { return detail::raw({exchange_->head, false}); }
Value Request::headersDistinct() const { return detail::distinct({exchange_->head, false}); }
Value Request::rawTrailers() const { return detail::raw({exchange_->head, true}); }
Value Request::trailers() const { return detail::joined({exchange_->head, true}); }
Value Request::trailersDistinct() const { return detail::distinct({exchange_->head, true}); }

}  // namespace crema
