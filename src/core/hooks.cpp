// The rest of hooks.hpp: sessions, slots, raw views of the request.
#include <crema/hooks.hpp>

#include <utility>

#include "core/exchange.hpp"
#include "core/value_node.hpp"

namespace crema {

void installSession(const Request& req, std::shared_ptr<SessionSlot> slot) {
  req.exchange().more().session = std::move(slot);
}

void installSession(const Request& req, std::shared_ptr<SessionSlot> slot, Value (*open)(void* self), void* self) {
  installSession(req, std::move(slot));
  set_getter(req.exchange().session, open, self);
}

void beforeEndInAnyCase(const Response& res, Callback<Release> gate) {
  auto& x = res.exchange();
  if (!x.on_stream()) return;
  x.has_hooks = true;
  x.more().gates.push_back({std::move(gate), x.frame, true});
}

bool sessionOpened(const Request& req) { return detail::Access::tag(req.exchange().session) != detail::tag_getter; }

SessionSlot* installedSession(const Request& req) {
  auto& x = req.exchange();
  return x.touched_extras ? x.extras->session.get() : nullptr;
}

Value Request::sessionStore() const {
  auto* session_slot = installedSession(*this);
  return session_slot ? session_slot->store() : Value();
}

std::string_view rawUrl(const Request& req) { return req.exchange().head.target(); }

std::string_view rawHeader(const Request& req, std::string_view lower_case_name) {
  return req.exchange().head.find(lower_case_name);
}

bool hasBody(const Request& req) {
  const auto& head = req.exchange().head;
  return head.chunked || head.content_length >= 0;
}

namespace detail {

void* find_slot(const Request& req, const void* id) noexcept {
  for (auto* entry = req.exchange().slots; entry; entry = entry->next)
    if (entry->id == id) return entry->object;
  return nullptr;
}

void* make_slot(const Request& req, const void*, std::size_t size, std::size_t align) {
  return req.exchange().arena.allocate(size, align);
}

void keep_slot(const Request& req, const void* id, void* object, void (*destroy)(void*)) noexcept {
  auto& x = req.exchange();
  x.slots = x.arena.make<SlotEntry>(SlotEntry{id, object, destroy, x.slots});
}

}  // namespace detail
}  // namespace crema
