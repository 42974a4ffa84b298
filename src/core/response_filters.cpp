// Bytes go from filter to filter, the last one's to the stream. What a SlowFilter calls slow goes to another thread, and then all
// that follows waits behind it.
// ! A filter is never in two threads at once: while one works for it, all that comes is put off.
#include "core/response_filters.hpp"

#include <crema/body_hooks.hpp>
#include <crema/task.hpp>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <exception>
#include <string>
#include <utility>

#include "core/exchange_ptr.hpp"
#include "core/response_end.hpp"
#include "core/uncaught.hpp"

namespace crema {
namespace detail {

// What waits for a filter.
struct SlowWork {
  struct Step {
    std::string bytes;
    Push push;
    std::size_t taken = 0;  // of the bytes
  };
  std::deque<Step> steps;
  std::size_t bytes = 0;  // of all steps
  bool busy = false;
  bool wants_drain = false;
  ClosurePtr room;  // a Deferred, while the work waits for the client to take what there is
};

namespace {

// Of a large piece so much at a time: what is done leaves meanwhile, and other answers have their turn.
constexpr std::size_t slice_size = 262144;

// Bytes that may wait for the client before the work does: who reads slowly must not have all of it in memory.
constexpr std::size_t most_ahead = 1 << 20;

bool is_busy(const SlowFilter* filter) { return filter && filter->work && filter->work->busy; }

SlowFilter* slow_filter(const Exchange& x, std::size_t at) {
  return dynamic_cast<SlowFilter*>(x.extras->filters[at].get());
}

void put_off(Exchange& x, std::size_t at, SlowFilter& filter, SlowWork::Step step);

// Bytes for the filter at this place; behind the last one is the stream.
void push_bytes(Exchange& x, std::size_t at, std::string_view bytes);

class NextSink final : public Filter::Sink {
 public:
  NextSink(Exchange& x, std::size_t at) : x_(x), at_(at) {}
  void write(std::string_view bytes) override { push_bytes(x_, at_ + 1, bytes); }

 private:
  Exchange& x_;
  std::size_t at_;
};

class CollectingSink final : public Filter::Sink {
 public:
  void write(std::string_view bytes) override { all.append(bytes); }
  std::string all;
};

void push_bytes(Exchange& x, std::size_t at, std::string_view bytes) {
  if (bytes.empty()) return;
  if (at == x.extras->filters.size()) {
    if (!x.stream) return;
    x.sent += static_cast<std::int64_t>(bytes.size());
    return x.stream->body(bytes);
  }
  auto* slow = slow_filter(x, at);
  if (slow && (is_busy(slow) || slow->isSlow(bytes.size())))
    return put_off(x, at, *slow, {std::string(bytes), Push::bytes});
  NextSink out(x, at);
  x.extras->filters[at]->write(bytes, out);
}

// Flushes or ends the filters from this place on; false if one of them has to wait.
bool push_mark(Exchange& x, std::size_t at, Push push) {
  for (; at < x.extras->filters.size(); at++) {
    auto* slow = slow_filter(x, at);
    if (slow && (is_busy(slow) || slow->isSlow(0))) {
      put_off(x, at, *slow, {{}, push});
      return false;
    }
    NextSink out(x, at);
    if (push == Push::end) x.extras->filters[at]->end(out);
    else x.extras->filters[at]->flush(out);
  }
  return true;
}

// What another thread does: one slice, or a mark.
std::string done_by(SlowFilter& filter, const SlowWork::Step& step) {
  CollectingSink out;
  if (step.push == Push::bytes) filter.write(step.bytes, out);
  else if (step.push == Push::flush) filter.flush(out);
  else filter.end(out);
  return std::move(out.all);
}

SlowWork::Step next_step(SlowWork& work) {
  auto& first = work.steps.front();
  const auto size = std::min(first.bytes.size() - first.taken, slice_size);
  work.bytes -= size;
  const bool last = first.taken + size == first.bytes.size();
  SlowWork::Step step{{}, first.push};
  if (last && first.taken == 0) step.bytes = std::move(first.bytes);
  else step.bytes.assign(first.bytes, first.taken, size);
  first.taken += size;
  if (last) work.steps.pop_front();
  return step;
}

void all_done(Exchange& x, SlowWork& work) {
  work.busy = false;
  if (!std::exchange(work.wants_drain, false) || !x.on_stream() || x.state != ResponseState::streaming) return;
  // Else the stream says so itself.
  if (x.stream->queued() <= high_water) emit_response(x, "drain");
}

// What another thread has made of a step goes on its way.
void take_over(Exchange& x, std::size_t at, std::string_view bytes, Push push) {
  push_bytes(x, at + 1, bytes);
  if (push != Push::bytes && push_mark(x, at + 1, push) && push == Push::end && x.on_stream()) end_stream(x);
}

// Works off what waits for a filter, one step after the other, and keeps the exchange meanwhile, whose the filter is.
Task<> work_off(ExchangePtr x, std::size_t at, SlowFilter& filter) {
  auto& work = *filter.work;
  while (!work.steps.empty() && x->on_stream()) {
    auto step = next_step(work);
    const auto push = step.push;
    auto job = [&filter, step = std::move(step)] { return done_by(filter, step); };
    if (x->stream->queued() > most_ahead) {
      work.room = ClosurePtr(new Deferred);
      co_await AwaitDeferred{work.room};
      if (!x->on_stream()) break;
    }
    try {
      const std::string bytes = co_await offload(std::move(job));
      if (x->on_stream()) take_over(*x, at, bytes, push);
    } catch (...) {
      report_uncaught(std::current_exception(), Uncaught::exception);
      break_off(*x);
      break;
    }
  }
  work.steps.clear();
  work.bytes = 0;
  all_done(*x, work);
}

void put_off(Exchange& x, std::size_t at, SlowFilter& filter, SlowWork::Step step) {
  if (!filter.work) filter.work = std::make_unique<SlowWork>();
  auto& work = *filter.work;
  work.bytes += step.bytes.size();
  work.steps.push_back(std::move(step));
  if (std::exchange(work.busy, true)) return;
  (void)work_off(ExchangePtr(x), at, filter);
}

}  // namespace

bool through_filters(Exchange& x, std::string_view bytes, Push push) {
  push_bytes(x, 0, bytes);
  return push == Push::bytes || push_mark(x, 0, push);
}

void resume_filters(Exchange& x) {
  if (!filtered(x)) return;
  for (std::size_t at = 0; at < x.extras->filters.size(); at++) {
    auto* slow = slow_filter(x, at);
    if (!slow || !slow->work || !slow->work->room) continue;
    const auto room = std::exchange(slow->work->room, {});
    static_cast<Deferred*>(room.get())->resolve({});
  }
}

bool works_on_body(const Exchange& x) {
  if (!filtered(x)) return false;
  for (std::size_t at = 0; at < x.extras->filters.size(); at++)
    if (is_busy(slow_filter(x, at))) return true;
  return false;
}

bool filters_lag(Exchange& x) {
  if (!filtered(x)) return false;
  for (std::size_t at = 0; at < x.extras->filters.size(); at++) {
    auto* slow = slow_filter(x, at);
    if (!is_busy(slow) || slow->work->bytes <= high_water) continue;
    slow->work->wants_drain = true;
    return true;
  }
  return false;
}

}  // namespace detail

SlowFilter::SlowFilter() noexcept = default;
SlowFilter::~SlowFilter() = default;

}  // namespace crema
