// crema/nanoid.hpp — short random ids for URLs.                                                        npm: nanoid 6
#pragma once
#include <crema/callback.hpp>
#include <crema/value.hpp>

#include <memory>

namespace crema {

namespace detail {
struct IdMaker;

struct NanoidLibrary {
  /// `size` random letters, digits, `-` and `_`. RangeError for a negative size.
  Value operator()(const Value& size = 21) const;
};
}  // namespace detail

/// What customAlphabet() and customRandom() give: `auto id = customAlphabet("0123456789", 6); id();`
class CustomId {
 public:
  CustomId(const Value& alphabet, const Value& size, Callback<Value(Value)> random);
  /// An id of the default size, or of another one.
  Value operator()(const Value& size = {}) const;

 private:
  std::shared_ptr<const detail::IdMaker> maker_;
};

namespace detail {
struct CustomAlphabetLibrary {
  /// Ids of these characters, 1 to 256 of them, each as likely as the others. RangeError for another number of them.
  CustomId operator()(const Value& alphabet, const Value& size = 21) const { return {alphabet, size, {}}; }
};
struct CustomRandomLibrary {
  /// The same with random bytes of one's own: `random(n)` gives n of them, a buffer or a list.
  CustomId operator()(const Value& alphabet, const Value& size, Callback<Value(Value)> random) const {
    return {alphabet, size, std::move(random)};
  }
};
}  // namespace detail

/// `nanoid()` is "V1StGXR8_Z5jdHi6B-myT", `nanoid(10)` shorter.
/// npm: https://github.com/ai/nanoid
inline constexpr detail::NanoidLibrary nanoid{};
inline constexpr detail::CustomAlphabetLibrary customAlphabet{};
inline constexpr detail::CustomRandomLibrary customRandom{};
/// The 64 characters of nanoid().
inline constexpr const char* urlAlphabet = "useandom-26T198340PX75pxJACKVERYMINDBUSHWOLF_GQZbfghjklqvwyzrict";

}  // namespace crema
