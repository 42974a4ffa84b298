// crema/slot.hpp — typed objects that middleware keeps on a request.
#pragma once
#include <crema/request.hpp>

#include <cstddef>
#include <new>
#include <utility>

namespace crema {

namespace detail {
template <class T>
inline constexpr char slot_id = 0;  // its address names the type

void* find_slot(const Request& req, const void* id) noexcept;
// Memory that lives as long as the exchange; `destroy` is called at its end.
void* make_slot(const Request& req, const void* id, std::size_t size, std::size_t align);
void keep_slot(const Request& req, const void* id, void* object, void (*destroy)(void*)) noexcept;
}  // namespace detail

/// The T of this request, made of `args` at the first call. It lives as long as the request; no allocation in the steady state.
template <class T, class... A>
T& slot(const Request& req, A&&... args) {
  const void* id = &detail::slot_id<T>;
  if (void* found = detail::find_slot(req, id)) return *static_cast<T*>(found);
  void* memory = detail::make_slot(req, id, sizeof(T), alignof(T));
  T* made = new (memory) T(std::forward<A>(args)...);
  detail::keep_slot(req, id, made, [](void* p) { static_cast<T*>(p)->~T(); });
  return *made;
}

/// The T of this request if there is one; null otherwise.
template <class T>
T* findSlot(const Request& req) {
  return static_cast<T*>(detail::find_slot(req, &detail::slot_id<T>));
}

}  // namespace crema
