// crema/function.hpp — a function in a Value. Included by value.hpp.
#pragma once
#include <crema/detail/node.hpp>
#include <crema/value.hpp>

namespace crema {

/// Whose method a function is called as: what its `auto& req` and `auto& res` are.
struct Caller {
  Request* req = nullptr;
  Response* res = nullptr;
};

namespace detail {
class FunctionNode : public VirtualNode {
 public:
  FunctionNode() noexcept : VirtualNode(NodeKind::function) {}
  virtual Value call(const Caller& caller, const Value* args, std::size_t count) = 0;
  Value properties;
};
Value keep_function(FunctionNode* node);
Value call_function(const Value& f, const Caller& caller, const Value* args, std::size_t count);
Request& need(Request* req);  // TypeError when the function was not called as a method of req or res
Response& need(Response* res);

template <class F, class... Lead, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
  return CallableWith<F, Lead..., std::enable_if_t<(I + 1 > 0), Value>...>;
}
// How many Values f takes after what leads, 5 at most; -1: it does not take that.
template <class F, class... Lead>
constexpr int values_after() {
  if (takes<F, Lead...>(std::make_index_sequence<5>{})) return 5;
  if (takes<F, Lead...>(std::make_index_sequence<4>{})) return 4;
  if (takes<F, Lead...>(std::make_index_sequence<3>{})) return 3;
  if (takes<F, Lead...>(std::make_index_sequence<2>{})) return 2;
  if (takes<F, Lead...>(std::make_index_sequence<1>{})) return 1;
  return takes<F, Lead...>(std::make_index_sequence<0>{}) ? 0 : -1;
}
// A function of any number of them, [](auto a, auto... more), is called with as many as are given: from so few …
template <class F, class... Lead>
constexpr std::size_t fewest_values() {
  if (!takes<F, Lead...>(std::make_index_sequence<6>{})) return static_cast<std::size_t>(values_after<F, Lead...>());
  if (takes<F, Lead...>(std::make_index_sequence<0>{})) return 0;
  if (takes<F, Lead...>(std::make_index_sequence<1>{})) return 1;
  if (takes<F, Lead...>(std::make_index_sequence<2>{})) return 2;
  return takes<F, Lead...>(std::make_index_sequence<3>{}) ? 3 : 4;
}
// … to so many.
template <class F, class... Lead>
constexpr std::size_t most_values() {
  return takes<F, Lead...>(std::make_index_sequence<6>{}) ? 8 : static_cast<std::size_t>(values_after<F, Lead...>());
}
enum class Lead { none, request, both, unfit };
// Asked in this order and no further than needed: asking instantiates the body of a generic lambda.
template <class F>
constexpr Lead lead_of() {
  if constexpr (values_after<F>() >= 0) return Lead::none;
  else if constexpr (values_after<F, Request&>() >= 0)
    return Lead::request;  // an `auto` is a Value, never the response
  else if constexpr (values_after<F, Request&, Response&>() >= 0) return Lead::both;
  else return Lead::unfit;
}
template <class G>
Value value_of_call(G g) {
  using R = std::remove_cvref_t<CallResult<G>>;
  if constexpr (std::is_void_v<R>) {
    g();
    return {};
  } else if constexpr (Awaitable<R>) {
    (void)g();  // a task that is dropped runs on
    return {};
  } else {
    static_assert(std::convertible_to<R, Value>, "crema: a function in a Value gives a Value, or nothing");
    return g();
  }
}
template <class F>
class HeldFunction final : public FunctionNode {
 public:
  explicit HeldFunction(F&& f) : f_(std::move(f)) {}
  Value call(const Caller& caller, const Value* args, std::size_t count) override {
    (void)caller, (void)count;
    const auto arg = [&](std::size_t i) { return i < count ? args[i] : Value(); };
    if constexpr (lead_of<F>() == Lead::none) {
      return call_with<fewest_values<F>(), most_values<F>()>(arg, count);
    } else if constexpr (lead_of<F>() == Lead::both) {
      return call_with<fewest_values<F, Request&, Response&>(), most_values<F, Request&, Response&>()>(
          arg, count, need(caller.req), need(caller.res));
    } else {
      return call_with<fewest_values<F, Request&>(), most_values<F, Request&>()>(arg, count, need(caller.req));
    }
  }

 private:
  template <std::size_t Now, std::size_t Most, class A, class... Lead>
  Value call_with(A arg, std::size_t count, Lead&... lead) {
    if constexpr (Now < Most) {
      if (count > Now) return call_with<Now + 1, Most>(arg, count, lead...);
    }
    return spread_call(arg, std::make_index_sequence<Now>{}, lead...);
  }
  template <class A, std::size_t... I, class... Lead>
  Value spread_call(A arg, std::index_sequence<I...>, Lead&... lead) {
    (void)arg;
    return value_of_call([&]() -> decltype(auto) { return f_(lead..., arg(I)...); });
  }
  F f_;
};
}  // namespace detail

