// crema/detail/concepts.hpp — what the templates of the public headers ask of a type. Nothing here is for users.
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace crema {
class Value;
class Ref;
class Let;
class Item;
class Spread;
class Request;
class Response;

namespace detail {
template <class>
inline constexpr bool never = false;

template <class T>
concept Chars = std::convertible_to<const T&, std::string_view> && !std::is_null_pointer_v<T>;
template <class T>
concept Number = (std::integral<T> || std::floating_point<T>)&&!std::same_as<T, bool> && !std::same_as<T, char>;

// A user's struct with nlohmann's to_json; true only once nlohmann/json.hpp has been included. Its json is none: it converts
// itself.
template <class T>
concept UserJson = std::is_class_v<T> && !std::derived_from<T, Value> && !Chars<T> &&
                   !std::same_as<T, nlohmann::json> && requires(nlohmann::json & j, const T& t) {
  to_json(j, t);
};

// A class of the user's whose objects say themselves what JSON shows of them.
template <class T>
concept HasToJson = std::is_class_v<T> && !std::derived_from<T, Value> && !UserJson<T> && !requires(const T& t) {
  t.operator Value();
}
&&requires(T& t) {
  { t.toJSON() } -> std::same_as<Value>;
};

template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};

// What a Value can be made of, asked without asking Value itself (which would be asked again while it is being asked).
template <class T>
concept Single = std::same_as<T, bool> || Number<T> || Chars<T> || std::is_null_pointer_v<T> ||
    std::derived_from<T, Value> || is_vector<T>::value || std::same_as<T, nlohmann::json> || UserJson<T> ||
    HasToJson<T> || requires(const T& t) {
  t.operator Value();
};

template <class>
struct JsonFor {
  using type = nlohmann::json;
};  // dependent, so that the forward declaration is enough

template <class F>
concept Callable = std::is_class_v<F> ||(std::is_pointer_v<F>&& std::is_function_v<std::remove_pointer_t<F>>);

// std::invocable and std::invoke_result_t for what is called as a function: they cost each lambda a dozen templates.
template <class F, class... A>
concept CallableWith = requires(F& f) {
  f(std::declval<A>()...);
};
template <class F, class... A>
using CallResult = decltype(std::declval<F&>()(std::declval<A>()...));

// Calls f with as many of the arguments as it declares, as JavaScript does.
template <class F>
decltype(auto) call_prefix(F& f) {
  return f();
}
template <class F, class A, class... R>
decltype(auto) call_prefix(F& f, A&& a, R&&... r) {
  if constexpr (CallableWith<F, A, R...>) {
    return f(std::forward<A>(a), std::forward<R>(r)...);
  } else if constexpr (sizeof...(R) == 0) {
    return f();
  } else {
    return [&]<std::size_t... I>(std::index_sequence<I...>)->decltype(auto) {
      auto all = std::forward_as_tuple(std::forward<A>(a), std::forward<R>(r)...);
      return call_prefix(f, std::get<I>(std::move(all))...);
    }
    (std::make_index_sequence<sizeof...(R)>{});
  }
}

// A Map or a Set: what stands for its elements where JavaScript spreads it.
template <class T>
concept Listed = !std::derived_from<T, Value> && requires(const T& t) {
  { t.list() } -> std::same_as<Value>;
};

template <class T>
concept Awaitable = requires(T& t) {
  t.operator co_await();
};
// A coroutine lambda that map() is called with: what it gives is a task for each element.
template <class F>
concept GivesTask = std::is_class_v<F> &&(
    requires(F& f, Value& v) { f(v).operator co_await(); } ||
    requires(F & f, Value& v) { f(v, 0).operator co_await(); } ||
    requires(F & f, Value& v) { f(v, 0, v).operator co_await(); });

// Number to number without undefined behaviour: NaN is 0, what does not fit is the nearest that does.
template <Number T>
constexpr T number_cast(double d) {
  if constexpr (std::floating_point<T>) {
    return static_cast<T>(d);
  } else {
    constexpr T low = static_cast<T>(static_cast<T>(-1) < 0 ? static_cast<T>(1) << (sizeof(T) * 8 - 1) : 0);
    constexpr T high = static_cast<T>(~low);
    if (d != d) return 0;
    if (d <= static_cast<double>(low)) return low;
    if (d >= static_cast<double>(high)) return high;
    return static_cast<T>(d);
  }
}

// Views of a callable that is used only until the call returns: f(element), f(element, index), f(element, index, list).
class Each {
 public:
  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, Each>)
  Each(F&& f);  // NOLINT(google-explicit-constructor)
  Value operator()(Value& element, int index, Value& list) const;

 private:
  void* f_;
  Value (*call_)(void*, Value&, int, Value&);
};
// f(a, b); of reduce() also f(total, element, index) and f(total, element, index, list)
class Fold {
 public:
  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, Fold>)
  Fold(F&& f);
  Value operator()(Value& a, Value& b) const;
  Value operator()(Value& total, Value& element, int index, Value& list) const;

 private:
  void* f_;
  Value (*call_)(void*, Value&, Value&, int, Value&);
};
// f(all, group1, group2 …): what replace() calls
class Replacer {
 public:
  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, Replacer>)
  explicit Replacer(F&& f);
  Value operator()(const Value* groups, std::size_t count) const;

 private:
  void* f_;
  Value (*call_)(void*, const Value*, std::size_t);
};
}  // namespace detail
}  // namespace crema
