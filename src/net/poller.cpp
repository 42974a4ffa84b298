// Readiness by an epoll of our own. Invariant: whoever is removed is called no more, not even for an event that is already here.
#include "net/poller.hpp"

#include <unistd.h>

#include <algorithm>
#include <asio/post.hpp>
#include <cerrno>
#include <system_error>
#include <utility>

#include "net/loop.hpp"

namespace crema::net {

void Poller::open() {
  if (epoll_) return;
  const int descriptor = epoll_create1(EPOLL_CLOEXEC);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  epoll_.emplace(loop_.io(), descriptor);
}

void Poller::add(int descriptor, Pollable& whom, std::uint32_t events) {
  open();
  epoll_event event{};
  event.events = events;
  event.data.ptr = &whom;
  if (epoll_ctl(epoll_->native_handle(), EPOLL_CTL_ADD, descriptor, &event) < 0)
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  wait();
}

void Poller::change(int descriptor, Pollable& whom, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = &whom;
  epoll_ctl(epoll_->native_handle(), EPOLL_CTL_MOD, descriptor, &event);
}

void Poller::remove(int descriptor, Pollable& whom) noexcept {
  if (!epoll_) return;
  epoll_ctl(epoll_->native_handle(), EPOLL_CTL_DEL, descriptor, nullptr);
  for (int i = at_; i < count_; i++)
    if (events_[static_cast<std::size_t>(i)].data.ptr == &whom) events_[static_cast<std::size_t>(i)].data.ptr = nullptr;
  std::replace(again_.begin(), again_.end(), &whom, static_cast<Pollable*>(nullptr));
  std::replace(now_.begin(), now_.end(), &whom, static_cast<Pollable*>(nullptr));
  std::replace(senders_.begin(), senders_.end(), &whom, static_cast<Pollable*>(nullptr));
}

void Poller::again(Pollable& whom) {
  again_.push_back(&whom);
  if (at_ >= count_ && now_.empty()) wait();
}

void Poller::queue_sender(Pollable& whom) {
  senders_.push_back(&whom);
  wait();
}

// Comes back by itself while somebody has more to do, else when a descriptor is ready. Other handlers of the io_context run in
// between.
void Poller::wait() {
  if ((!again_.empty() || !senders_.empty()) && !std::exchange(posted_, true)) {
    asio::post(loop_.io(), [this] {
      posted_ = false;
      dispatch();
    });
  }
  if (std::exchange(waiting_, true)) return;
  epoll_->async_wait(Descriptor::wait_read, [this](std::error_code error) {
    waiting_ = false;
    if (!error) dispatch();
  });
}

// As many as the round allows. Those that have more to send queue behind the others.
void Poller::serve_senders() {
  serving_ = true;
  for (auto left = senders_.size(); left > 0 && allowance_ > 0; left--) {
    auto* whom = senders_.front();
    senders_.pop_front();
    if (whom) loop_.turn([whom] { whom->may_send(); });
  }
  serving_ = false;
}

void Poller::dispatch() {
  allowance_ = sent_a_round;
  now_.swap(again_);
  for (std::size_t i = 0; i < now_.size(); i++) {
    if (auto* whom = now_[i]) loop_.turn([whom] { whom->ready(EPOLLIN); });
  }
  now_.clear();
  at_ = 0;
  count_ = std::max(0, epoll_wait(epoll_->native_handle(), events_.data(), static_cast<int>(events_.size()), 0));
  while (at_ < count_) {
    const auto& event = events_[static_cast<std::size_t>(at_++)];
    if (auto* whom = static_cast<Pollable*>(event.data.ptr)) loop_.turn([&event, whom] { whom->ready(event.events); });
  }
  at_ = count_ = 0;
  serve_senders();
  wait();
}

}  // namespace crema::net
