// The life of an exchange: taken from the pool by the codec, given back when the last handle has gone, emptied for the next
// request. One that the client left before the answer is parked for a while, so that a stray reference answers nobody else.
#include "core/exchange.hpp"

#include <cassert>
#include <new>

#include "core/application.hpp"
#include "core/dispatch.hpp"
#include "core/idle_timer.hpp"
#include "core/kept_error.hpp"
#include "core/request_cells.hpp"
#include "core/router_frame.hpp"
#include "core/value_node.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define CREMA_POISON 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CREMA_POISON 1
#endif
#endif
#ifdef CREMA_POISON
#include <sanitizer/asan_interface.h>
#endif

namespace crema::detail {
namespace {

// What lies behind the link of the free list is nobody's while an exchange is in the pool.
void poison([[maybe_unused]] Exchange& x) noexcept {
#ifdef CREMA_POISON
  ASAN_POISON_MEMORY_REGION(&x.cells, sizeof x.cells);
#endif
}
void unpoison([[maybe_unused]] Exchange& x) noexcept {
#ifdef CREMA_POISON
  ASAN_UNPOISON_MEMORY_REGION(&x.cells, sizeof x.cells);
#endif
}

}  // namespace

void ExchangeExtras::clear() noexcept {
  constexpr std::size_t most_kept = 65536;
  head_hooks.clear();
  gates.clear();
  called_nexts.clear();
  filters.clear();
  request_events.clear();
  response_events.clear();
  session.reset();
  pipes.clear();
  written.clear();
  idle.reset();
  trailers.clear();
  destroyed_by = Error();
  corked = 0;
  held_file = {};
  if (held_body.capacity() > most_kept) held_body = std::string();
  held_body.clear();
}

Exchange::Exchange(LoopContext& l)
    : loop(&l), app_state(&plain_app()), session(this), app(app_state), req(*this, res), res(*this, req) {
  prepare_cells(*this);
}

Exchange::~Exchange() { reset(); }

void Exchange::reset() noexcept {
  for (auto* slot = slots; slot; slot = slot->next) slot->destroy(slot->object);
  slots = nullptr;
  for (auto* f = router_frames; f;) {
    auto* next = f->next_made;
    f->~RouterFrame();
    f = next;
  }
  router_frames = nullptr;
  drop_errors(*this);
  frame = nullptr;
  clear_cells(*this);
  if (touched_extras) {
    extras->clear();
    touched_extras = false;
  }
  head.clear();
  body_state = BodyState::none;
  body_aborted = body_ended = request_closed = request_told = false;
  body_received = 0;
  sink = tap = nullptr;
  state = left_at = ResponseState::open;
  removed = {};
  head_only = hooks_ran = has_hooks = answered_for = ended_alone = file_body = false;
  beyond_ascii = text_first = utf8_head = false;
  fields.clear();
  sent = 0;
  arena.clear();
}

void Exchange::detach() noexcept {
  stream = nullptr;
  sink = tap = nullptr;
  if (!touched_extras) return;
  // A listener that holds `res` would keep its own exchange alive for ever. They go after those that are running.
  extras->request_events.clear();
  extras->response_events.clear();
  std::erase_if(extras->gates, [](const auto& gate) { return !gate.in_any_case; });
  extras->called_nexts.clear();
  extras->head_hooks.clear();
  extras->pipes.clear();
  extras->written.clear();
  extras->idle.reset();
  extras->held_file = {};
}

void Exchange::last_handle_gone() noexcept {
  auto& home = *loop;
  if (&LoopContext::current() == &home) {
    home.exchanges.give_back(*this);
    return;
  }
  // A handle was dropped on another thread: the pool is its loop's.
  refs.store(1, std::memory_order_relaxed);
  home.post([this] { release(); });
}

// -- the pool ---------------------------------------------------------------------------------------------------------------

ExchangePool::~ExchangePool() {
  for (auto* list : {free_, parked_first_}) {
    while (list) {
      auto* x = list;
      list = x->next_free;
      unpoison(*x);
      delete x;
    }
  }
}

Exchange& ExchangePool::acquire(LoopContext& loop) {
  Exchange* x = free_;
  if (x) {
    free_ = x->next_free;
    free_count_--;
    unpoison(*x);
  } else {
    x = new Exchange(loop);
  }
  x->next_free = nullptr;
  x->refs.store(1, std::memory_order_relaxed);
  return *x;
}

void ExchangePool::give_back(Exchange& x) noexcept {
  if (x.parked) return;  // a stray reference was copied and dropped: it stays where it is
  const bool cut_short = x.state != ResponseState::finished && x.head.size() != 0;
  x.reset();
  if (cut_short) {
    park(x);
    return;
  }
  keep_or_free(x);
}

void ExchangePool::keep_or_free(Exchange& x) noexcept {
  if (free_count_ == most_free) {
    delete &x;
    return;
  }
  x.next_free = free_;
  free_ = &x;
  free_count_++;
  poison(x);
}

void ExchangePool::park(Exchange& x) noexcept {
  // Reads are empty and writes are ignored, as after any client has gone.
  x.state = ResponseState::aborted;
  x.parked = true;
  x.next_free = nullptr;
  (parked_last_ ? parked_last_->next_free : parked_first_) = &x;
  parked_last_ = &x;
  if (++parked_count_ <= most_parked) return;
  auto* oldest = parked_first_;
  parked_first_ = oldest->next_free;
  parked_count_--;
  oldest->parked = false;
  oldest->reset();
  keep_or_free(*oldest);
}

}  // namespace crema::detail
