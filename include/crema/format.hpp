// crema/format.hpp — `Hi ${name}` is format("Hi {}", name). Included by value.hpp.
#pragma once
#include <crema/value.hpp>
#include <fmt/core.h>

namespace crema {
namespace detail {
// "{}", "{:>8}", "{:*^10.3}" of a text.
struct TextSpec {
  constexpr const char* parse(const char* at, const char* end) {
    const auto is_align = [](char c) { return c == '<' || c == '>' || c == '^'; };
    if (end - at > 1 && is_align(at[1]) && at[0] != '{' && at[0] != '}') fill = *at++;
    if (at != end && is_align(*at)) align = *at++;
    while (at != end && *at >= '0' && *at <= '9' && width < 1'000'000) width = width * 10 + (*at++ - '0');
    if (at != end && *at == '.') {
      precision = 0;
      for (++at; at != end && *at >= '0' && *at <= '9' && precision < 1'000'000; ++at)
        precision = precision * 10 + (*at - '0');
    }
    if (at != end && *at == 's') ++at;
    return at;
  }
  char fill = ' ', align = '<';
  int width = 0, precision = -1;
};
fmt::format_context::iterator format_text(std::string_view text, const TextSpec& spec, fmt::format_context& context);
fmt::format_context::iterator format_value(const Value& v, const TextSpec& spec, fmt::format_context& context);
}  // namespace detail

/// An object, not a function, so that argument-dependent look-up cannot bring in std::format.
struct Format {
  template <class... A>
  Value operator()(fmt::format_string<A...> f, A&&... a) const {
    if constexpr (requires { f.get(); }) return text(f.get(), fmt::make_format_args(a...));
    else return text(f, fmt::make_format_args(a...));  // fmt 9
  }

 private:
  static Value text(fmt::string_view f, fmt::format_args args);
};
inline constexpr Format format{};
}  // namespace crema

// fmt/ranges.h would format an array as a range, which it is, and the two formatters would be ambiguous.
FMT_BEGIN_NAMESPACE
template <typename T, typename Char>
struct is_range;
FMT_END_NAMESPACE
template <class T, class Char>
  requires std::derived_from<T, crema::Value>
struct fmt::is_range<T, Char> : std::false_type {
};

template <class T>
  requires std::derived_from<T, crema::Value>
struct fmt::formatter<T> {
  constexpr auto parse(fmt::format_parse_context& context) -> decltype(context.begin()) {
    return spec_.parse(context.begin(), context.end());
  }
  auto format(const crema::Value& v, fmt::format_context& context) const -> fmt::format_context::iterator {
    return crema::detail::format_value(v, spec_, context);
  }

 private:
  crema::detail::TextSpec spec_;
};

template <>
struct fmt::formatter<crema::detail::Length> : fmt::formatter<crema::Value> {};
