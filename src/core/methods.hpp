// core/methods.hpp — the methods of HTTP that Node's parser knows, as numbers and as sets.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace crema::detail {

using MethodSet = std::uint64_t;
using MethodId = std::uint8_t;

inline constexpr MethodId method_unknown = 63;             // a method that an application made up
inline constexpr MethodSet any_method = ~MethodSet{0};     // router.all: made-up ones too
inline constexpr MethodSet all_flag = MethodSet{1} << 62;  // of a route's own set: it has such a handler

// The number of an upper-case name; method_unknown for a name that Node's parser does not know.
MethodId method_id(std::string_view upper) noexcept;
// The same in any case, as a route compares them.
MethodId method_id_of_any_case(std::string_view name) noexcept;
std::string_view method_name(MethodId id) noexcept;
constexpr MethodSet method_set(MethodId id) noexcept { return MethodSet{1} << id; }

// Every known method: what app.all registers.
MethodSet known_methods() noexcept;
// "GET, HEAD, POST": the names of a set, sorted, each once.
std::string allow_text(MethodSet methods);
// The set of a registration by its JavaScript name in lower case ("get", "delete_", "m-search", "all"); 0 if there is none.
MethodSet registered_methods(std::string_view name) noexcept;

extern const MethodId method_get, method_head, method_options;

}  // namespace crema::detail