/// A function in a Value, for view helpers, settings and properties: app.locals["plural"] = Function([](auto word, auto n) { ... });
/// Its parameters are Values, five at most, or `auto... args`, eight at most; a first auto& is the request, a second the response:
/// Function([](auto& req, auto& res, auto x) { ... }).
struct FunctionLib {
  template <class F>
  Value operator()(F f) const {
    constexpr bool fits = detail::lead_of<F>() != detail::Lead::unfit;
    static_assert(fits,
                  "crema: a function in a Value takes Values, or the request, the response and Values: "
                  "[](auto a, auto b) { ... }, [](auto& req, auto& res, auto a) { ... }");
    if constexpr (fits) return detail::keep_function(new detail::HeldFunction<F>(std::move(f)));
    else return {};
  }
};
inline constexpr FunctionLib Function{};

namespace detail {
template <class F>
  requires(!std::same_as<std::remove_cvref_t<F>, Each>)
Each::Each(F&& f) {
  using G = std::remove_reference_t<F>;
  if constexpr (std::is_function_v<G>) f_ = reinterpret_cast<void*>(&f);
  else f_ = const_cast<void*>(static_cast<const void*>(std::addressof(f)));
  call_ = [](void* p, Value& v, [[maybe_unused]] int i, [[maybe_unused]] Value& list) -> Value {
    G& g = [&]() -> G& {
      if constexpr (std::is_function_v<G>) return *reinterpret_cast<G*>(p);
      else return *static_cast<G*>(p);
    }();
    static_assert(CallableWith<G, Value&, int> || CallableWith<G, Value&> || CallableWith<G, Value&, int, Value&> ||
                      CallableWith<G>,
                  "crema: this function is called with (element), (element, index) or (element, index, list): write "
                  "[&](auto x) { "
                  "return ...; }");
    if constexpr (CallableWith<G, Value&, int>) return value_of_call([&]() -> decltype(auto) { return g(v, i); });
    else if constexpr (CallableWith<G, Value&>) return value_of_call([&]() -> decltype(auto) { return g(v); });
    else if constexpr (CallableWith<G, Value&, int, Value&>)
      return value_of_call([&]() -> decltype(auto) { return g(v, i, list); });
    else return value_of_call([&]() -> decltype(auto) { return g(); });
  };
}
template <class F>
  requires(!std::same_as<std::remove_cvref_t<F>, Fold>)
Fold::Fold(F&& f) {
  using G = std::remove_reference_t<F>;
  if constexpr (std::is_function_v<G>) f_ = reinterpret_cast<void*>(&f);
  else f_ = const_cast<void*>(static_cast<const void*>(std::addressof(f)));
  call_ = [](void* p, Value& a, Value& b, [[maybe_unused]] int i, [[maybe_unused]] Value& list) -> Value {
    G& g = [&]() -> G& {
      if constexpr (std::is_function_v<G>) return *reinterpret_cast<G*>(p);
      else return *static_cast<G*>(p);
    }();
    static_assert(CallableWith<G, Value&, Value&> || CallableWith<G, Value&, Value&, int> ||
                      CallableWith<G, Value&, Value&, int, Value&>,
                  "crema: this function is called with two elements: write [](auto a, auto b) { return ...; }; that of "
                  "reduce() with (total, element, index, list)");
    if constexpr (CallableWith<G, Value&, Value&>) return Value(g(a, b));
    else if constexpr (CallableWith<G, Value&, Value&, int>) return Value(g(a, b, i));
    else return Value(g(a, b, i, list));
  };
}
template <class F>
  requires(!std::same_as<std::remove_cvref_t<F>, Replacer>)
Replacer::Replacer(F&& f)
    : f_(const_cast<void*>(static_cast<const void*>(std::addressof(f)))),
      call_([](void* p, const Value* groups, std::size_t count) -> Value {
        using G = std::remove_reference_t<F>;
        G& g = *static_cast<G*>(p);
        constexpr int n = values_after<G>();
        static_assert(
            n >= 0,
            "crema: replace() calls a function of (all, group1, group2 ...): write [](auto all) { return ...; }");
        const auto arg = [&](std::size_t i) { return i < count ? groups[i] : Value(); };
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
          return value_of_call([&]() -> decltype(auto) { return g(arg(I)...); });
        }
        (std::make_index_sequence<static_cast<std::size_t>(n < 0 ? 0 : n)>{});
      }) {}
inline Value Each::operator()(Value& element, int index, Value& list) const { return call_(f_, element, index, list); }
inline Value Fold::operator()(Value& a, Value& b) const { return call_(f_, a, b, 0, a); }
inline Value Fold::operator()(Value& total, Value& element, int index, Value& list) const {
  return call_(f_, total, element, index, list);
}
inline Value Replacer::operator()(const Value* groups, std::size_t count) const { return call_(f_, groups, count); }
}  // namespace detail
}  // namespace crema
